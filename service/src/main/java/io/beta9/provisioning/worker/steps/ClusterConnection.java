package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.bootstrap.Bootstrap;
import io.beta9.provisioning.cloud.CloudAccount;
import io.beta9.provisioning.cloud.CloudCluster;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import java.util.Optional;

/** The cluster of an environment, as it exists in the account at the time of the call. */
record ClusterConnection(
    CloudAccount account,
    InfraModel model,
    Bootstrap.BootstrapFactory bootstraps,
    StackDirectory stack) {

  /** Returns the cluster; throws a {@code FailureException} if there is none. */
  CloudCluster cluster() {
    return account.cluster(model.resourcePrefix());
  }

  /** Returns the cluster if it can be reached. */
  Optional<CloudCluster> find() {
    return account.findCluster(model.resourcePrefix()).filter(CloudCluster::hasEndpoint);
  }

  Bootstrap open() {
    return open(cluster());
  }

  Bootstrap open(CloudCluster cluster) {
    return cluster.connect(bootstraps, stack.privateDirectory());
  }
}
