package io.beta9.provisioning.cloudsim.kubernetes.api;

import io.beta9.provisioning.cloudsim.kubernetes.http.HttpConnection;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpReply;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpRequest;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Services as the API server's proxy sees them: a port, and the ready pods behind it. */
public final class Services {
  private final Objects objects;
  private final PodPrograms programs;

  public Services(Objects objects, PodPrograms programs) {
    this.objects = objects;
    this.programs = programs;
  }

  /** The pods that a Service selects and that are ready. */
  public static List<ObjectNode> readyPods(Objects objects, ObjectNode service) {
    return objects.list(Kinds.POD, Meta.namespace(service)).stream()
        .filter(pod -> Selector.matchesAll(Json.at(service, "spec.selector"), Meta.labels(pod)))
        .filter(Services::isReady)
        .toList();
  }

  public static boolean isReady(JsonNode pod) {
    return Json.items(pod, "status.conditions").stream()
        .anyMatch(
            condition ->
                condition.path("type").asString("").equals("Ready")
                    && condition.path("status").asString("").equals("True"));
  }

  /**
   * Hands a request to a pod behind a Service. {@code Authorization} does not go along: the API
   * server takes that header for itself, and what is behind the proxy never sees it.
   */
  void proxy(Target target, HttpRequest request, HttpReply reply) throws IOException {
    String[] words = target.name().split(":", -1);
    String name = words.length == 3 ? words[1] : words[0];
    String wantedPort = words.length == 1 ? "" : words[words.length - 1];
    ObjectNode service =
        objects
            .find(Kinds.SERVICE, target.namespace(), name)
            .orElseThrow(() -> ApiFault.notFound(Kinds.SERVICE, name));
    JsonNode port =
        Json.items(service, "spec.ports").stream()
            .filter(candidate -> isPort(candidate, wantedPort))
            .findFirst()
            .orElseThrow(
                () ->
                    ApiFault.unavailable(
                        "no service port \""
                            + wantedPort
                            + "\" found for service \""
                            + name
                            + "\""));
    List<ObjectNode> pods = readyPods(objects, service);
    if (pods.isEmpty()) {
      throw ApiFault.unavailable("no endpoints available for service \"" + name + "\"");
    }
    ObjectNode pod = pods.getFirst();
    int number = targetPort(pod, port);
    HttpConnection.Handler handler =
        programs
            .listeningOn(pod, number)
            .orElseThrow(
                () ->
                    ApiFault.unavailable(
                        "error trying to reach service: dial tcp "
                            + Json.text(pod, "status.podIP")
                            + ":"
                            + number
                            + ": connect: connection refused"));
    Map<String, String> headers = new HashMap<>(request.headers());
    headers.remove("authorization");
    handler.handle(
        new HttpRequest(request.method(), target.rest(), request.query(), headers, request.body()),
        reply);
  }

  private static boolean isPort(JsonNode port, String wanted) {
    return wanted.isEmpty()
        || port.path("name").asString("").equals(wanted)
        || port.path("port").asString("").equals(wanted);
  }

  private static int targetPort(ObjectNode pod, JsonNode port) {
    JsonNode target = port.path("targetPort");
    if (target.isNumber()) {
      return target.intValue();
    }
    Optional<JsonNode> named =
        Json.items(pod, "spec.containers").stream()
            .flatMap(container -> Json.items(container, "ports").stream())
            .filter(candidate -> candidate.path("name").asString("").equals(target.asString("")))
            .findFirst();
    return named
        .map(found -> found.path("containerPort").asInt(0))
        .orElseGet(() -> port.path("port").asInt(0));
  }
}
