package io.beta9.provisioning.bootstrap.cluster;

import java.util.List;

/**
 * What came of emptying a cluster.
 *
 * @param reached whether the cluster could be asked at all
 * @param troubles what went wrong; empty where nothing did
 * @param left load balancers and volumes that are still there
 */
public record UninstallResult(
    boolean clusterReachable, List<String> problems, List<String> remaining) {

  /** Whether nothing that costs or blocks is left in it, as far as the cluster can tell. */
  public boolean isComplete() {
    return clusterReachable && remaining.isEmpty();
  }

  /** In a sentence. */
  public String summary() {
    if (!clusterReachable) {
      return "The cluster could not be emptied: "
          + String.join("; ", problems)
          + ". What it made outside of itself is looked for in the account";
    }
    return remaining.isEmpty()
        ? "The cluster is empty"
        : "Still in the cluster: " + String.join(", ", remaining);
  }
}
