package io.beta9.provisioning.bootstrap.cluster;

import java.util.List;

/**
 * What came of emptying a cluster.
 *
 * @param reached whether the cluster could be asked at all
 * @param troubles what went wrong; empty where nothing did
 * @param left load balancers and volumes that are still there
 */
public record UninstallResult(boolean reached, List<String> troubles, List<String> left) {

  /** Whether nothing that costs or blocks is left in it, as far as the cluster can tell. */
  public boolean clean() {
    return reached && left.isEmpty();
  }

  /** In a sentence. */
  public String words() {
    if (!reached) {
      return "The cluster could not be emptied: "
          + String.join("; ", troubles)
          + ". What it made outside of itself is looked for in the account";
    }
    return left.isEmpty()
        ? "The cluster is empty"
        : "Still in the cluster: " + String.join(", ", left);
  }
}
