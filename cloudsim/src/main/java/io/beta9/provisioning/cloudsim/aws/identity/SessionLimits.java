package io.beta9.provisioning.cloudsim.aws.identity;

import java.util.Set;

/**
 * What the sessions of STS cannot do, whatever their policies allow.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html">
 *     Comparison of the operations of STS</a>
 */
public enum SessionLimits {
  /** A user, or its root: all operations. */
  NONE,
  /** AssumeRole: no further sessions for federated users or of the user. */
  ASSUMED_ROLE,
  /** GetSessionToken without MFA: no IAM, and of STS only AssumeRole and GetCallerIdentity. */
  SESSION_TOKEN,
  /** GetFederationToken: no IAM, and of STS only GetCallerIdentity. */
  FEDERATED;

  /** Returns whether a session may call an operation. */
  public boolean permit(String service, String operation) {
    return switch (this) {
      case NONE -> true;
      case ASSUMED_ROLE ->
          !service.equals("sts")
              || !Set.of("GetFederationToken", "GetSessionToken").contains(operation);
      case SESSION_TOKEN -> permit(service, operation, Set.of("AssumeRole", "GetCallerIdentity"));
      case FEDERATED -> permit(service, operation, Set.of("GetCallerIdentity"));
    };
  }

  private static boolean permit(String service, String operation, Set<String> ofSts) {
    return switch (service) {
      case "iam" -> false;
      case "sts" -> ofSts.contains(operation);
      default -> true;
    };
  }
}
