package io.beta9.provisioning.intake;

import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.StoredJson;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.MetaConfig;
import io.beta9.provisioning.metaconfig.MetaConfigJson;
import io.beta9.provisioning.metaconfig.change.Consequence;
import io.beta9.provisioning.metaconfig.change.MetaConfigUpdate;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.UpdateRepository.StoredPlan;
import io.beta9.provisioning.terraform.plan.PlanImpact;
import io.beta9.provisioning.terraform.plan.PlanImpactJson;
import io.beta9.provisioning.timeline.EventData;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Requests to plan an update with Terraform. The operation changes neither the environment nor its
 * status; while it is active, no other operation of the environment can be requested.
 */
public final class PlanRequests {
  private final EnvironmentRequests requests;
  private final UpdateRequests updates;

  public PlanRequests(EnvironmentRequests requests, UpdateRequests updates) {
    this.requests = requests;
    this.updates = updates;
  }

  /**
   * A plan, and whether the platform may be running in its environment, so that what it interrupts
   * has to be accepted.
   */
  public record RequestedPlan(StoredPlan plan, boolean isPlatformRunning) {

    /** Returns what the plan does to each resource; empty as long as it has not been made. */
    public List<PlanImpact> impacts() {
      return PlanRequests.impacts(plan);
    }

    /** Returns the consequences that an update by this plan has to accept. */
    public Set<Consequence> requiredAcceptances() {
      return isPlatformRunning ? PlanImpact.requiredAcceptances(impacts()) : Set.of();
    }
  }

  static List<PlanImpact> impacts(StoredPlan plan) {
    StoredJson impacts = plan.impacts();
    return impacts == null ? List.of() : PlanImpactJson.read(impacts.text());
  }

  /**
   * Queues the plan of an update.
   *
   * @throws FailureException {@code nothing-to-plan} if nothing has been created, or as {@link
   *     UpdateRequests#update}
   * @throws io.beta9.provisioning.operation.EnvironmentBusyException if an operation is active
   */
  public RequestedPlan plan(Caller caller, EnvironmentId id, MetaConfig config) {
    AtomicReference<OperationId> operation = new AtomicReference<>();
    requests.executeOnce(
        caller,
        null,
        AuditAction.onEnvironment(id.value(), "env.plan", null),
        operationId -> {
          operation.set(operationId);
          Environment environment = requests.lockForChange(caller, id);
          MetaConfigUpdate update = updates.check(caller, environment, config);
          if (!updates.hasBeenApplied(caller, environment)) {
            throw new FailureException(
                Failure.of(FailureCode.NOTHING_TO_PLAN)
                    .about(environment.name())
                    .forEnvironment(id.value()));
          }
          requests.enqueueWithoutChange(caller, environment, operationId, OperationKind.PLAN);
          requests
              .repositories()
              .updates
              .recordPlannedModel(
                  operationId,
                  MetaConfigJson.toTree(config),
                  InfraModelJson.toTree(update.model()));
          requests.appendEvent(
              caller,
              environment,
              operationId,
              new EventData.UpdatePlanRequested(caller.name(), update.changes().size()));
          return environment;
        });
    return find(caller, id, Objects.requireNonNull(operation.get()));
  }

  /**
   * Returns a plan, or what an update has planned.
   *
   * @throws UnknownPlanException if the environment has no such operation
   */
  public RequestedPlan find(Caller caller, EnvironmentId id, OperationId operation) {
    Environment environment = requests.find(caller, id);
    return requests
        .repositories()
        .updates
        .findPlan(caller.tenant(), id, operation)
        .map(plan -> new RequestedPlan(plan, UpdateRequests.isRunning(environment)))
        .orElseThrow(() -> new UnknownPlanException(operation));
  }

  /**
   * Queues the update that a plan has shown, with the meta-config of the plan. The worker executes
   * it only if its own plan interrupts, removes and loses nothing else.
   *
   * @param accepted the consequences that the update may have
   * @throws UnknownPlanException if the environment has no such operation
   * @throws FailureException as {@link UpdateRequests#update}, or {@code update-would-interrupt} if
   *     a consequence of the plan is not accepted
   */
  public Environment confirm(
      Caller caller, EnvironmentId id, OperationId operation, Set<Consequence> accepted) {
    RequestedPlan plan = find(caller, id, operation);
    StoredJson metaConfig = plan.plan().metaConfig();
    if (metaConfig == null) {
      throw new UnknownPlanException(operation);
    }
    return updates.update(
        caller,
        id,
        MetaConfigJson.fromJson(metaConfig.text()),
        new UpdateRequests.Terms(accepted, operation),
        null);
  }
}
