package io.beta9.provisioning.cloudsim.aws.protocol;

/** Why a request is turned away before any service sees it; each protocol has its own words. */
public sealed interface RequestRejection {

  /** No signature at all. */
  record MissingSignature() implements RequestRejection {}

  /** Nobody's access key, or a session token that is not the key's. */
  record UnknownAccessKey(String accessKeyId) implements RequestRejection {}

  /** A session that is over. */
  record ExpiredSession() implements RequestRejection {}

  /** The caller lacks a permission, for example {@code rds:CreateDBInstance}. */
  record AccessDenied(String principal, String action) implements RequestRejection {
    /** The sentence that most services use. */
    String message() {
      return "User: "
          + principal
          + " is not authorized to perform: "
          + action
          + " because no identity-based policy allows the "
          + action
          + " action";
    }
  }

  /** No such operation, or none that is simulated. */
  record UnknownOperation(String service, String operation) implements RequestRejection {
    String message() {
      return "The simulated cloud has no operation " + operation + " of " + service;
    }
  }
}
