package io.beta9.provisioning.bootstrap;

import static java.util.Objects.requireNonNullElse;

import io.beta9.provisioning.bootstrap.cluster.ApiServerFailures;
import io.beta9.provisioning.bootstrap.cluster.AutoscaledWorkloads;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.ClusterAddOns;
import io.beta9.provisioning.bootstrap.cluster.ClusterProgress;
import io.beta9.provisioning.bootstrap.cluster.InstalledReleases;
import io.beta9.provisioning.bootstrap.cluster.LoadBalancerListeners;
import io.beta9.provisioning.bootstrap.cluster.NamespaceTermination;
import io.beta9.provisioning.bootstrap.cluster.NodeGroupHealth;
import io.beta9.provisioning.bootstrap.cluster.RequiredNodes;
import io.beta9.provisioning.bootstrap.cluster.UninstallResult;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.bootstrap.gateway.AdminTokenStore;
import io.beta9.provisioning.bootstrap.gateway.Gateway;
import io.beta9.provisioning.bootstrap.gateway.GatewayClaim;
import io.beta9.provisioning.bootstrap.gateway.GatewayVerification;
import io.beta9.provisioning.bootstrap.gateway.ProxiedGateway;
import io.beta9.provisioning.bootstrap.gateway.SandboxCheck;
import io.beta9.provisioning.bootstrap.gateway.UserTokenCreation;
import io.beta9.provisioning.bootstrap.gateway.UserTokenStore;
import io.beta9.provisioning.bootstrap.gateway.VerifiedInstallation;
import io.beta9.provisioning.bootstrap.helm.Beta9Inputs;
import io.beta9.provisioning.bootstrap.helm.ChartValues;
import io.beta9.provisioning.bootstrap.helm.HelmClient;
import io.beta9.provisioning.bootstrap.helm.HelmSettings;
import io.beta9.provisioning.bootstrap.helm.ReleaseInstaller;
import io.beta9.provisioning.bootstrap.rollout.AddOnRepair;
import io.beta9.provisioning.bootstrap.rollout.NodeDrain;
import io.beta9.provisioning.bootstrap.rollout.NodeReadiness;
import io.beta9.provisioning.bootstrap.rollout.WorkloadReadiness;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.catalog.SmokeTest;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.partition.AwsPartition;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Bootstraps a cluster with Helm and the cluster's API. */
public final class HelmBootstrap implements Bootstrap {
  private static final Logger log = LoggerFactory.getLogger(Bootstrap.class);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

  /** Access entries are effective some seconds after they were created. */
  private static final Duration DENIAL_TOLERANCE = Duration.ofSeconds(45);

  private final ClusterAccess cluster;
  private final ReleaseInstaller releases;
  private final WorkloadReadiness workloads;
  private final ProxiedGateway gateway;

  /**
   * @param privateDirectory where files with secrets are written for the duration of one call
   */
  public HelmBootstrap(ClusterAccess cluster, HelmSettings helm, Path privateDirectory) {
    this.cluster = cluster;
    this.releases = new ReleaseInstaller(new HelmClient(helm, privateDirectory));
    this.workloads = new WorkloadReadiness(cluster);
    this.gateway = new ProxiedGateway(cluster);
  }

  @Override
  public void awaitApiServer(WaitContext context) throws InterruptedException {
    String name = cluster.coordinates().name();
    log.info("Bootstrapping Beta9 in cluster {}", name);
    context.report(new ClusterProgress.BootstrapStarted(name));
    KubernetesClientException[] last = {
      new KubernetesClientException("no response within the time limit")
    };
    @Nullable Instant[] deniedSince = {null};
    WaitContext.WaitOutcome outcome =
        context.await(
            () -> {
              try {
                cluster.client().namespaces().withName("default").get();
                return true;
              } catch (KubernetesClientException e) {
                // A new cluster rejects valid credentials until its access entries are effective.
                String why = ApiServerFailures.describe(e);
                if (!why.equals(ApiServerFailures.describe(last[0]))) {
                  context.report(new ClusterProgress.ApiServerPending(why));
                }
                last[0] = e;
                if (!ApiServerFailures.isAccessDenied(e)) {
                  deniedSince[0] = null;
                  return false;
                }
                Instant now = context.clock().instant();
                deniedSince[0] = requireNonNullElse(deniedSince[0], now);
                if (!now.isBefore(deniedSince[0].plus(DENIAL_TOLERANCE))) {
                  throw ApiServerFailures.of(cluster, "Connecting to the cluster", e);
                }
                return false;
              }
            });
    if (outcome == WaitContext.WaitOutcome.TIMED_OUT) {
      throw ApiServerFailures.of(cluster, "Connecting to the cluster", last[0]);
    }
  }

  @Override
  public List<String> restoreAddOns(
      ClusterAddOns addOns, Runnable beforeWriting, WaitContext context)
      throws InterruptedException {
    return new AddOnRepair(cluster).repair(addOns, beforeWriting, context);
  }

  @Override
  public void awaitNodes(InfraModel model, NodeGroupHealth health, WaitContext context)
      throws InterruptedException {
    new NodeReadiness(cluster).awaitReady(RequiredNodes.of(model), health, context);
  }

  @Override
  public void installBaseline(InfraModel model, boolean reapply, WaitContext context)
      throws InterruptedException {
    // The chart owns this namespace, and would take one that is being deleted for its own.
    NamespaceTermination.await(cluster, InstalledReleases.BETA9_NAMESPACE, context);
    releases.ensure(
        cluster,
        InstalledReleases.BASELINE,
        InstalledReleases.BASELINE_NAMESPACE,
        InstalledReleases.BASELINE,
        ChartValues.baseline(model),
        reapply,
        context);
  }

  @Override
  public void awaitBaseline(WaitContext context) throws InterruptedException {
    workloads.awaitReady(
        InstalledReleases.BASELINE,
        InstalledReleases.BASELINE_NAMESPACE,
        UnaryOperator.identity(),
        context);
  }

  @Override
  public void drain(Set<String> nodeGroups, WaitContext context) throws InterruptedException {
    new NodeDrain(cluster).drain(nodeGroups, context);
    awaitBaseline(context);
    workloads.awaitReady(
        InstalledReleases.BETA9,
        InstalledReleases.BETA9_NAMESPACE,
        UnaryOperator.identity(),
        context);
    awaitHealth(context);
  }

  @Override
  public void installBeta9(Beta9Inputs inputs, WaitContext context) throws InterruptedException {
    install(inputs, ChartValues.beta9(inputs, releases.wasExposed(cluster)), true, context);
  }

  private void install(Beta9Inputs inputs, ObjectNode values, boolean reapply, WaitContext context)
      throws InterruptedException {
    scaledReplicas().ifPresent(replicas -> ChartValues.setScaledReplicas(values, replicas));
    releases.ensure(
        cluster,
        InstalledReleases.BETA9,
        InstalledReleases.BETA9_NAMESPACE,
        InstalledReleases.BETA9,
        values,
        reapply,
        context);
    workloads.awaitReady(
        InstalledReleases.BETA9,
        InstalledReleases.BETA9_NAMESPACE,
        inputs.secrets()::redact,
        context);
    awaitHealth(context);
  }

  private Optional<Integer> scaledReplicas() {
    try {
      return new AutoscaledWorkloads(cluster)
          .replicas(InstalledReleases.BETA9_NAMESPACE, Gateway.SERVICE);
    } catch (KubernetesClientException e) {
      throw ApiServerFailures.of(cluster, "Reading the autoscaler of Beta9's gateway", e);
    }
  }

  private void awaitHealth(WaitContext context) throws InterruptedException {
    boolean reported = false;
    Instant deniedSince = null;
    while (true) {
      context.throwIfCancelled();
      Failure unhealthy = Failure.of(FailureCode.GATEWAY_UNHEALTHY);
      try {
        if (gateway.isHealthy()) {
          return;
        }
        unhealthy = unhealthy.with(FailureParameter.FOUND, gateway.lastResponse());
        deniedSince = null;
      } catch (FailureException e) {
        if (e.failure().kind() == FailureClass.PERMISSION
            || e.failure().code() == FailureCode.GATEWAY_REQUEST_REJECTED) {
          Instant now = context.clock().instant();
          deniedSince = requireNonNullElse(deniedSince, now);
          if (!now.isBefore(deniedSince.plus(DENIAL_TOLERANCE))) {
            throw e;
          }
        }
        unhealthy = unhealthy.with(FailureParameter.REPORTED, e.failure().why());
      }
      if (context.hasTimedOut()) {
        throw new FailureException(unhealthy);
      }
      if (!reported) {
        reported = true;
        context.report(new ClusterProgress.GatewayUnhealthy(unhealthy));
      }
      context.pause(POLL_INTERVAL);
    }
  }

  @Override
  public void claim(AdminTokenStore tokens, Beta9Inputs inputs, WaitContext context)
      throws InterruptedException {
    GatewayClaim gatewayClaim =
        new GatewayClaim(
            gateway, tokens, (mark, resetContext) -> resetDatabase(inputs, mark, resetContext));
    gatewayClaim.configureStorage(gatewayClaim.ensureClaimed(context), storage(inputs), context);
  }

  @Override
  public boolean ensureUserToken(
      AdminTokenStore administrator, UserTokenStore users, WaitContext context)
      throws InterruptedException {
    return new UserTokenCreation(gateway, users)
        .ensure(administrator.load().orElseThrow(), context);
  }

  /** The gateway's pod drops the tables before the gateway starts. */
  private boolean resetDatabase(Beta9Inputs inputs, String mark, WaitContext context)
      throws InterruptedException {
    if (releases.wasExposed(cluster)) {
      return false;
    }
    install(inputs, ChartValues.beta9WithReset(inputs, mark), false, context);
    return true;
  }

  static Gateway.Storage storage(Beta9Inputs inputs) {
    InfraModel model = inputs.model();
    return new Gateway.Storage(
        inputs.output("bucket_name"),
        model.region(),
        "https://" + AwsPartition.ofRegion(model.region()).host("s3", model.region()),
        inputs.secrets().storageAccessKey(),
        inputs.secrets().storageSecretKey());
  }

  @Override
  public ExternalEndpoint expose(
      Beta9Inputs inputs, LoadBalancerListeners listeners, WaitContext context)
      throws InterruptedException {
    install(inputs, ChartValues.beta9(inputs, true), false, context);
    return new LoadBalancerExposure(cluster, listeners).await(inputs.model(), context);
  }

  @Override
  public VerifiedInstallation verify(
      AdminTokenStore tokens, Beta9Inputs inputs, SmokeTest extent, WaitContext context)
      throws InterruptedException {
    awaitHealth(context);
    GatewayClaim gatewayClaim = new GatewayClaim(gateway, tokens, (mark, resetContext) -> false);
    AdminTokenStore.StoredToken admin = gatewayClaim.existingClaim(context);
    gatewayClaim.configureStorage(admin, storage(inputs), context);
    GatewayVerification checks = new GatewayVerification(cluster, gateway);
    Set<String> pools = checks.awaitPools(inputs.model(), admin, context);
    VerifiedInstallation found =
        new VerifiedInstallation(
            true, true, true, pools, checks.awaitWorkers(inputs.model(), context));
    context.report(new ClusterProgress.InstallationVerified(found.pools(), found.workers()));
    new SandboxCheck(cluster, inputs.secrets()::redact).run(inputs.model(), extent, admin, context);
    return found;
  }

  @Override
  public UninstallResult uninstall(WaitContext context) throws InterruptedException {
    UninstallResult result = new ClusterUninstall(cluster, releases).run(context);
    context.report(new ClusterProgress.UninstallCompleted(result));
    return result;
  }

  @Override
  public void close() {
    cluster.close();
  }
}
