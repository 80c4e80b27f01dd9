package io.beta9.provisioning.cloudsim.kubernetes;

import java.util.Optional;

/** What a cluster asks AWS about the token of a caller. */
public interface TokenReviewer {

  /**
   * Whose an access key is.
   *
   * @param secretAccessKey with which the signature is checked; without one it is taken as it is
   * @param sessionToken that has to come along with a temporary key
   */
  record Caller(
      String principalArn, Optional<String> secretAccessKey, Optional<String> sessionToken) {}

  /** The owner of a key that is valid now. */
  Optional<Caller> callerOf(String accessKeyId);

  /** Whether a principal may enter a cluster; by default everyone of the cluster's account may. */
  default boolean mayEnter(String account, String region, String cluster, String principalArn) {
    return principalArn.contains("::" + account + ":");
  }
}
