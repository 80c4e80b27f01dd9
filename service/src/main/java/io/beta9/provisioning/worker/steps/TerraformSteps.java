package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.provider.secrets.EnvironmentSecrets;
import io.beta9.provisioning.resources.adoption.AdoptionContext;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.terraform.event.TerraformEvent;
import io.beta9.provisioning.terraform.plan.PlanImpact;
import io.beta9.provisioning.terraform.plan.PlanImpactJson;
import io.beta9.provisioning.terraform.plan.PlanReader;
import io.beta9.provisioning.terraform.plan.PlanSummary;
import io.beta9.provisioning.terraform.run.ApplySummary;
import io.beta9.provisioning.terraform.run.Terraform;
import io.beta9.provisioning.terraform.stack.SharedProviders;
import io.beta9.provisioning.tfstate.repair.StateRepair;
import io.beta9.provisioning.tfstate.s3.ForeignContent;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.EventLog;
import io.beta9.provisioning.worker.pipeline.BackgroundTask;
import io.beta9.provisioning.worker.pipeline.FailureExplainer;
import io.beta9.provisioning.worker.pipeline.RunningTerraform;
import io.beta9.provisioning.worker.role.EnvironmentRecord;
import io.beta9.provisioning.worker.role.RunJournal;
import io.beta9.provisioning.worker.role.StepLog;
import io.beta9.provisioning.worker.role.StepTerraform;
import io.beta9.provisioning.worker.role.StepTiming;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps that run Terraform. */
final class TerraformSteps {
  private static final Duration READ_TIMEOUT = Duration.ofMinutes(2);

  /** Once it exists, the baseline can be installed while Terraform creates the rest. */
  private static final String SYSTEM_NODES = "aws_eks_node_group.this[\"system\"]";

  /** Terraform itself waits for 20 minutes until something in use is released. */
  private static final int MAX_DESTROY_ATTEMPTS = 3;

  private static final Logger log = LoggerFactory.getLogger(TerraformSteps.class);

  private final TerraformRecovery recovery;

  TerraformSteps(TerraformRecovery recovery) {
    this.recovery = recovery;
  }

  void stack(StepTerraform terraform) {
    Objects.requireNonNull(terraform.stack());
  }

  void init(
      StepTerraform terraform,
      String run,
      SharedProviders providers,
      StateRepair repair,
      ForeignContent stateContent,
      RunJournal runs,
      EventLog events,
      StepLog log)
      throws InterruptedException {
    RunningTerraform.awaitEnd(terraform, runs, events, log);
    repair.removeStaleLocks();
    repair.repairDigest();
    repair.rejectForeignContent(stateContent);
    terraform.terraform().init(terraform.run(run, event -> {}));
    providers.share(terraform.stack().path());
    repair.explainingLocks(
        () -> {
          repair.pushKeptState();
          return true;
        });
  }

  /** Stores, before anything is planned, what an interrupted run has done. */
  void recover(StepTerraform terraform, RunJournal runs, StepLog log) {
    terraform.terraform().imports().remove();
    recovery.completeJournal(terraform, runs, log);
    terraform.stack().pruneRuns();
  }

  /** Imports existing resources into the state so that the destroy removes them. */
  void importForDestroy(StateRepair repair, Supplier<AdoptionContext> adoption)
      throws InterruptedException {
    repair.explainingLocks(
        () -> {
          recovery.beforeDestroy(adoption.get());
          return true;
        });
  }

  void plan(
      StepTerraform terraform,
      AccountVariables groups,
      StateRepair repair,
      Supplier<AdoptionContext> adoption,
      EventLog events)
      throws InterruptedException {
    groups.write(terraform.stack());
    PlanSummary plan = repair.explainingLocks(() -> recovery.plan(adoption.get()));
    events.append(new EventData.Planned(plan.add(), plan.change(), plan.destroy()));
  }

  /**
   * Plans an update without adopting anything, records what it would change, and discards the plan.
   */
  void planUpdate(
      StepTerraform terraform,
      AccountVariables groups,
      StateRepair repair,
      EnvironmentRecord environment,
      EventLog events)
      throws InterruptedException {
    groups.write(terraform.stack());
    Terraform cli = terraform.terraform();
    try {
      PlanSummary plan = repair.explainingLocks(() -> cli.plan(terraform.run("plan", event -> {})));
      List<PlanImpact> impacts =
          new ArrayList<>(
              PlanImpact.of(PlanReader.of(cli.planJson(READ_TIMEOUT)), ResourceCatalog.AWS));
      // Removed by a second apply, after their pods have moved.
      groups.generations().removedAddresses().stream()
          .filter(address -> impacts.stream().noneMatch(known -> known.address().equals(address)))
          .map(PlanImpact::ofDrained)
          .toList()
          .forEach(impacts::add);
      environment.recordPlan(PlanImpactJson.write(impacts));
      events.append(new EventData.Planned(plan.add(), plan.change(), plan.destroy()));
    } finally {
      cli.discardPlan();
    }
  }

  /**
   * Applies the plan.
   *
   * @param explainer adds the cause to a failure
   * @param whenNodesExist is called once the system nodes exist, while Terraform creates the rest
   */
  void apply(
      StepTerraform terraform,
      StateRepair repair,
      FailureExplainer explainer,
      Runnable whenNodesExist,
      EventLog events)
      throws InterruptedException {
    apply(terraform, "apply", repair, explainer, whenNodesExist, events);
  }

  private static void apply(
      StepTerraform terraform,
      String run,
      StateRepair repair,
      FailureExplainer explainer,
      Runnable whenNodesExist,
      EventLog events)
      throws InterruptedException {
    ApplySummary summary;
    try {
      summary =
          savingErroredState(
              repair,
              () ->
                  terraform
                      .terraform()
                      .apply(
                          terraform.run(
                              run,
                              event -> {
                                if (isSystemNodes(event)) {
                                  whenNodesExist.run();
                                }
                              })));
    } catch (FailureException e) {
      throw new FailureException(explainer.explain(e.failure()), e);
    }
    events.append(new EventData.Applied(summary.added(), summary.changed(), summary.destroyed()));
  }

  /** Plans and applies the removal of node groups whose pods have moved. */
  void removeNodeGroups(
      StepTerraform terraform,
      AccountVariables groups,
      StateRepair repair,
      Supplier<AdoptionContext> adoption,
      FailureExplainer explainer,
      EventLog events)
      throws InterruptedException {
    plan(terraform, groups, repair, adoption, events);
    apply(terraform, "removal-apply", repair, explainer, () -> {}, events);
  }

  private static boolean isSystemNodes(TerraformEvent event) {
    return event instanceof TerraformEvent.ApplyComplete complete
        && complete.resource().address().equals(SYSTEM_NODES);
  }

  private static ApplySummary savingErroredState(StateRepair repair, Supplier<ApplySummary> run)
      throws InterruptedException {
    try {
      return repair.explainingLocks(run::get);
    } catch (FailureException e) {
      repair.saveErroredState();
      throw e;
    }
  }

  /**
   * Stores the outputs. They come from the state, which the customer can change: what this service
   * itself acts on, the coordinates of the cluster and the name of the storage user, does not come
   * from them.
   */
  void outputs(
      StepTerraform terraform,
      InfraModel model,
      EnvironmentRecord environment,
      EnvironmentSecrets secrets,
      StepTiming timing)
      throws InterruptedException {
    environment.mergeOutputs(ModuleOutputs.of(terraform.terraform().outputs(READ_TIMEOUT)));
    secrets.ensureStorageKey(model.storageUserName(), timing::pause);
    secrets.encryptWithEnvironmentKey();
  }

  /** Deletes what the cluster created outside itself. */
  @FunctionalInterface
  interface ClusterCreatedRemoval {
    /** Returns whether there was anything to delete. */
    boolean run() throws InterruptedException;
  }

  /**
   * Destroys what is in the state. What the cluster created outside itself is deleted before, as
   * soon as the cluster is gone, because its controllers may have created it again until then, and
   * whenever a resource cannot be deleted because it is in use. The destroy is repeated only if
   * there was anything to delete: Terraform itself has waited until the resource is released.
   *
   * @param explainer adds the cause to a failure
   */
  void destroy(
      StepTerraform terraform,
      StateRepair repair,
      FailureExplainer explainer,
      ClusterCreatedRemoval removal,
      BackgroundTask background,
      EventLog events)
      throws InterruptedException {
    removal.run();
    AtomicBoolean removedInBackground = new AtomicBoolean();
    for (int attempt = 1; ; attempt++) {
      String run = attempt == 1 ? "destroy" : "destroy-" + attempt;
      try {
        ApplySummary summary =
            savingErroredState(
                repair,
                () ->
                    terraform
                        .terraform()
                        .destroy(
                            terraform.run(
                                run,
                                event -> {
                                  if (isClusterDeleted(event)) {
                                    background.start(
                                        () -> removedInBackground.set(runInBackground(removal)));
                                  }
                                })));
        events.append(new EventData.TerraformDestroyed(summary.destroyed()));
        return;
      } catch (FailureException e) {
        boolean repeat =
            attempt < MAX_DESTROY_ATTEMPTS
                && isInUse(e.failure())
                && (removal.run() | removedInBackground.getAndSet(false));
        if (!repeat) {
          throw new FailureException(explainer.explain(e.failure()), e);
        }
        log.info("Deleted what the cluster created; repeating the destroy: {}", e.getMessage());
      }
    }
  }

  private static boolean isClusterDeleted(TerraformEvent event) {
    return event instanceof TerraformEvent.ApplyComplete complete
        && complete.resource().address().startsWith("aws_eks_cluster.");
  }

  private static boolean isInUse(Failure failure) {
    return failure.code() == FailureCode.RESOURCE_IN_USE
        || failure.others().stream().anyMatch(TerraformSteps::isInUse);
  }

  private static boolean runInBackground(ClusterCreatedRemoval removal) {
    try {
      return removal.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
