package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.metaconfig.network.WorkerNetworks;
import io.beta9.provisioning.metaconfig.text.Violation;
import java.util.List;

/** Rejects what an existing environment can have, but not one that is still to be created. */
final class NewEnvironmentRules {
  private NewEnvironmentRules() {}

  /**
   * Returns what prevents the creation; empty if nothing does. Whatever the workers reach later, no
   * network is connected with a VPC that does not exist yet.
   */
  static List<Violation> violations(MetaConfig config, WorkerNetworks workers) {
    return config.cluster().endpoint().isPrivate() && workers.publicSources().isEmpty()
        ? List.of(
            new Violation(
                "cluster.endpoint.access",
                "cannot be 'private' in a new environment: no network is connected with its VPC"
                    + " yet, and this installation does not state from which public addresses its"
                    + " workers connect, so the Kubernetes API cannot be opened to them until Beta9"
                    + " is installed; its operator sets them in WORKER_SOURCE_CIDRS"))
        : List.of();
  }
}
