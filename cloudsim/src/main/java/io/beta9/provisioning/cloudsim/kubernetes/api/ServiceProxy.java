package io.beta9.provisioning.cloudsim.kubernetes.api;

import io.beta9.provisioning.cloudsim.kubernetes.http.HttpConnection;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpRequest;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpResponse;
import io.beta9.provisioning.cloudsim.kubernetes.node.PodPrograms;
import io.beta9.provisioning.cloudsim.kubernetes.node.Pods;
import io.beta9.provisioning.cloudsim.kubernetes.resource.ResourcePath;
import io.beta9.provisioning.cloudsim.kubernetes.store.ApiException;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The API server's proxy to the ready pods of a Service. */
public final class ServiceProxy {
  private final ObjectStore store;
  private final PodPrograms programs;

  public ServiceProxy(ObjectStore store, PodPrograms programs) {
    this.store = store;
    this.programs = programs;
  }

  /**
   * Forwards a request to a pod of a Service, without its {@code Authorization} header, which is
   * intended for the API server.
   */
  void forward(ResourcePath target, HttpRequest request, HttpResponse response) throws IOException {
    // Either NAME, NAME:PORT or SCHEME:NAME:PORT.
    String[] parts = target.name().split(":", -1);
    String name = parts.length == 3 ? parts[1] : parts[0];
    String requestedPort = parts.length == 1 ? "" : parts[parts.length - 1];
    ObjectNode service =
        store
            .find(Kinds.SERVICE, target.namespace(), name)
            .orElseThrow(() -> ApiException.notFound(Kinds.SERVICE, name));
    JsonNode port =
        Json.items(service, "spec.ports").stream()
            .filter(candidate -> matchesPort(candidate, requestedPort))
            .findFirst()
            .orElseThrow(
                () ->
                    ApiException.unavailable(
                        "no service port \""
                            + requestedPort
                            + "\" found for service \""
                            + name
                            + "\""));
    List<ObjectNode> pods = Pods.readyPodsOf(store, service);
    if (pods.isEmpty()) {
      throw ApiException.unavailable("no endpoints available for service \"" + name + "\"");
    }
    ObjectNode pod = pods.getFirst();
    int number = targetPort(pod, port);
    HttpConnection.Handler handler =
        programs
            .findListener(pod, number)
            .orElseThrow(
                () ->
                    ApiException.unavailable(
                        "error trying to reach service: dial tcp "
                            + Json.text(pod, "status.podIP")
                            + ":"
                            + number
                            + ": connect: connection refused"));
    Map<String, String> headers = new HashMap<>(request.headers());
    headers.remove("authorization");
    try {
      handler.handle(
          new HttpRequest(
              request.method(), target.proxyPath(), request.query(), headers, request.body()),
          response);
    } catch (IOException e) {
      if (response.isSent()) {
        throw e;
      }
      throw ApiException.unavailable("error trying to reach service: EOF");
    }
  }

  private static boolean matchesPort(JsonNode port, String requested) {
    return requested.isEmpty()
        || port.path("name").asString("").equals(requested)
        || port.path("port").asString("").equals(requested);
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
