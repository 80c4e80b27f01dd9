package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.aws.domain.Route53Domain;
import io.beta9.provisioning.aws.secrets.SecretsManagerSecrets;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.cloud.CloudAccount;
import io.beta9.provisioning.cloud.CloudCluster;
import io.beta9.provisioning.cloud.NodeGroupGenerations;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.provider.domain.EnvironmentDomain;
import io.beta9.provisioning.provider.preflight.PreflightFinding;
import io.beta9.provisioning.provider.secrets.EnvironmentSecrets;
import io.beta9.provisioning.resources.cleanup.DatabaseRelease;
import io.beta9.provisioning.resources.cleanup.EnvironmentCleanup;
import io.beta9.provisioning.resources.cleanup.LeftoverRemover;
import io.beta9.provisioning.resources.inspection.InspectedResource;
import io.beta9.provisioning.resources.inspection.ResourceInspector;
import io.beta9.provisioning.resources.inspection.ResourceReport;
import io.beta9.provisioning.resources.inventory.Leftover;
import io.beta9.provisioning.resources.inventory.ResourceInventory;
import io.beta9.provisioning.resources.inventory.ResourceScope;
import io.beta9.provisioning.resources.lookup.LookupHints;
import io.beta9.provisioning.resources.lookup.LookupResult;
import io.beta9.provisioning.resources.lookup.ResourceLocator;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import io.beta9.provisioning.tfstate.repair.RepairableState;
import io.beta9.provisioning.tfstate.repair.S3State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** An account without a cloud: what a test has put into it, and what steps have done with it. */
final class FakeAccount implements CloudAccount {
  static final ResourceLocator LOCATOR =
      new ResourceLocator() {
        @Override
        public LookupResult find(PlannedResource resource, LookupHints hints) {
          throw new UnsupportedOperationException("these steps look nothing up");
        }

        @Override
        public Optional<String> completeCreation(PlannedResource resource, String id) {
          throw new UnsupportedOperationException("these steps look nothing up");
        }

        @Override
        public void removeSetting(PlannedResource setting) {
          throw new UnsupportedOperationException("these steps look nothing up");
        }
      };

  private Optional<String> newestRunner = Optional.empty();
  private final List<PreflightFinding> findings = new ArrayList<>();
  private final List<String> stores = new ArrayList<>();
  private final List<Leftover> resources = new ArrayList<>();
  private final List<Leftover> createdByCluster = new ArrayList<>();
  private final List<String> inUse = new ArrayList<>();
  private final List<DatabaseRelease.DataFate> releases = new ArrayList<>();
  private @Nullable String snapshot;
  private @Nullable Failure inventoryFailure;
  private CountDownLatch inventoryDelay = new CountDownLatch(0);
  private @Nullable CloudCluster cluster;
  private NodeGroupGenerations nodeGroups = NodeGroupGenerations.FIRST;
  private @Nullable AwsSession connected;
  private List<String> usableZones = List.of();
  private @Nullable InfraModel checked;

  /** Returns the findings of its preflight, which a test adds to. */
  List<PreflightFinding> findings() {
    return findings;
  }

  /** Sets the zones that the account can use; by default, those of each model. */
  void setUsableZones(List<String> zones) {
    usableZones = zones;
  }

  /** Returns the model that the preflight has checked last. */
  InfraModel checked() {
    return Objects.requireNonNull(checked);
  }

  /** Returns the state stores that were created, with their log bucket. */
  List<String> stores() {
    return stores;
  }

  /** Returns the resources with the environment's tag, which a test adds to. */
  List<Leftover> resources() {
    return resources;
  }

  /** Returns what the cluster created outside itself, which a test adds to. */
  List<Leftover> createdByCluster() {
    return createdByCluster;
  }

  /** Makes the deletion of a resource fail. */
  void setInUse(String id) {
    inUse.add(id);
  }

  void release(String id) {
    inUse.remove(id);
  }

  /** Returns what was to happen to the data in each release of the database. */
  List<DatabaseRelease.DataFate> releases() {
    return releases;
  }

  void setSnapshot(String name) {
    snapshot = name;
  }

  /** Delays the lists of resources until the latch that is returned is released. */
  CountDownLatch delayInventories() {
    inventoryDelay = new CountDownLatch(1);
    return inventoryDelay;
  }

  void failInventories(Failure failure) {
    inventoryFailure = failure;
  }

  void setCluster(CloudCluster existing) {
    cluster = existing;
  }

  /** Sets the account that has the certificates and the zones, the state and the secrets. */
  void connectTo(AwsSession session) {
    connected = session;
  }

  void setNodeGroups(NodeGroupGenerations generations) {
    nodeGroups = generations;
  }

  @Override
  public List<PreflightFinding> preflight(InfraModel model) {
    checked = model;
    return findings;
  }

  @Override
  public List<String> usableZones(InfraModel model) {
    return usableZones.isEmpty() ? model.network().availabilityZones() : usableZones;
  }

  @Override
  public Set<String> zonesInUse(InfraModel model) {
    return Set.of();
  }

  @Override
  public Map<String, List<String>> zonesOfNodeGroups(InfraModel model) {
    return Map.of("cpu", List.of("us-east-1a"));
  }

  @Override
  public Map<String, String> addOnVersions(InfraModel model) {
    return Map.of("coredns", "v1.12.1");
  }

  @Override
  public Optional<String> newestRunnerVersion() {
    return newestRunner;
  }

  /** Sets the newest version of Beta9's runner images; the registry is unreachable until then. */
  void setNewestRunner(String version) {
    newestRunner = Optional.of(version);
  }

  @Override
  public NodeGroupGenerations nodeGroups(InfraModel model) {
    return nodeGroups;
  }

  @Override
  public void ensureStateStore(
      StateBackend backend, @Nullable String logBucket, Runnable beforeWriting) {
    beforeWriting.run();
    stores.add(backend.bucket() + " " + logBucket);
  }

  @Override
  public RepairableState state(StateBackend backend) {
    return new S3State(connected(), backend);
  }

  @Override
  public EnvironmentSecrets secrets(
      EnvironmentId environment,
      Map<String, String> tags,
      RandomGenerator random,
      Runnable beforeWriting) {
    return new SecretsManagerSecrets(connected(), environment, tags, random, beforeWriting);
  }

  private AwsSession connected() {
    return Objects.requireNonNull(connected, "connected to no account");
  }

  @Override
  public ResourceLocator locator() {
    return LOCATOR;
  }

  @Override
  public ResourceInspector inspector() {
    return new ResourceInspector() {
      @Override
      public Optional<ResourceReport> inspect(InspectedResource resource) {
        return Optional.empty();
      }

      @Override
      public Optional<Failure> explain(
          Failure failure, ResourceAddress resource, InfraModel model) {
        return Optional.empty();
      }
    };
  }

  @Override
  public ResourceInventory inventory() {
    return scope -> list(resources);
  }

  @Override
  public ResourceInventory controllerInventory() {
    return scope -> list(createdByCluster);
  }

  private List<Leftover> list(List<Leftover> existing) {
    try {
      if (!inventoryDelay.await(1, TimeUnit.MINUTES)) {
        throw new AssertionError("the delay of the list was not ended");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    if (inventoryFailure != null) {
      throw new FailureException(inventoryFailure);
    }
    return List.copyOf(existing);
  }

  @Override
  public LeftoverRemover leftoverRemover() {
    return leftovers -> leftovers.stream().filter(one -> !remove(one)).toList();
  }

  private boolean remove(Leftover leftover) {
    return leftover.removable()
        && !inUse.contains(leftover.id())
        && (resources.removeIf(one -> one.id().equals(leftover.id()))
            | createdByCluster.removeIf(one -> one.id().equals(leftover.id())));
  }

  @Override
  public Optional<String> releaseDatabase(
      ResourceScope scope,
      DatabaseRelease.DataFate data,
      Runnable beforeWriting,
      EnvironmentCleanup.Pause pause)
      throws InterruptedException {
    beforeWriting.run();
    pause.pause(Duration.ofMinutes(3));
    releases.add(data);
    return Optional.ofNullable(snapshot);
  }

  @Override
  public EnvironmentDomain domain(InfraModel model, Runnable beforeWriting) {
    return new Route53Domain(connected(), model, beforeWriting);
  }

  @Override
  public CloudCluster cluster(String name) {
    return findCluster(name)
        .orElseThrow(() -> new IllegalStateException("there is no cluster " + name));
  }

  @Override
  public Optional<CloudCluster> findCluster(String name) {
    return Optional.ofNullable(cluster).filter(one -> one.coordinates().name().equals(name));
  }
}
