package io.beta9.provisioning.cloudsim.kubernetes.aws;

import java.util.Optional;

/** Resolves access keys to IAM principals, and decides which principals may access a cluster. */
public interface CallerDirectory {

  /**
   * The owner of an access key.
   *
   * @param secretAccessKey the key that verifies the signature; if empty, the signature is not
   *     verified
   * @param sessionToken the session token that must accompany a temporary access key
   */
  record Caller(
      String principalArn, Optional<String> secretAccessKey, Optional<String> sessionToken) {}

  /** Returns the owner of an access key, or empty if the key is not valid now. */
  Optional<Caller> findCaller(String accessKeyId);

  /**
   * Returns whether a principal may access a cluster. By default all principals of the cluster's
   * account may.
   */
  default boolean hasClusterAccess(
      String account, String region, String cluster, String principalArn) {
    return principalArn.contains("::" + account + ":");
  }
}
