package io.beta9.provisioning.bootstrap.cluster;

import java.util.List;

/**
 * The result of removing everything from a cluster.
 *
 * @param clusterReachable whether the API server could be reached at all
 * @param problems errors that occurred
 * @param remaining load balancers and volumes that still exist
 */
public record UninstallResult(
    boolean clusterReachable, List<String> problems, List<String> remaining) {

  /** Returns whether no load balancer and no volume remains, as far as the cluster knows. */
  public boolean isComplete() {
    return clusterReachable && remaining.isEmpty();
  }
}
