package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.bootstrap.cluster.ApiServerFailures;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.InstalledReleases;
import io.beta9.provisioning.bootstrap.cluster.LoadBalancerListeners;
import io.beta9.provisioning.bootstrap.cluster.NodeGroupHealth;
import io.beta9.provisioning.bootstrap.cluster.Notification;
import io.beta9.provisioning.bootstrap.cluster.RequiredNodes;
import io.beta9.provisioning.bootstrap.cluster.UninstallResult;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.bootstrap.gateway.AdminTokenStore;
import io.beta9.provisioning.bootstrap.gateway.Gateway;
import io.beta9.provisioning.bootstrap.gateway.GatewayClaim;
import io.beta9.provisioning.bootstrap.gateway.GatewayVerification;
import io.beta9.provisioning.bootstrap.gateway.ProxiedGateway;
import io.beta9.provisioning.bootstrap.gateway.VerifiedInstallation;
import io.beta9.provisioning.bootstrap.helm.Beta9Inputs;
import io.beta9.provisioning.bootstrap.helm.ChartValues;
import io.beta9.provisioning.bootstrap.helm.HelmClient;
import io.beta9.provisioning.bootstrap.helm.HelmSettings;
import io.beta9.provisioning.bootstrap.helm.ReleaseInstaller;
import io.beta9.provisioning.bootstrap.rollout.NodeReadiness;
import io.beta9.provisioning.bootstrap.rollout.WorkloadReadiness;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** The bootstrap with the real Helm and the cluster's own API. */
public final class HelmBootstrap implements Bootstrap {
  private static final Logger log = LoggerFactory.getLogger(Bootstrap.class);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

  private final ClusterAccess cluster;
  private final ReleaseInstaller releases;
  private final WorkloadReadiness workloads;
  private final Gateway gateway;

  public HelmBootstrap(ClusterAccess cluster, HelmSettings helm) {
    this.cluster = cluster;
    this.releases = new ReleaseInstaller(new HelmClient(helm));
    this.workloads = new WorkloadReadiness(cluster);
    this.gateway = new ProxiedGateway(cluster);
  }

  @Override
  public void awaitApiServer(WaitContext watch) throws InterruptedException {
    String name = cluster.coordinates().name();
    log.info("Bootstrapping Beta9 in cluster {}", name);
    watch.report("Bootstrapping Beta9 in cluster " + name);
    KubernetesClientException[] last = {new KubernetesClientException("it was not asked in time")};
    WaitContext.WaitOutcome outcome =
        watch.await(
            () -> {
              try {
                cluster.client().namespaces().withName("default").get();
                return true;
              } catch (KubernetesClientException e) {
                // A new cluster refuses for a while those whom it will let in.
                if (!String.valueOf(e.getMessage()).equals(last[0].getMessage())) {
                  watch.report("the cluster is not open yet: " + e.getMessage());
                }
                last[0] = e;
                return false;
              }
            });
    if (outcome == WaitContext.WaitOutcome.TIMED_OUT) {
      throw ApiServerFailures.of(cluster, "Entering the cluster", last[0]);
    }
  }

  @Override
  public void awaitNodes(InfraModel model, NodeGroupHealth health, WaitContext watch)
      throws InterruptedException {
    new NodeReadiness(cluster).awaitReady(RequiredNodes.of(model), health, watch);
  }

  @Override
  public void installBaseline(InfraModel model, WaitContext watch) throws InterruptedException {
    releases.ensure(
        cluster,
        InstalledReleases.BASELINE,
        InstalledReleases.BASELINE_NAMESPACE,
        InstalledReleases.BASELINE,
        ChartValues.baseline(model),
        watch);
  }

  @Override
  public void awaitBaseline(WaitContext watch) throws InterruptedException {
    workloads.awaitReady(
        InstalledReleases.BASELINE,
        InstalledReleases.BASELINE_NAMESPACE,
        UnaryOperator.identity(),
        watch);
  }

  @Override
  public void installBeta9(Beta9Inputs inputs, WaitContext watch) throws InterruptedException {
    install(inputs, ChartValues.beta9(inputs, releases.wasExposed(cluster)), watch);
  }

  private void install(Beta9Inputs inputs, ObjectNode values, WaitContext watch)
      throws InterruptedException {
    releases.ensure(
        cluster,
        InstalledReleases.BETA9,
        InstalledReleases.BETA9_NAMESPACE,
        InstalledReleases.BETA9,
        values,
        watch);
    workloads.awaitReady(
        InstalledReleases.BETA9,
        InstalledReleases.BETA9_NAMESPACE,
        inputs.secrets()::redact,
        watch);
    awaitHealth(watch);
  }

  private void awaitHealth(WaitContext watch) throws InterruptedException {
    Notification pause = new Notification();
    boolean told = false;
    while (true) {
      watch.throwIfCancelled();
      String why;
      try {
        if (gateway.isHealthy()) {
          return;
        }
        why = "it answers " + gateway.lastResponse();
      } catch (FailureException e) {
        why = e.failure().why();
      }
      if (watch.hasTimedOut()) {
        throw new FailureException(
            Failure.of(FailureCode.GATEWAY_UNHEALTHY).with(FailureParameter.REPORTED, why));
      }
      if (!told) {
        told = true;
        watch.report("waiting for Beta9's gateway to say that it is well: " + why);
      }
      pause.await(POLL_INTERVAL);
    }
  }

  @Override
  public void claim(AdminTokenStore tokens, Beta9Inputs inputs, WaitContext watch)
      throws InterruptedException {
    GatewayClaim claiming =
        new GatewayClaim(
            gateway, tokens, (mark, watchman) -> resetDatabase(inputs, mark, watchman));
    claiming.configureStorage(claiming.ensureClaimed(watch), storage(inputs), watch);
  }

  /** The database is emptied by the gateway's pod, before the gateway in it starts. */
  private boolean resetDatabase(Beta9Inputs inputs, String mark, WaitContext watch)
      throws InterruptedException {
    if (releases.wasExposed(cluster)) {
      return false;
    }
    install(inputs, ChartValues.beta9WithReset(inputs, mark), watch);
    return true;
  }

  static Gateway.Storage storage(Beta9Inputs inputs) {
    InfraModel model = inputs.model();
    return new Gateway.Storage(
        inputs.output("bucket_name"),
        model.region(),
        "https://s3." + model.region() + ".amazonaws.com",
        inputs.secrets().storageAccessKey(),
        inputs.secrets().storageSecretKey());
  }

  @Override
  public ExternalEndpoint expose(
      Beta9Inputs inputs, LoadBalancerListeners listeners, WaitContext watch)
      throws InterruptedException {
    install(inputs, ChartValues.beta9(inputs, true), watch);
    return new LoadBalancerExposure(cluster, listeners).await(inputs.model(), watch);
  }

  @Override
  public VerifiedInstallation verify(AdminTokenStore tokens, Beta9Inputs inputs, WaitContext watch)
      throws InterruptedException {
    awaitHealth(watch);
    GatewayClaim claiming = new GatewayClaim(gateway, tokens, (mark, watchman) -> false);
    AdminTokenStore.StoredToken admin = claiming.existingClaim(watch);
    claiming.configureStorage(admin, storage(inputs), watch);
    GatewayVerification checks = new GatewayVerification(cluster, gateway);
    Set<String> pools = checks.awaitPools(inputs.model(), admin, watch);
    VerifiedInstallation found =
        new VerifiedInstallation(
            true, true, true, pools, checks.awaitWorkers(inputs.model(), watch));
    watch.report(found.summary());
    return found;
  }

  @Override
  public UninstallResult uninstall(WaitContext watch) throws InterruptedException {
    UninstallResult emptied = new ClusterUninstall(cluster, releases).run(watch);
    watch.report(emptied.summary());
    return emptied;
  }

  @Override
  public void close() {
    cluster.close();
  }
}
