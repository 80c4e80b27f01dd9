package io.beta9.provisioning.intake;

import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.account.RegisteredAccount;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.environment.IllegalTransitionException;
import io.beta9.provisioning.environment.StatusTransitions;
import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.MetaConfig;
import io.beta9.provisioning.metaconfig.MetaConfigJson;
import io.beta9.provisioning.metaconfig.change.Consequence;
import io.beta9.provisioning.metaconfig.change.MetaConfigUpdate;
import io.beta9.provisioning.metaconfig.change.UpdateRejection;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.OperationState;
import io.beta9.provisioning.operation.UpdateRepository.StoredPlan;
import io.beta9.provisioning.terraform.plan.PlanImpact;
import io.beta9.provisioning.timeline.EventData;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Requests to change the meta-config of an environment that is ready or has failed. Also corrects a
 * meta-config because of which provisioning failed.
 */
public final class UpdateRequests {
  private final EnvironmentRequests requests;

  public UpdateRequests(EnvironmentRequests requests) {
    this.requests = requests;
  }

  /**
   * Returns what an update would change, and what that interrupts; writes nothing.
   *
   * @throws ImmutableFieldsException if a field changes that cannot change
   * @throws IllegalTransitionException if it is neither ready nor failed
   */
  public UpdatePreviewResult preview(Caller caller, EnvironmentId id, MetaConfig config) {
    Environment environment = requests.find(caller, id);
    MetaConfigUpdate update = check(caller, environment, config);
    return new UpdatePreviewResult(
        update.changes(),
        isRunning(environment) ? update.requiredAcceptances() : Set.of(),
        hasBeenApplied(caller, environment),
        update.model());
  }

  /**
   * What an update would change.
   *
   * @param requiredAcceptances the consequences that an update has to accept
   * @param isPlannable whether something has been created, so that Terraform can plan the update
   * @param model the infra model that the update would result in
   */
  public record UpdatePreviewResult(
      List<MetaConfigUpdate.ChangedValue> changes,
      Set<Consequence> requiredAcceptances,
      boolean isPlannable,
      InfraModel model) {}

  /**
   * Stores the meta-config and queues the update.
   *
   * @param accepted the consequences that the update may have
   * @throws io.beta9.provisioning.failure.FailureException {@code account-suspended}, or {@code
   *     update-would-interrupt} if a consequence is not accepted
   * @throws ImmutableFieldsException if a field changes that cannot change
   * @throws IllegalTransitionException if it is neither ready nor failed
   */
  public Environment update(
      Caller caller,
      EnvironmentId id,
      MetaConfig config,
      Set<Consequence> accepted,
      @Nullable IdempotencyKey key) {
    return update(caller, id, config, new Terms(accepted, null), key);
  }

  /**
   * On what terms an update is executed.
   *
   * @param accepted the consequences that it may have
   * @param confirmed the plan that the user has confirmed: the update is rejected if it would
   *     interrupt or remove more; null if none was
   */
  public record Terms(Set<Consequence> accepted, @Nullable OperationId confirmed) {}

  /**
   * Stores the meta-config and queues the update.
   *
   * @throws io.beta9.provisioning.failure.FailureException as above, or {@code
   *     update-plan-outdated} if the confirmed plan is not one of this update
   */
  public Environment update(
      Caller caller,
      EnvironmentId id,
      MetaConfig config,
      Terms terms,
      @Nullable IdempotencyKey key) {
    Set<Consequence> accepted = terms.accepted();
    return requests.executeOnce(
        caller,
        key,
        AuditAction.onEnvironment(
            id.value(), "env.update", accepted.isEmpty() ? null : "accepts " + codes(accepted)),
        operationId -> {
          Environment environment = requests.lockForChange(caller, id);
          MetaConfigUpdate update = check(caller, environment, config);
          requireAccepted(environment, update, accepted);
          Optional<StoredPlan> confirmed = confirmed(caller, environment, update, terms);
          // Read under the lock: the plan may have ended since the request that confirms it.
          confirmed.ifPresent(
              plan ->
                  requireAccepted(
                      environment,
                      PlanImpact.requiredAcceptances(PlanRequests.impacts(plan)),
                      accepted));
          EnvironmentRepository environments = requests.repositories().environments;
          environments.transition(environment, Transition.REQUEST_PROVISION);
          environments.updateModel(
              caller.tenant(),
              id,
              MetaConfigJson.toTree(config),
              InfraModelJson.toTree(update.model()));
          environments.acceptConsequences(
              caller.tenant(), id, accepted.stream().map(Consequence::code).toList());
          requests.enqueue(
              caller, environment, operationId, OperationKind.UPDATE, environment.status());
          confirmed.ifPresent(plan -> requests.repositories().updates.confirm(operationId, plan));
          if (environment.status() == EnvironmentStatus.READY) {
            requests
                .repositories()
                .updates
                .recordRestorable(operationId, environment.metaConfig(), environment.infraModel());
          }
          requests.appendEvent(
              caller,
              environment,
              operationId,
              new EventData.UpdateRequested(caller.name(), update.changes().size()));
          return requests.lock(caller, id);
        });
  }

  private static void requireAccepted(
      Environment environment, MetaConfigUpdate update, Set<Consequence> accepted) {
    requireAccepted(environment, update.requiredAcceptances(), accepted);
  }

  private static void requireAccepted(
      Environment environment, Set<Consequence> required, Set<Consequence> accepted) {
    if (isRunning(environment) && !accepted.containsAll(required)) {
      throw new FailureException(
          UpdateRejection.of(required)
              .about(environment.name())
              .with(FailureParameter.ENVIRONMENT, environment.id().value()));
    }
  }

  private Optional<StoredPlan> confirmed(
      Caller caller, Environment environment, MetaConfigUpdate update, Terms terms) {
    OperationId operation = terms.confirmed();
    if (operation == null) {
      return Optional.empty();
    }
    return Optional.of(
        requests
            .repositories()
            .updates
            .findPlan(caller.tenant(), environment.id(), operation)
            .filter(plan -> plan.state() == OperationState.SUCCEEDED)
            .filter(
                plan ->
                    plan.model() != null
                        && plan.model().toTree().equals(InfraModelJson.toTree(update.model())))
            .orElseThrow(
                () ->
                    new FailureException(
                        Failure.of(FailureCode.UPDATE_PLAN_OUTDATED)
                            .about(environment.name())
                            .with(FailureParameter.OPERATION, operation.value())
                            .with(FailureParameter.ENVIRONMENT, environment.id().value()))));
  }

  boolean hasBeenApplied(Caller caller, Environment environment) {
    return requests.repositories().operations.hasBeenApplied(caller.tenant(), environment.id());
  }

  /** Returns whether Beta9 may be running in it: it has been ready before. */
  static boolean isRunning(Environment environment) {
    return environment.provisionedAt() != null;
  }

  private static String codes(Set<Consequence> consequences) {
    return consequences.stream().map(Consequence::code).sorted().collect(Collectors.joining(", "));
  }

  /** Checks what an update would change. */
  MetaConfigUpdate check(Caller caller, Environment environment, MetaConfig config) {
    if (!StatusTransitions.isLegal(environment.status(), Transition.REQUEST_PROVISION)
        || (environment.status() == EnvironmentStatus.FAILED
            && requests.latestKind(caller, environment.id()) == OperationKind.DESTROY)) {
      throw new IllegalTransitionException(environment.status(), Transition.REQUEST_PROVISION);
    }
    EnvironmentRequests.requireChange(environment, "Updating the environment");
    EnvironmentRequests.requireValid(config, environment.access().roleArn());
    MetaConfigUpdate.Current current =
        new MetaConfigUpdate.Current(
            MetaConfigJson.fromJson(environment.metaConfig().text()),
            InfraModelJson.fromJson(environment.infraModel().text()),
            permissionsBoundary(caller, environment),
            environment
                .outputs()
                .toTree()
                .path(MetaConfigUpdate.KUBERNETES_VERSION_OUTPUT)
                .asString(null));
    MetaConfigUpdate update =
        hasBeenApplied(caller, environment)
            ? MetaConfigUpdate.ofExisting(current, config)
            : MetaConfigUpdate.ofUncreated(current, config);
    if (!update.violations().isEmpty()) {
      throw new ImmutableFieldsException(update.violations());
    }
    return update;
  }

  /** The permissions boundary that the account requires at the time of the update. */
  private @Nullable String permissionsBoundary(Caller caller, Environment environment) {
    return Optional.ofNullable(environment.access().account())
        .flatMap(account -> requests.repositories().accounts.find(caller.tenant(), account))
        .map(RegisteredAccount::permissionsBoundaryArn)
        .orElse(null);
  }
}
