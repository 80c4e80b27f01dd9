package io.beta9.provisioning.cloudsim.kubernetes.api;

import tools.jackson.databind.node.ObjectNode;

/**
 * An error as an API server answers it: a status code, a reason for programs, a text for people.
 */
public final class ApiFault extends RuntimeException {
  private final int status;
  private final String reason;

  public ApiFault(int status, String reason, String message) {
    super(message);
    this.status = status;
    this.reason = reason;
  }

  public static ApiFault badRequest(String message) {
    return new ApiFault(400, "BadRequest", message);
  }

  public static ApiFault unauthorized() {
    return new ApiFault(401, "Unauthorized", "Unauthorized");
  }

  public static ApiFault notFound(Kind kind, String name) {
    return new ApiFault(404, "NotFound", kind.qualified() + " \"" + name + "\" not found");
  }

  public static ApiFault noSuchPath() {
    return new ApiFault(404, "NotFound", "the server could not find the requested resource");
  }

  public static ApiFault alreadyExists(Kind kind, String name) {
    return new ApiFault(
        409, "AlreadyExists", kind.qualified() + " \"" + name + "\" already exists");
  }

  public static ApiFault conflict(Kind kind, String name, String why) {
    return new ApiFault(
        409,
        "Conflict",
        "Operation cannot be fulfilled on " + kind.qualified() + " \"" + name + "\": " + why);
  }

  public static ApiFault forbidden(Kind kind, String name, String why) {
    return new ApiFault(
        403, "Forbidden", kind.qualified() + " \"" + name + "\" is forbidden: " + why);
  }

  public static ApiFault invalid(Kind kind, String name, String why) {
    return new ApiFault(
        422, "Invalid", kind.name() + "." + kind.group() + " \"" + name + "\" is invalid: " + why);
  }

  public static ApiFault methodNotAllowed() {
    return new ApiFault(
        405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
  }

  public static ApiFault unavailable(String message) {
    return new ApiFault(503, "ServiceUnavailable", message);
  }

  public int status() {
    return status;
  }

  public String reason() {
    return reason;
  }

  /** The {@code Status} object that goes over the wire. */
  public ObjectNode toStatus() {
    ObjectNode node = Json.object();
    node.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
    node.put("status", "Failure").put("message", getMessage());
    node.put("reason", reason).put("code", status);
    return node;
  }
}
