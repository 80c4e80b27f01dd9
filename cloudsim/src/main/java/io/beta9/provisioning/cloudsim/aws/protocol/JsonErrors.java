package io.beta9.provisioning.cloudsim.aws.protocol;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Writes the errors of the JSON protocols. */
final class JsonErrors {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private JsonErrors() {}

  static WireResponse write(AwsErrorException fault, String contentType, String requestId) {
    Map<String, String> body = new LinkedHashMap<>();
    body.put("__type", fault.code());
    body.put("message", fault.getMessage());
    return WireResponse.text(
            fault.status(),
            contentType,
            new String(MAPPER.writeValueAsBytes(body), StandardCharsets.UTF_8))
        .withHeader("x-amzn-ErrorType", fault.code())
        .withHeader("x-amzn-RequestId", requestId)
        .withHeaders(fault.headers());
  }

  /** Returns the error of a rejection. The status is 400 in AWS JSON and 403 in REST JSON. */
  static AwsErrorException toError(RequestRejection refusal, int status) {
    return switch (refusal) {
      case RequestRejection.MissingSignature unsigned ->
          new AwsErrorException(
              status, "MissingAuthenticationTokenException", "Missing Authentication Token");
      case RequestRejection.UnknownAccessKey key ->
          new AwsErrorException(
              status,
              "UnrecognizedClientException",
              "The security token included in the request is invalid.");
      case RequestRejection.ExpiredSession expired ->
          new AwsErrorException(
              status,
              "ExpiredTokenException",
              "The security token included in the request is expired");
      case RequestRejection.AccessDenied denied ->
          new AwsErrorException(status, "AccessDeniedException", denied.message());
      case RequestRejection.UnknownOperation unknown ->
          new AwsErrorException(400, "UnknownOperationException", unknown.message());
    };
  }
}
