package io.beta9.provisioning.cloudsim.kubernetes.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a client receives instead of the response to its request.
 *
 * @param afterExecution whether the request is executed and only its response is lost
 * @param status 0 if the connection is closed without a response
 */
public record FaultResponse(
    boolean afterExecution,
    int status,
    Map<String, String> headers,
    String contentType,
    String body) {

  /** Handles the request, if it is to be executed, and sends this response. */
  public void handle(HttpRequest request, HttpResponse response, HttpConnection.Handler handler)
      throws IOException {
    if (afterExecution) {
      handler.handle(request, HttpResponse.discarded());
    }
    if (status == 0) {
      throw new IOException("the connection is closed by a fault rule");
    }
    headers.forEach(response::withHeader);
    response.send(status, contentType, body.getBytes(StandardCharsets.UTF_8));
  }
}
