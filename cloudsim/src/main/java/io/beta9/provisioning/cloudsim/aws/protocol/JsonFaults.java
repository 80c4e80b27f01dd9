package io.beta9.provisioning.cloudsim.aws.protocol;

import io.beta9.provisioning.cloudsim.aws.AwsFault;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Errors of the JSON protocols. */
final class JsonFaults {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private JsonFaults() {}

  static WireResponse write(AwsFault fault, String contentType, String requestId) {
    Map<String, String> body = new LinkedHashMap<>();
    body.put("__type", fault.code());
    body.put("message", fault.getMessage());
    return WireResponse.text(
            fault.status(),
            contentType,
            new String(MAPPER.writeValueAsBytes(body), StandardCharsets.UTF_8))
        .and("x-amzn-ErrorType", fault.code())
        .and("x-amzn-RequestId", requestId)
        .and(fault.headers());
  }

  /** The status is 400 in the protocols that have no others, and 403 in REST. */
  static AwsFault refuse(Refusal refusal, int status) {
    return switch (refusal) {
      case Refusal.Unsigned unsigned ->
          new AwsFault(
              status, "MissingAuthenticationTokenException", "Missing Authentication Token");
      case Refusal.UnknownKey key ->
          new AwsFault(
              status,
              "UnrecognizedClientException",
              "The security token included in the request is invalid.");
      case Refusal.Expired expired ->
          new AwsFault(
              status,
              "ExpiredTokenException",
              "The security token included in the request is expired");
      case Refusal.Denied denied ->
          new AwsFault(status, "AccessDeniedException", denied.sentence());
      case Refusal.UnknownOperation unknown ->
          new AwsFault(400, "UnknownOperationException", unknown.sentence());
    };
  }
}
