package io.beta9.provisioning.cloudsim.kubernetes.gateway;

import io.beta9.provisioning.cloudsim.cloud.Cloud;
import io.beta9.provisioning.cloudsim.fault.ClusterCall;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.cloudsim.kubernetes.http.FaultResponse;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpConnection;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpRequest;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Faults that are injected into requests to a gateway, whose body is the rule's message. */
record FaultyGateway(Cloud cloud, HttpConnection.Handler gateway)
    implements HttpConnection.Handler {

  @Override
  public void handle(HttpRequest request, HttpResponse response) throws IOException {
    Optional<FaultRule.Failure> failure =
        cloud.recordCall(
            new ClusterCall(ClusterCall.GATEWAY, "", request.method() + " " + request.path(), ""));
    if (failure.isPresent()) {
      response(failure.get()).handle(request, response, gateway);
    } else {
      gateway.handle(request, response);
    }
  }

  private static FaultResponse response(FaultRule.Failure failure) {
    boolean closed = failure.code().equals(FaultRule.Failure.CONNECTION_CLOSED);
    return new FaultResponse(
        failure.afterExecution(),
        closed ? 0 : failure.status(),
        Map.of(),
        "text/plain",
        failure.message());
  }
}
