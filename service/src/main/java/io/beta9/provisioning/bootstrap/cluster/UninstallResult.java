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

  /** Returns the result as one sentence. */
  public String summary() {
    if (!clusterReachable) {
      return "The cluster could not be cleaned up: "
          + String.join("; ", problems)
          + ". The resources that it created in the account are searched for there";
    }
    return remaining.isEmpty()
        ? "The cluster is empty"
        : "Still in the cluster: " + String.join(", ", remaining);
  }
}
