package io.beta9.provisioning.api.description;

import tools.jackson.databind.node.ObjectNode;

/** The headers of requests and responses. */
final class Headers {
  private Headers() {}

  static void addTo(ObjectNode components) {
    ObjectNode requests = components.putObject("parameters");
    request(
        requests,
        "IdempotencyKey",
        "Idempotency-Key",
        "Repetitions of the request with the same key are answered like the first one.",
        255);
    request(
        requests,
        "Reason",
        "X-Reason",
        "Why, for the audit trail; percent-encoded if it is not plain ASCII.",
        1500);
    request(
        requests,
        "IfMatch",
        "If-Match",
        "The `ETag` that the resource must still have for the request to be executed.",
        1000);
    request(
        requests,
        "IfNoneMatch",
        "If-None-Match",
        "The `ETag` of a known representation, which is then not sent again.",
        1000);
    request(
        requests,
        "LastEventId",
        "Last-Event-ID",
        "The number of the last item that was received from a stream.",
        20);
    ObjectNode responses = components.putObject("headers");
    response(responses, "RequestId", "The id of the request, which is also in the log.");
    response(responses, "ETag", "Identifies the representation; it changes with it.");
    response(responses, "RetryAfter", "The number of seconds after which to retry.");
  }

  private static void request(
      ObjectNode requests, String component, String name, String description, int length) {
    requests
        .putObject(component)
        .put("name", name)
        .put("in", "header")
        .put("description", description)
        .put("required", false)
        .putObject("schema")
        .put("type", "string")
        .put("maxLength", length);
  }

  private static void response(ObjectNode responses, String component, String description) {
    responses
        .putObject(component)
        .put("description", description)
        .putObject("schema")
        .put("type", "string");
  }
}
