package io.beta9.provisioning.cloudsim.kubernetes.api;

import io.beta9.provisioning.cloudsim.kubernetes.http.HttpRequest;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpResponse;
import io.beta9.provisioning.cloudsim.kubernetes.node.PodPrograms;
import io.beta9.provisioning.cloudsim.kubernetes.resource.Deletion;
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
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds what a request is about, and answers it. */
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

  /**
   * Makes the server of one cluster.
   *
   * @param lock held while anything is written
   * @param settle lets the controllers act on what has been written; called with the lock held
   */
  public ApiServer(
      ObjectStore store,
      Lock lock,
      Runnable settle,
      Authenticator authenticator,
      PodPrograms programs) {
    this.store = store;
    this.lock = lock;
    this.reconcile = settle;
    this.authenticator = authenticator;
    this.programs = programs;
    this.operations = new ResourceOperations(store);
    this.deletion = new Deletion(store);
    this.serviceProxy = new ServiceProxy(store, programs);
  }

  /** Answers a request; every error becomes a {@code Status}. */
  public void handle(HttpRequest request, HttpResponse reply) throws IOException {
    try {
      route(request, reply);
    } catch (ApiException fault) {
      reply.send(fault.status(), JSON, Json.bytes(fault.toStatus()));
    } catch (RuntimeException e) {
      // A mistake of the simulator's own: say so to the client as well as to the log.
      log.error("{} {} failed", request.method(), request.path(), e);
      ApiException fault = new ApiException(500, "InternalError", "Internal error occurred: " + e);
      reply.send(fault.status(), JSON, Json.bytes(fault.toStatus()));
    }
  }

  private void route(HttpRequest request, HttpResponse reply) throws IOException {
    String path =
        request.path().length() > 1 && request.path().endsWith("/") && !isProxyRequest(request)
            ? request.path().substring(0, request.path().length() - 1)
            : request.path();
    switch (path) {
      case "/healthz", "/livez", "/readyz" -> {
        reply.send(200, "text/plain; charset=utf-8", "ok".getBytes(StandardCharsets.US_ASCII));
        return;
      }
      case "/version" -> {
        send(reply, 200, Discovery.version(store.state().kubernetesVersion()));
        return;
      }
      default -> {
        // Everything else needs a caller who is known.
      }
    }
    String user = authenticator.authenticate(request);
    if (path.equals("/openapi/v2")) {
      // No schema is published: Helm then leaves the checking to the server, which does it.
      reply.send(200, "application/com.github.proto-openapi.spec.v2.v1.0+protobuf", new byte[0]);
      return;
    }
    Optional<ObjectNode> discovered = Discovery.find(path);
    if (discovered.isPresent()) {
      send(reply, 200, discovered.get());
      return;
    }
    Optional<ObjectNode> review = AccessReviews.review(path, request, user);
    if (review.isPresent()) {
      send(reply, 201, review.get());
      return;
    }
    if (!path.startsWith("/api/") && !path.startsWith("/apis/")) {
      throw ApiException.unknownPath();
    }
    serveResource(ResourcePath.parse(path).orElseThrow(ApiException::unknownPath), request, reply);
  }

  private void serveResource(ResourcePath target, HttpRequest request, HttpResponse reply)
      throws IOException {
    switch (target.subresource()) {
      case "", "status", "finalize" -> {
        if (target.name().isEmpty()) {
          serveCollection(target, request, reply);
        } else {
          serveObject(target, request, reply);
        }
      }
      case "scale" -> serveScale(target, request, reply);
      case "log" -> {
        String text = programs.log(operations.get(target));
        reply.send(200, "text/plain", text.getBytes(StandardCharsets.UTF_8));
      }
      case "eviction" -> {
        write(() -> deletion.deleteByRequest(target, Json.object(), ""));
        send(reply, 201, Json.object().put("kind", "Status").put("status", "Success"));
      }
      case "proxy" -> {
        if (target.kind() != Kinds.SERVICE) {
          throw ApiException.unknownPath();
        }
        serviceProxy.forward(target, request, reply);
      }
      case "portforward" -> new PortForward(programs).serve(operations.get(target), request, reply);
      default -> throw ApiException.unknownPath();
    }
  }

  private void serveCollection(ResourcePath target, HttpRequest request, HttpResponse reply)
      throws IOException {
    switch (request.method()) {
      case "GET" -> {
        if (request.isEnabled("watch")) {
          serveWatch(target, request, reply);
        } else {
          send(
              reply,
              200,
              locked(
                  () ->
                      operations.list(
                          target,
                          request.query().get("labelSelector"),
                          request.query().get("fieldSelector"))));
        }
      }
      case "POST" -> {
        ObjectNode body = readBody(request);
        send(reply, 201, write(() -> operations.create(target, body, isDryRun(request, body))));
      }
      case "DELETE" -> {
        send(
            reply,
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

  private void serveObject(ResourcePath target, HttpRequest request, HttpResponse reply)
      throws IOException {
    switch (request.method()) {
      case "GET" -> {
        if (request.isEnabled("watch")) {
          serveWatch(target, request, reply);
        } else {
          send(reply, 200, operations.get(target));
        }
      }
      case "PUT" -> {
        ObjectNode body = readBody(request);
        send(reply, 200, write(() -> operations.update(target, body, isDryRun(request, body))));
      }
      case "PATCH" -> {
        String type = mediaType(request);
        boolean dryRun = isDryRun(request, Json.object());
        send(reply, 200, write(() -> operations.patch(target, type, request.body(), dryRun)));
      }
      case "DELETE" -> {
        ObjectNode options = request.body().length == 0 ? Json.object() : readBody(request);
        String propagation =
            request
                .parameter("propagationPolicy")
                .orElseGet(() -> options.path("propagationPolicy").asString(""));
        if (isDryRun(request, options)) {
          send(reply, 200, operations.get(target));
        } else {
          send(reply, 200, write(() -> deletion.deleteByRequest(target, options, propagation)));
        }
      }
      default -> throw ApiException.methodNotAllowed();
    }
  }

  private void serveWatch(ResourcePath target, HttpRequest request, HttpResponse reply)
      throws IOException {
    if (request.isWebSocketUpgrade()) {
      // Streams are spoken, and clients that ask for a WebSocket first fall back to them.
      reply.send(200, JSON, new byte[0]);
      return;
    }
    new WatchStream(store, lock, target, request).run(reply);
  }

  private void serveScale(ResourcePath target, HttpRequest request, HttpResponse reply)
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
    send(reply, 200, scale);
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

  private static ObjectNode readBody(HttpRequest request) {
    if (mediaType(request).equals(ProtobufDecoder.CONTENT_TYPE)) {
      return ProtobufDecoder.toJson(request.body());
    }
    JsonNode node = Json.parse(request.body());
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw ApiException.badRequest("the body of the request is not an object");
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

  private static void send(HttpResponse reply, int status, JsonNode body) throws IOException {
    reply.send(status, JSON, Json.bytes(body));
  }
}
