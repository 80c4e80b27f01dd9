package io.beta9.provisioning.cloudsim.kubernetes.store;

import tools.jackson.databind.node.ObjectNode;

/**
 * An error response of the API server: an HTTP status code, a machine-readable reason, and a
 * message.
 */
public final class ApiException extends RuntimeException {
  private final int status;
  private final String reason;

  public ApiException(int status, String reason, String message) {
    super(message);
    this.status = status;
    this.reason = reason;
  }

  public static ApiException badRequest(String message) {
    return new ApiException(400, "BadRequest", message);
  }

  public static ApiException unauthorized() {
    return new ApiException(401, "Unauthorized", "Unauthorized");
  }

  public static ApiException notFound(Kind kind, String name) {
    return new ApiException(404, "NotFound", kind.qualifiedName() + " \"" + name + "\" not found");
  }

  public static ApiException unknownPath() {
    return new ApiException(404, "NotFound", "the server could not find the requested resource");
  }

  public static ApiException alreadyExists(Kind kind, String name) {
    return new ApiException(
        409, "AlreadyExists", kind.qualifiedName() + " \"" + name + "\" already exists");
  }

  public static ApiException conflict(Kind kind, String name, String detail) {
    return new ApiException(
        409,
        "Conflict",
        "Operation cannot be fulfilled on "
            + kind.qualifiedName()
            + " \""
            + name
            + "\": "
            + detail);
  }

  public static ApiException forbidden(Kind kind, String name, String detail) {
    return new ApiException(
        403, "Forbidden", kind.qualifiedName() + " \"" + name + "\" is forbidden: " + detail);
  }

  public static ApiException invalid(Kind kind, String name, String detail) {
    return new ApiException(
        422,
        "Invalid",
        kind.name() + "." + kind.group() + " \"" + name + "\" is invalid: " + detail);
  }

  public static ApiException methodNotAllowed() {
    return new ApiException(
        405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
  }

  public static ApiException unavailable(String message) {
    return new ApiException(503, "ServiceUnavailable", message);
  }

  public int status() {
    return status;
  }

  public String reason() {
    return reason;
  }

  /** Returns the {@code Status} object that the API server sends. */
  public ObjectNode toStatus() {
    ObjectNode node = Json.object();
    node.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
    node.put("status", "Failure").put("message", getMessage());
    node.put("reason", reason).put("code", status);
    return node;
  }
}
