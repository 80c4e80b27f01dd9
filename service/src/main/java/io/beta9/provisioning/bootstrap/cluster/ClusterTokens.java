package io.beta9.provisioning.bootstrap.cluster;

/**
 * Creates the bearer tokens with which this service authenticates at the API server of a cluster.
 */
@FunctionalInterface
public interface ClusterTokens {
  /** Returns a new token, which is valid for at least a minute. */
  String create();
}
