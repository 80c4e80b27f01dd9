package io.beta9.provisioning.cloudsim.aws.protocol;

/** Why a request is turned away before any service sees it; each protocol has its own words. */
public sealed interface Refusal {

  /** No signature at all. */
  record Unsigned() implements Refusal {}

  /** Nobody's access key, or a session token that is not the key's. */
  record UnknownKey(String accessKeyId) implements Refusal {}

  /** A session that is over. */
  record Expired() implements Refusal {}

  /** The caller lacks a permission, for example {@code rds:CreateDBInstance}. */
  record Denied(String principal, String action) implements Refusal {
    /** The sentence that most services use. */
    String sentence() {
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
  record UnknownOperation(String service, String operation) implements Refusal {
    String sentence() {
      return "The simulated cloud has no operation " + operation + " of " + service;
    }
  }
}
