package io.beta9.provisioning.diagnosis;

import io.beta9.provisioning.bootstrap.cluster.PublicEndpoint;
import io.beta9.provisioning.cloud.CloudAccounts;
import io.beta9.provisioning.cloud.CloudCluster;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.metaconfig.network.WorkerNetworks;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/** Checks the cluster that exists in the account of the environment. Changes nothing in it. */
public final class AccountClusterCheck implements ClusterCheck {
  private final CloudAccounts accounts;
  private final WorkerNetworks networks;

  /**
   * @param networks from where this process connects to clusters
   */
  public AccountClusterCheck(CloudAccounts accounts, WorkerNetworks networks) {
    this.accounts = accounts;
    this.networks = networks;
  }

  @Override
  public List<String> problems(Environment environment) {
    InfraModel model = model(environment);
    Optional<CloudCluster> cluster = find(environment, model);
    if (cluster.isEmpty()) {
      return List.of("the cluster " + model.resourcePrefix() + " does not exist");
    }
    List<String> exposure = exposure(model, cluster.get());
    if (!exposure.isEmpty()) {
      return exposure;
    }
    if (model.cluster().endpoint().isPrivate()
        && !networks.reachPrivately(
            model.network().cidr(), model.cluster().endpoint().allowedCidrs())) {
      throw new FailureException(
          Failure.of(FailureCode.CLUSTER_PRIVATE).about(model.resourcePrefix()));
    }
    return cluster.get().problems();
  }

  @Override
  public List<String> exposure(Environment environment) {
    InfraModel model;
    try {
      model = model(environment);
    } catch (JacksonException e) {
      // With such a model, the environment has failed before anything was opened.
      return List.of();
    }
    return model.cluster().endpoint().isPrivate()
        ? find(environment, model).map(cluster -> exposure(model, cluster)).orElse(List.of())
        : List.of();
  }

  private static List<String> exposure(InfraModel model, CloudCluster cluster) {
    if (!model.cluster().endpoint().isPrivate()) {
      return List.of();
    }
    PublicEndpoint.Access access = cluster.publicEndpoint().access();
    return access.open()
        ? List.of(
            "the Kubernetes API is open to "
                + String.join(", ", access.admitted().stream().sorted().toList())
                + ", although cluster.endpoint.access is private; a retry, an update or a bootstrap"
                + " closes it")
        : List.of();
  }

  private static InfraModel model(Environment environment) {
    return InfraModelJson.fromJson(environment.infraModel().text());
  }

  private Optional<CloudCluster> find(Environment environment, InfraModel model) {
    return accounts
        .open(environment.target(), environment.id())
        .findCluster(model.resourcePrefix());
  }
}
