package io.beta9.provisioning.cloudsim.aws.protocol;

/**
 * Why a request is rejected before it reaches a service. Each protocol has its own errors for it.
 */
public sealed interface RequestRejection {

  /** The request is not signed. */
  record MissingSignature() implements RequestRejection {}

  /** The access key does not exist, or the session token does not belong to it. */
  record UnknownAccessKey(String accessKeyId) implements RequestRejection {}

  /** The session has expired. */
  record ExpiredSession() implements RequestRejection {}

  /** The caller lacks a permission, for example {@code rds:CreateDBInstance}, on a resource. */
  record AccessDenied(String principal, String action, String resource)
      implements RequestRejection {
    /** Returns the message that most services use. */
    String message() {
      return "User: "
          + principal
          + " is not authorized to perform: "
          + action
          + " on resource: "
          + resource
          + " because no identity-based policy allows the "
          + action
          + " action";
    }
  }

  /** The operation does not exist or is not simulated. */
  record UnknownOperation(String service, String operation) implements RequestRejection {
    String message() {
      return "The simulated cloud does not implement " + service + ":" + operation;
    }
  }
}
