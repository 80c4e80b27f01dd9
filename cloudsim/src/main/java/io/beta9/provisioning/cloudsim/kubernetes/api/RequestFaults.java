package io.beta9.provisioning.cloudsim.kubernetes.api;

import io.beta9.provisioning.cloudsim.cloud.Cloud;
import io.beta9.provisioning.cloudsim.fault.ClusterCall;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.cloudsim.kubernetes.http.FaultResponse;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpRequest;
import io.beta9.provisioning.cloudsim.kubernetes.resource.ResourcePath;
import io.beta9.provisioning.cloudsim.kubernetes.store.ApiException;
import java.util.Map;
import java.util.Optional;

/** Faults that are injected into requests to the API server. */
public final class RequestFaults {
  private static final int TOO_MANY_REQUESTS = 429;

  private final Cloud cloud;

  public RequestFaults(Cloud cloud) {
    this.cloud = cloud;
  }

  /** Counts a request and returns what its client receives instead of the response, if anything. */
  Optional<FaultResponse> of(HttpRequest request) {
    return cloud.recordCall(call(request)).map(RequestFaults::response);
  }

  private static FaultResponse response(FaultRule.Failure failure) {
    boolean closed = failure.code().equals(FaultRule.Failure.CONNECTION_CLOSED);
    return new FaultResponse(
        failure.afterExecution(),
        closed ? 0 : failure.status(),
        // Priority and fairness always advises when to retry.
        failure.status() == TOO_MANY_REQUESTS ? Map.of("Retry-After", "1") : Map.of(),
        "application/json",
        new ApiException(failure.status(), failure.code(), failure.message())
            .toStatus()
            .toString());
  }

  private static ClusterCall call(HttpRequest request) {
    String client = request.header("user-agent").orElse("").split("[/ ]", -1)[0];
    Optional<ResourcePath> target = ResourcePath.parse(request.path());
    return target
        .map(
            resource ->
                new ClusterCall(
                    ClusterCall.KUBERNETES,
                    client,
                    verb(request, resource) + " " + what(resource),
                    (resource.namespace() + "/" + resource.name()).replaceFirst("^/|/$", "")))
        .orElseGet(
            () -> new ClusterCall(ClusterCall.KUBERNETES, client, "get " + request.path(), ""));
  }

  private static String what(ResourcePath resource) {
    return resource.kind().plural()
        + (resource.subresource().isEmpty() ? "" : "/" + resource.subresource());
  }

  private static String verb(HttpRequest request, ResourcePath resource) {
    boolean collection = resource.name().isEmpty();
    return switch (request.method()) {
      case "GET" -> request.isEnabled("watch") ? "watch" : collection ? "list" : "get";
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> collection ? "deletecollection" : "delete";
      default -> request.method();
    };
  }
}
