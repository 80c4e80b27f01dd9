package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.account.AccountAdmission;
import io.beta9.provisioning.cloud.CloudAccount;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.provider.preflight.PreflightFinding;
import io.beta9.provisioning.provider.secrets.EnvironmentSecrets;
import io.beta9.provisioning.resources.cleanup.ControllerCleanup;
import io.beta9.provisioning.resources.cleanup.DatabaseRelease;
import io.beta9.provisioning.resources.cleanup.DuplicateCleanup;
import io.beta9.provisioning.resources.cleanup.EnvironmentCleanup;
import io.beta9.provisioning.resources.inventory.Leftover;
import io.beta9.provisioning.resources.inventory.ResourceInventory;
import io.beta9.provisioning.resources.inventory.ResourceScope;
import io.beta9.provisioning.terraform.plan.StateResources;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.EventLog;
import io.beta9.provisioning.worker.role.ClaimGuard;
import io.beta9.provisioning.worker.role.EnvironmentRecord;
import io.beta9.provisioning.worker.role.StepLog;
import io.beta9.provisioning.worker.role.StepTerraform;
import io.beta9.provisioning.worker.role.StepTiming;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.node.JsonNodeFactory;

/** The steps that use the customer's account directly. */
public final class AccountSteps {
  private final Duration cleanupTimeout;
  private final Duration cleanupPollInterval;

  public AccountSteps() {
    this(Duration.ofMinutes(5), Duration.ofSeconds(5));
  }

  /**
   * @param cleanupTimeout how long leftovers may remain in use after a destroy
   * @param cleanupPollInterval time between two passes of the cleanup
   */
  public AccountSteps(Duration cleanupTimeout, Duration cleanupPollInterval) {
    this.cleanupTimeout = cleanupTimeout;
    this.cleanupPollInterval = cleanupPollInterval;
  }

  /** Requires that the account has not been suspended since the request. */
  void requireUsableAccount(EnvironmentRecord record) {
    Environment environment = record.current();
    AccountAdmission.requireChange(
        environment.access().state(), environment.accountId(), "Checking the account");
  }

  /** Checks, before anything is created, for what would fail only after many minutes. */
  void preflight(CloudAccount account, InfraModel model, StepLog log) {
    List<PreflightFinding> findings = account.preflight(model);
    for (PreflightFinding finding : findings) {
      log.append(
          "preflight",
          finding.severity()
              + ": "
              + finding.failure().forEnvironment(model.environmentId()).message());
    }
    List<Failure> blocking =
        findings.stream()
            .filter(finding -> finding.severity() == PreflightFinding.Severity.BLOCKING)
            .map(PreflightFinding::failure)
            .toList();
    if (!blocking.isEmpty()) {
      throw new FailureException(blocking.getFirst().and(blocking.subList(1, blocking.size())));
    }
  }

  void stateBackend(
      CloudAccount account, StateBackend backend, InfraModel model, ClaimGuard guard) {
    account.ensureStateStore(backend, model.stateLogBucket(), guard::requireHeld);
  }

  void secrets(EnvironmentSecrets secrets) {
    secrets.ensureBeforeTerraform();
  }

  /** The environment's key is destroyed before its secrets, which a later attempt reads. */
  void secretsBeforeDestroy(EnvironmentSecrets secrets) {
    secrets.ensureBeforeTerraform();
    secrets.encryptWithManagedKey();
  }

  /**
   * Keeps a snapshot of the database if that is requested, or if the database is protected: a
   * destroy of a protected one is accepted only with a snapshot. A forced destroy also ends a
   * protection that the meta-config no longer has.
   */
  void releaseDatabase(
      CloudAccount account,
      InfraModel model,
      EnvironmentRecord environment,
      ClaimGuard guard,
      StepTiming timing,
      StepLog log)
      throws InterruptedException {
    DatabaseRelease.DataFate data =
        environment.keepsSnapshot() || model.postgres().protect()
            ? DatabaseRelease.DataFate.KEPT
            : environment.isForced()
                ? DatabaseRelease.DataFate.LOST
                : DatabaseRelease.DataFate.LOST_IF_UNPROTECTED;
    timing.waitingFor("RDS to release the database: its final snapshot, or its protection");
    Optional<String> snapshot =
        account.releaseDatabase(ResourceScope.of(model), data, guard::requireHeld, timing::pause);
    if (snapshot.isPresent()) {
      log.append("destroy", "the snapshot " + snapshot.get() + " of the database is kept");
      environment.mergeOutputs(
          JsonNodeFactory.instance.objectNode().put("final_snapshot", snapshot.get()));
    }
  }

  /**
   * Deletes what was created twice because a response was lost, and reports what else is in no
   * state. Never fails: the infrastructure is complete without it.
   */
  void removeDuplicates(
      CloudAccount account,
      InfraModel model,
      Supplier<StateResources> state,
      ClaimGuard guard,
      StepTiming timing,
      EventLog events,
      StepLog log)
      throws InterruptedException {
    DuplicateCleanup.DuplicatesFound found;
    try {
      found =
          new DuplicateCleanup(account.inventory(), account.leftoverRemover())
              .run(
                  ResourceScope.of(model),
                  state,
                  guard::requireHeld,
                  () -> timing.pause(cleanupPollInterval));
    } catch (FailureException e) {
      if (e.failure().kind() == FailureClass.CANCELLED) {
        throw e;
      }
      log.append("cleanup", e.failure().summary());
      return;
    }
    if (!found.removed().isEmpty()) {
      events.append(
          new EventData.ResourcesRemoved(
              EventData.RemovalReason.CREATED_TWICE,
              found.removed().size(),
              Leftover.names(found.removed())));
    }
    if (!found.unmanaged().isEmpty()) {
      events.append(
          new EventData.UnmanagedFound(
              found.unmanaged().size(), Leftover.names(found.unmanaged())));
    }
  }

  /**
   * Deletes what the cluster created outside itself. Does not use the cluster, which may be
   * unreachable, and never fails: what remains may not prevent the destroy, and is reported by it
   * or by the sweep.
   *
   * @return whether there was anything to delete
   */
  boolean removeClusterCreated(
      CloudAccount account, InfraModel model, StepTiming timing, EventLog events, StepLog log)
      throws InterruptedException {
    timing.waitingFor(
        "AWS to delete what the cluster created: load balancers, interfaces, volumes");
    ControllerCleanup.RemovalResult result;
    try {
      result =
          new ControllerCleanup(
                  account.controllerInventory(),
                  account.leftoverRemover(),
                  timing.clock(),
                  cleanupTimeout,
                  cleanupPollInterval)
              .run(ResourceScope.of(model), timing::pause);
    } catch (FailureException e) {
      if (e.failure().kind() == FailureClass.CANCELLED) {
        throw e;
      }
      log.append("cleanup", e.failure().summary());
      return false;
    }
    if (!result.removed().isEmpty()) {
      events.append(
          new EventData.ResourcesRemoved(
              EventData.RemovalReason.CREATED_BY_CLUSTER,
              result.removed().size(),
              Leftover.names(result.removed())));
    }
    if (!result.remaining().isEmpty()) {
      log.append(
          "cleanup", "created by the cluster and in use: " + Leftover.names(result.remaining()));
    }
    return !result.removed().isEmpty() || !result.remaining().isEmpty();
  }

  /**
   * Deletes what the destroy has left in the account, and verifies that nothing remains.
   *
   * @throws FailureException {@code resources-left}, which names what is not removable or could not
   *     be deleted in time
   */
  void sweep(
      CloudAccount account,
      InfraModel model,
      EnvironmentSecrets secrets,
      StepTiming timing,
      EventLog events,
      StepTerraform terraform)
      throws InterruptedException {
    secrets.deleteAll();
    ResourceInventory inventory = account.inventory();
    new EnvironmentCleanup(
            scope -> DuplicateCleanup.afterDestroy(inventory.list(scope)),
            account.leftoverRemover(),
            timing.clock(),
            cleanupTimeout,
            cleanupPollInterval)
        .run(
            ResourceScope.of(model),
            timing::pause,
            (count, names) -> {
              events.append(new EventData.LeftoversFound(count, names));
              timing.waitingFor("AWS to delete what remained: " + names);
            });
    terraform.stack().delete();
  }
}
