package io.beta9.provisioning.cloudsim.kubernetes.api;

import io.beta9.provisioning.cloudsim.kubernetes.http.HttpReply;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpRequest;
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

  private final Objects objects;
  private final Lock lock;
  private final Runnable settle;
  private final Authenticator authenticator;
  private final PodPrograms programs;
  private final Resources resources;
  private final Deletion deletion;
  private final Services services;

  /**
   * Makes the server of one cluster.
   *
   * @param lock held while anything is written
   * @param settle lets the controllers act on what has been written; called with the lock held
   */
  public ApiServer(
      Objects objects,
      Lock lock,
      Runnable settle,
      Authenticator authenticator,
      PodPrograms programs) {
    this.objects = objects;
    this.lock = lock;
    this.settle = settle;
    this.authenticator = authenticator;
    this.programs = programs;
    this.resources = new Resources(objects);
    this.deletion = new Deletion(objects);
    this.services = new Services(objects, programs);
  }

  /** Answers a request; every error becomes a {@code Status}. */
  public void handle(HttpRequest request, HttpReply reply) throws IOException {
    try {
      answer(request, reply);
    } catch (ApiFault fault) {
      reply.send(fault.status(), JSON, Json.bytes(fault.toStatus()));
    } catch (RuntimeException e) {
      // A mistake of the simulator's own: say so to the client as well as to the log.
      log.error("{} {} failed", request.method(), request.path(), e);
      ApiFault fault = new ApiFault(500, "InternalError", "Internal error occurred: " + e);
      reply.send(fault.status(), JSON, Json.bytes(fault.toStatus()));
    }
  }

  private void answer(HttpRequest request, HttpReply reply) throws IOException {
    String path =
        request.path().length() > 1 && request.path().endsWith("/") && !isProxy(request)
            ? request.path().substring(0, request.path().length() - 1)
            : request.path();
    switch (path) {
      case "/healthz", "/livez", "/readyz" -> {
        reply.send(200, "text/plain; charset=utf-8", "ok".getBytes(StandardCharsets.US_ASCII));
        return;
      }
      case "/version" -> {
        send(reply, 200, Discovery.version(objects.state().kubernetesVersion()));
        return;
      }
      default -> {
        // Everything else needs a caller who is known.
      }
    }
    String user = authenticator.userOf(request);
    if (path.equals("/openapi/v2")) {
      // No schema is published: Helm then leaves the checking to the server, which does it.
      reply.send(200, "application/com.github.proto-openapi.spec.v2.v1.0+protobuf", new byte[0]);
      return;
    }
    Optional<ObjectNode> discovered = Discovery.answer(path);
    if (discovered.isPresent()) {
      send(reply, 200, discovered.get());
      return;
    }
    Optional<ObjectNode> review = Reviews.answer(path, request, user);
    if (review.isPresent()) {
      send(reply, 201, review.get());
      return;
    }
    if (!path.startsWith("/api/") && !path.startsWith("/apis/")) {
      throw ApiFault.noSuchPath();
    }
    serve(Target.of(path).orElseThrow(ApiFault::noSuchPath), request, reply);
  }

  private void serve(Target target, HttpRequest request, HttpReply reply) throws IOException {
    switch (target.subresource()) {
      case "", "status", "finalize" -> {
        if (target.name().isEmpty()) {
          collection(target, request, reply);
        } else {
          object(target, request, reply);
        }
      }
      case "scale" -> scale(target, request, reply);
      case "log" -> {
        String text = programs.log(resources.get(target));
        reply.send(200, "text/plain", text.getBytes(StandardCharsets.UTF_8));
      }
      case "eviction" -> {
        write(() -> deletion.byRequest(target, Json.object(), ""));
        send(reply, 201, Json.object().put("kind", "Status").put("status", "Success"));
      }
      case "proxy" -> {
        if (target.kind() != Kinds.SERVICE) {
          throw ApiFault.noSuchPath();
        }
        services.proxy(target, request, reply);
      }
      case "portforward" -> new PortForward(programs).serve(resources.get(target), request, reply);
      default -> throw ApiFault.noSuchPath();
    }
  }

  private void collection(Target target, HttpRequest request, HttpReply reply) throws IOException {
    switch (request.method()) {
      case "GET" -> {
        if (request.asksFor("watch")) {
          watch(target, request, reply);
        } else {
          send(
              reply,
              200,
              locked(
                  () ->
                      resources.list(
                          target,
                          request.query().get("labelSelector"),
                          request.query().get("fieldSelector"))));
        }
      }
      case "POST" -> {
        ObjectNode body = body(request);
        send(reply, 201, write(() -> resources.create(target, body, isDryRun(request, body))));
      }
      case "DELETE" -> {
        send(
            reply,
            200,
            write(
                () ->
                    deletion.collection(
                        target,
                        Selector.of(
                            request.query().get("labelSelector"),
                            request.query().get("fieldSelector")))));
      }
      default -> throw ApiFault.methodNotAllowed();
    }
  }

  private void object(Target target, HttpRequest request, HttpReply reply) throws IOException {
    switch (request.method()) {
      case "GET" -> {
        if (request.asksFor("watch")) {
          watch(target, request, reply);
        } else {
          send(reply, 200, resources.get(target));
        }
      }
      case "PUT" -> {
        ObjectNode body = body(request);
        send(reply, 200, write(() -> resources.update(target, body, isDryRun(request, body))));
      }
      case "PATCH" -> {
        String type = mediaType(request);
        boolean dryRun = isDryRun(request, Json.object());
        send(reply, 200, write(() -> resources.patch(target, type, request.body(), dryRun)));
      }
      case "DELETE" -> {
        ObjectNode options = request.body().length == 0 ? Json.object() : body(request);
        String propagation =
            request
                .parameter("propagationPolicy")
                .orElseGet(() -> options.path("propagationPolicy").asString(""));
        if (isDryRun(request, options)) {
          send(reply, 200, resources.get(target));
        } else {
          send(reply, 200, write(() -> deletion.byRequest(target, options, propagation)));
        }
      }
      default -> throw ApiFault.methodNotAllowed();
    }
  }

  private void watch(Target target, HttpRequest request, HttpReply reply) throws IOException {
    if (request.wantsWebSocket()) {
      // Streams are spoken, and clients that ask for a WebSocket first fall back to them.
      reply.send(200, JSON, new byte[0]);
      return;
    }
    new Watch(objects, lock, target, request).stream(reply);
  }

  private void scale(Target target, HttpRequest request, HttpReply reply) throws IOException {
    ObjectNode object = resources.get(target);
    if (request.method().equals("PUT") || request.method().equals("PATCH")) {
      int replicas = Json.number(Json.parse(request.body()), "spec.replicas", 0);
      object =
          write(
              () ->
                  resources.update(
                      new Target(target.kind(), target.namespace(), target.name(), "", "/"),
                      Json.changed(
                          resources.get(target),
                          copy -> Json.make(copy, "spec").put("replicas", replicas)),
                      false));
    }
    ObjectNode scale = Json.object();
    scale.put("kind", "Scale").put("apiVersion", "autoscaling/v1");
    scale
        .putObject("metadata")
        .put("name", target.name())
        .put("namespace", target.namespace())
        .put("uid", Meta.uid(object))
        .put("resourceVersion", Json.text(object, "metadata.resourceVersion"));
    scale.putObject("spec").put("replicas", Json.number(object, "spec.replicas", 0));
    scale.putObject("status").put("replicas", Json.number(object, "status.replicas", 0));
    send(reply, 200, scale);
  }

  private <T> T write(Supplier<T> work) {
    return locked(
        () -> {
          T result = work.get();
          settle.run();
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

  private static ObjectNode body(HttpRequest request) {
    if (mediaType(request).equals(Protobuf.CONTENT_TYPE)) {
      return Protobuf.toJson(request.body());
    }
    JsonNode node = Json.parse(request.body());
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw ApiFault.badRequest("the body of the request is not an object");
  }

  private static String mediaType(HttpRequest request) {
    return request.header("content-type").orElse(JSON).split(";", -1)[0].strip();
  }

  private static boolean isDryRun(HttpRequest request, ObjectNode options) {
    return request.parameter("dryRun").isPresent() || !options.path("dryRun").isEmpty();
  }

  private static boolean isProxy(HttpRequest request) {
    return request.path().contains("/proxy");
  }

  private static void send(HttpReply reply, int status, JsonNode body) throws IOException {
    reply.send(status, JSON, Json.bytes(body));
  }
}
