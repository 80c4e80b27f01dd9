package io.beta9.provisioning.cloud;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.provider.domain.EnvironmentDomain;
import io.beta9.provisioning.provider.preflight.PreflightFinding;
import io.beta9.provisioning.provider.secrets.EnvironmentSecrets;
import io.beta9.provisioning.resources.cleanup.DatabaseRelease;
import io.beta9.provisioning.resources.cleanup.EnvironmentCleanup;
import io.beta9.provisioning.resources.cleanup.LeftoverRemover;
import io.beta9.provisioning.resources.inspection.ResourceInspector;
import io.beta9.provisioning.resources.inventory.ResourceInventory;
import io.beta9.provisioning.resources.inventory.ResourceScope;
import io.beta9.provisioning.resources.lookup.ResourceLocator;
import io.beta9.provisioning.tfstate.repair.RepairableState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A session in a customer's account. All methods throw a {@link
 * io.beta9.provisioning.failure.FailureException} if the cloud is unavailable or denies access.
 */
public interface CloudAccount {

  /** Checks the account before anything is created in it; blocking findings come first. */
  List<PreflightFinding> preflight(InfraModel model);

  /** Returns the zones in which the environment can be created, the most suitable ones first. */
  List<String> usableZones(InfraModel model);

  /** Returns the zones in which the environment has subnets. */
  Set<String> zonesInUse(InfraModel model);

  /**
   * Returns the zones of the environment in which each node group can be placed, by the name of the
   * group; without the groups that can be placed in none.
   */
  Map<String, List<String>> zonesOfNodeGroups(InfraModel model);

  /** Returns the default version of each add-on for the model's Kubernetes version, by its name. */
  Map<String, String> addOnVersions(InfraModel model);

  /**
   * Returns the newest version of which the public registry has all of Beta9's runner images; empty
   * if the registry cannot be reached, or lists none.
   */
  Optional<String> newestRunnerVersion();

  /** Returns the node groups with which the model is applied: the current and retiring ones. */
  NodeGroupGenerations nodeGroups(InfraModel model);

  /**
   * Creates the store of Terraform's state if it does not exist.
   *
   * @param logBucket the bucket for the logs of the access to it; null if it is not logged
   * @param beforeWriting throws if the caller is no longer allowed to write
   */
  void ensureStateStore(StateBackend backend, @Nullable String logBucket, Runnable beforeWriting);

  /** Returns the stored state of an environment, for its repair. */
  RepairableState state(StateBackend backend);

  /**
   * Returns the secrets of an environment.
   *
   * @param tags the tags of each secret
   * @param random cryptographically secure
   * @param beforeWriting throws if the caller is no longer allowed to write
   */
  EnvironmentSecrets secrets(
      EnvironmentId environment,
      Map<String, String> tags,
      RandomGenerator random,
      Runnable beforeWriting);

  /** Returns the lookup of planned resources, for adoption. */
  ResourceLocator locator();

  /** Returns the inspection of single resources, to explain failures and delays. */
  ResourceInspector inspector();

  /** Returns the inventory of everything that an environment has in the account. */
  ResourceInventory inventory();

  /**
   * Returns the inventory of what the cluster of an environment created outside itself, and which
   * is not part of Terraform's state.
   */
  ResourceInventory controllerInventory();

  /**
   * Prepares the database for its deletion.
   *
   * @param beforeWriting throws if the caller is no longer allowed to write
   * @return the name of the snapshot that is kept; empty if none is, or there is no database
   * @throws io.beta9.provisioning.failure.FailureException {@code database-protected}
   */
  Optional<String> releaseDatabase(
      ResourceScope scope,
      DatabaseRelease.DataFate data,
      Runnable beforeWriting,
      EnvironmentCleanup.Pause pause)
      throws InterruptedException;

  /**
   * Returns the certificate and the records of the environment's domain.
   *
   * @param beforeWriting throws if the caller is no longer allowed to write
   */
  EnvironmentDomain domain(InfraModel model, Runnable beforeWriting);

  /** Returns the deletion of what a destroyed environment has left. */
  LeftoverRemover leftoverRemover();

  /**
   * Returns the cluster of this name.
   *
   * @throws io.beta9.provisioning.failure.FailureException if it does not exist
   */
  CloudCluster cluster(String name);

  /** Returns the cluster of this name; empty if it does not exist. */
  Optional<CloudCluster> findCluster(String name);
}
