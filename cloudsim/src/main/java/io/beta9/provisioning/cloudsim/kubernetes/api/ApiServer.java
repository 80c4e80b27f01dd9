package io.beta9.provisioning.cloudsim.kubernetes.api;

import io.beta9.provisioning.cloudsim.kubernetes.http.FaultResponse;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpRequest;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpResponse;
import io.beta9.provisioning.cloudsim.kubernetes.node.PodPrograms;
import io.beta9.provisioning.cloudsim.kubernetes.resource.Deletion;
import io.beta9.provisioning.cloudsim.kubernetes.resource.PodEviction;
import io.beta9.provisioning.cloudsim.kubernetes.resource.ResourceOperations;
import io.beta9.provisioning.cloudsim.kubernetes.resource.ResourcePath;
import io.beta9.provisioning.cloudsim.kubernetes.store.ApiException;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import io.beta9.provisioning.cloudsim.kubernetes.store.Selector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Routes and handles the requests to the API server of one cluster. */
public final class ApiServer {
  private static final Logger log = LoggerFactory.getLogger(ApiServer.class);
  private static final String JSON = "application/json";

  private final ObjectStore store;
  private final Lock lock;
  private final Runnable reconcile;
  private final Authenticator authenticator;
  private final PodPrograms programs;
  private final ResourceOperations operations;
  private final Deletion deletion;
  private final ServiceProxy serviceProxy;
  private final Supplier<Duration> cacheLag;
  private final RequestFaults faults;

  /**
   * Creates the server of one cluster.
   *
   * @param lock the cluster's lock, held during writes
   * @param reconcile runs the controllers after a write; called with the lock held
   * @param cacheLag how far watches, and lists of any version, lag behind: with several API
   *     servers, each answers them from a cache of its own
   */
  public ApiServer(
      ObjectStore store,
      Lock lock,
      Runnable reconcile,
      Authenticator authenticator,
      PodPrograms programs,
      ResourceOperations operations,
      Supplier<Duration> cacheLag,
      RequestFaults faults) {
    this.faults = faults;
    this.cacheLag = cacheLag;
    this.store = store;
    this.lock = lock;
    this.reconcile = reconcile;
    this.authenticator = authenticator;
    this.programs = programs;
    this.operations = operations;
    this.deletion = new Deletion(store);
    this.serviceProxy = new ServiceProxy(store, programs);
  }

  /** Handles a request, unless a fault rule applies. */
  public void handle(HttpRequest request, HttpResponse response) throws IOException {
    Optional<FaultResponse> fault = faults.of(request);
    if (fault.isPresent()) {
      fault.get().handle(request, response, this::respond);
    } else {
      respond(request, response);
    }
  }

  /** Errors are returned as {@code Status} objects. */
  private void respond(HttpRequest request, HttpResponse response) throws IOException {
    try {
      route(request, response);
    } catch (ApiException e) {
      response.send(e.status(), JSON, Json.bytes(e.toStatus()));
    } catch (RuntimeException e) {
      // A defect of the simulator: report it to the client and in the log.
      log.error("{} {} failed", request.method(), request.path(), e);
      ApiException error = new ApiException(500, "InternalError", "Internal error occurred: " + e);
      response.send(error.status(), JSON, Json.bytes(error.toStatus()));
    }
  }

  private void route(HttpRequest request, HttpResponse response) throws IOException {
    String path =
        request.path().length() > 1 && request.path().endsWith("/") && !isProxyRequest(request)
            ? request.path().substring(0, request.path().length() - 1)
            : request.path();
    switch (path) {
      case "/healthz", "/livez", "/readyz" -> {
        response.send(200, "text/plain; charset=utf-8", "ok".getBytes(StandardCharsets.US_ASCII));
        return;
      }
      case "/version" -> {
        send(response, 200, Discovery.version(store.state().kubernetesVersion()));
        return;
      }
      default -> {
        // All other paths require authentication.
      }
    }
    String user = authenticator.authenticate(request);
    if (path.equals("/openapi/v2")) {
      // No schema is published, so Helm leaves validation to the server.
      response.send(200, "application/com.github.proto-openapi.spec.v2.v1.0+protobuf", new byte[0]);
      return;
    }
    Optional<ObjectNode> document = Discovery.find(path);
    if (document.isPresent()) {
      send(response, 200, document.get());
      return;
    }
    Optional<ObjectNode> review = AccessReviews.review(path, request, user);
    if (review.isPresent()) {
      send(response, 201, review.get());
      return;
    }
    if (!path.startsWith("/api/") && !path.startsWith("/apis/")) {
      throw ApiException.unknownPath();
    }
    serveResource(
        ResourcePath.parse(path).orElseThrow(ApiException::unknownPath), request, response);
  }

  private void serveResource(ResourcePath target, HttpRequest request, HttpResponse response)
      throws IOException {
    switch (target.subresource()) {
      case "", "status", "finalize" -> {
        if (target.name().isEmpty()) {
          serveCollection(target, request, response);
        } else {
          serveObject(target, request, response);
        }
      }
      case "scale" -> serveScale(target, request, response);
      case "log" -> {
        String text = programs.log(operations.get(target));
        response.send(200, "text/plain", text.getBytes(StandardCharsets.UTF_8));
      }
      case "eviction" -> {
        if (!request.method().equals("POST")) {
          throw ApiException.methodNotAllowed();
        }
        JsonNode eviction = readBody(request);
        write(
            () -> {
              new PodEviction(store, deletion).evict(target, eviction);
              return Json.object();
            });
        send(response, 201, Json.object().put("kind", "Status").put("status", "Success"));
      }
      case "proxy" -> {
        if (target.kind() != Kinds.SERVICE) {
          throw ApiException.unknownPath();
        }
        serviceProxy.forward(target, request, response);
      }
      case "portforward" ->
          new PortForward(programs).serve(operations.get(target), request, response);
      default -> throw ApiException.unknownPath();
    }
  }

  private void serveCollection(ResourcePath target, HttpRequest request, HttpResponse response)
      throws IOException {
    switch (request.method()) {
      case "GET" -> {
        if (request.isEnabled("watch")) {
          serveWatch(target, request, response);
        } else {
          send(
              response,
              200,
              locked(
                  () ->
                      operations.list(
                          target,
                          request.query().get("labelSelector"),
                          request.query().get("fieldSelector"),
                          isOfAnyVersion(request)
                              ? store.clock().instant().minus(cacheLag.get())
                              : Instant.MAX)));
        }
      }
      case "POST" -> {
        ObjectNode body = readBody(request);
        send(response, 201, write(() -> operations.create(target, body, isDryRun(request, body))));
      }
      case "DELETE" -> {
        send(
            response,
            200,
            write(
                () ->
                    deletion.deleteCollection(
                        target,
                        Selector.parse(
                            request.query().get("labelSelector"),
                            request.query().get("fieldSelector")))));
      }
      default -> throw ApiException.methodNotAllowed();
    }
  }

  private void serveObject(ResourcePath target, HttpRequest request, HttpResponse response)
      throws IOException {
    switch (request.method()) {
      case "GET" -> {
        if (request.isEnabled("watch")) {
          serveWatch(target, request, response);
        } else {
          send(response, 200, operations.get(target));
        }
      }
      case "PUT" -> {
        ObjectNode body = readBody(request);
        send(response, 200, write(() -> operations.update(target, body, isDryRun(request, body))));
      }
      case "PATCH" -> {
        String type = mediaType(request);
        boolean dryRun = isDryRun(request, Json.object());
        send(response, 200, write(() -> operations.patch(target, type, request.body(), dryRun)));
      }
      case "DELETE" -> {
        ObjectNode options = request.body().length == 0 ? Json.object() : readBody(request);
        String propagation =
            request
                .parameter("propagationPolicy")
                .orElseGet(() -> options.path("propagationPolicy").asString(""));
        if (isDryRun(request, options)) {
          send(response, 200, operations.get(target));
        } else {
          send(response, 200, write(() -> deletion.deleteByRequest(target, options, propagation)));
        }
      }
      default -> throw ApiException.methodNotAllowed();
    }
  }

  private void serveWatch(ResourcePath target, HttpRequest request, HttpResponse response)
      throws IOException {
    if (request.isWebSocketUpgrade()) {
      // Watches over WebSockets are not supported; clients fall back to streaming.
      response.send(200, JSON, new byte[0]);
      return;
    }
    new WatchStream(store, lock, target, request, cacheLag.get()).run(response);
  }

  /** A list without a version is consistent; with version 0, any state is good enough. */
  private static boolean isOfAnyVersion(HttpRequest request) {
    return request.parameter("resourceVersion").filter("0"::equals).isPresent();
  }

  private void serveScale(ResourcePath target, HttpRequest request, HttpResponse response)
      throws IOException {
    ObjectNode object = operations.get(target);
    if (request.method().equals("PUT") || request.method().equals("PATCH")) {
      int replicas = Json.intValue(Json.parse(request.body()), "spec.replicas", 0);
      object =
          write(
              () ->
                  operations.update(
                      new ResourcePath(target.kind(), target.namespace(), target.name(), "", "/"),
                      Json.modifiedCopy(
                          operations.get(target),
                          copy -> Json.ensureObject(copy, "spec").put("replicas", replicas)),
                      false));
    }
    ObjectNode scale = Json.object();
    scale.put("kind", "Scale").put("apiVersion", "autoscaling/v1");
    scale
        .putObject("metadata")
        .put("name", target.name())
        .put("namespace", target.namespace())
        .put("uid", ObjectMeta.uid(object))
        .put("resourceVersion", Json.text(object, "metadata.resourceVersion"));
    scale.putObject("spec").put("replicas", Json.intValue(object, "spec.replicas", 0));
    scale.putObject("status").put("replicas", Json.intValue(object, "status.replicas", 0));
    send(response, 200, scale);
  }

  private <T> T write(Supplier<T> work) {
    return locked(
        () -> {
          T result = work.get();
          reconcile.run();
          return result;
        });
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  static ObjectNode readBody(HttpRequest request) {
    if (mediaType(request).equals(ProtobufDecoder.CONTENT_TYPE)) {
      return ProtobufDecoder.toJson(request.body());
    }
    JsonNode node = Json.parse(request.body());
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw ApiException.badRequest("the request body is not a JSON object");
  }

  private static String mediaType(HttpRequest request) {
    return request.header("content-type").orElse(JSON).split(";", -1)[0].strip();
  }

  private static boolean isDryRun(HttpRequest request, ObjectNode options) {
    return request.parameter("dryRun").isPresent() || !options.path("dryRun").isEmpty();
  }

  private static boolean isProxyRequest(HttpRequest request) {
    return request.path().contains("/proxy");
  }

  private static void send(HttpResponse response, int status, JsonNode body) throws IOException {
    response.send(status, JSON, Json.bytes(body));
  }
}
