package io.beta9.provisioning.cloudsim.kubernetes.aws;

import java.util.Optional;

/** What a cluster asks AWS about the token of a caller. */
public interface CallerDirectory {

  /**
   * Whose an access key is.
   *
   * @param secretAccessKey with which the signature is checked; without one it is taken as it is
   * @param sessionToken that has to come along with a temporary key
   */
  record Caller(
      String principalArn, Optional<String> secretAccessKey, Optional<String> sessionToken) {}

  /** The owner of a key that is valid now. */
  Optional<Caller> findCaller(String accessKeyId);

  /** Whether a principal may enter a cluster; by default everyone of the cluster's account may. */
  default boolean hasClusterAccess(
      String account, String region, String cluster, String principalArn) {
    return principalArn.contains("::" + account + ":");
  }
}
