package io.beta9.provisioning.cloud.aws;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;

import io.beta9.provisioning.aws.domain.Route53Domain;
import io.beta9.provisioning.aws.preflight.InstanceTypeCheck;
import io.beta9.provisioning.aws.preflight.Preflight;
import io.beta9.provisioning.aws.preflight.UsableZones;
import io.beta9.provisioning.aws.preflight.ZonesInUse;
import io.beta9.provisioning.aws.secrets.SecretsManagerSecrets;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.cloud.CloudAccount;
import io.beta9.provisioning.cloud.CloudCluster;
import io.beta9.provisioning.cloud.NodeGroupGenerations;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.provider.domain.EnvironmentDomain;
import io.beta9.provisioning.provider.preflight.PreflightFinding;
import io.beta9.provisioning.provider.secrets.EnvironmentSecrets;
import io.beta9.provisioning.resources.catalog.AwsResourceInspector;
import io.beta9.provisioning.resources.catalog.AwsResourceLocator;
import io.beta9.provisioning.resources.catalog.EnvironmentInventory;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.resources.cleanup.AwsLeftoverRemover;
import io.beta9.provisioning.resources.cleanup.DatabaseRelease;
import io.beta9.provisioning.resources.cleanup.EnvironmentCleanup;
import io.beta9.provisioning.resources.cleanup.LeftoverRemover;
import io.beta9.provisioning.resources.inspection.ResourceInspector;
import io.beta9.provisioning.resources.inventory.ControllerInventory;
import io.beta9.provisioning.resources.inventory.ResourceInventory;
import io.beta9.provisioning.resources.inventory.ResourceScope;
import io.beta9.provisioning.resources.lookup.ResourceLocator;
import io.beta9.provisioning.tfstate.repair.RepairableState;
import io.beta9.provisioning.tfstate.repair.S3State;
import io.beta9.provisioning.tfstate.s3.StateStore;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eks.model.Cluster;

/** An AWS account, with the resource types of the catalogue. */
public final class AwsAccount implements CloudAccount {
  private static final String LOOKING_FOR_CLUSTER = "Looking for the cluster ";

  private final AwsSession session;
  private final ResourceCatalog catalog = ResourceCatalog.AWS;

  public AwsAccount(AwsSession session) {
    this.session = session;
  }

  @Override
  public List<PreflightFinding> preflight(InfraModel model) {
    return new Preflight(session, catalog, Clock.systemUTC()).check(model);
  }

  @Override
  public List<String> usableZones(InfraModel model) {
    return UsableZones.bySuitability(session, model);
  }

  @Override
  public Set<String> zonesInUse(InfraModel model) {
    return ZonesInUse.of(session, model);
  }

  @Override
  public Map<String, List<String>> zonesOfNodeGroups(InfraModel model) {
    return new InstanceTypeCheck(session).zonesOfGroups(model);
  }

  @Override
  public Map<String, String> addOnVersions(InfraModel model) {
    String kubernetes = model.cluster().kubernetesVersion();
    return calling(
        "Listing the add-ons for Kubernetes " + kubernetes,
        () -> new AddOnCatalog(session).defaultVersions(kubernetes));
  }

  @Override
  public Optional<String> newestRunnerVersion() {
    return new PublicRegistry(session.endpointOverride().orElse(PublicRegistry.AMAZON))
        .tags(RunnerVersions.REPOSITORY)
        .flatMap(RunnerVersions::newest);
  }

  @Override
  public NodeGroupGenerations nodeGroups(InfraModel model) {
    return calling(
        "Listing the node groups of " + model.resourcePrefix(),
        () -> NodeGroupGenerations.of(model, new ExistingNodeGroups(session).list(model)));
  }

  @Override
  public void ensureStateStore(
      StateBackend backend, @Nullable String logBucket, Runnable beforeWriting) {
    new StateStore(session, beforeWriting).ensure(backend, logBucket);
  }

  @Override
  public RepairableState state(StateBackend backend) {
    return new S3State(session, backend);
  }

  @Override
  public EnvironmentSecrets secrets(
      EnvironmentId environment,
      Map<String, String> tags,
      RandomGenerator random,
      Runnable beforeWriting) {
    return new SecretsManagerSecrets(session, environment, tags, random, beforeWriting);
  }

  @Override
  public ResourceLocator locator() {
    return new AwsResourceLocator(session, catalog);
  }

  @Override
  public ResourceInspector inspector() {
    return new AwsResourceInspector(session, catalog);
  }

  @Override
  public ResourceInventory inventory() {
    return new EnvironmentInventory(session, catalog);
  }

  @Override
  public ResourceInventory controllerInventory() {
    ControllerInventory inventory = new ControllerInventory(session);
    return scope ->
        calling(
            "Listing what the cluster of " + scope.id() + " created", () -> inventory.list(scope));
  }

  @Override
  public Optional<String> releaseDatabase(
      ResourceScope scope,
      DatabaseRelease.DataFate data,
      Runnable beforeWriting,
      EnvironmentCleanup.Pause pause)
      throws InterruptedException {
    return new DatabaseRelease(session, scope, beforeWriting, pause).run(data);
  }

  @Override
  public EnvironmentDomain domain(InfraModel model, Runnable beforeWriting) {
    return new Route53Domain(session, model, beforeWriting);
  }

  @Override
  public LeftoverRemover leftoverRemover() {
    return new AwsLeftoverRemover(session);
  }

  @Override
  public CloudCluster cluster(String name) {
    return calling(LOOKING_FOR_CLUSTER + name, () -> new EksCluster(session, describe(name)));
  }

  @Override
  public Optional<CloudCluster> findCluster(String name) {
    return calling(
        LOOKING_FOR_CLUSTER + name,
        () ->
            OptionalResource.emptyIfNotFound(
                    Set.of("ResourceNotFoundException"), () -> describe(name))
                .map(cluster -> new EksCluster(session, cluster)));
  }

  private Cluster describe(String name) {
    return session.eks().describeCluster(r -> r.name(name)).cluster();
  }
}
