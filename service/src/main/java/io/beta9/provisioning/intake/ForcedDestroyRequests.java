package io.beta9.provisioning.intake;

import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.environment.IllegalTransitionException;
import io.beta9.provisioning.environment.StatusTransitions;
import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.operation.CancelRepository;
import io.beta9.provisioning.operation.CancelRepository.ActiveOperation;
import io.beta9.provisioning.operation.CompletedSteps;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.timeline.EventData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Requests to destroy a stuck environment. A waiting operation is ended. A running one is cancelled
 * and has to end before anything is destroyed, because two Terraform processes must not use one
 * state. The operation of a dead worker is taken over and then ended by another worker.
 */
public final class ForcedDestroyRequests {
  private final EnvironmentRequests requests;
  private final CancelRepository operations;
  private final CompletedSteps steps;

  public ForcedDestroyRequests(
      EnvironmentRequests requests, CancelRepository operations, CompletedSteps steps) {
    this.requests = requests;
    this.operations = operations;
    this.steps = steps;
  }

  /** Thrown if the confirmation is neither the environment's name nor its id. */
  public static final class NotConfirmedException extends RuntimeException {
    public NotConfirmedException(String confirmed, String name) {
      super("'" + confirmed + "' is not the name of this environment, which is '" + name + "'");
    }
  }

  /**
   * The outcome of a request.
   *
   * @param queued whether the destruction is queued; if not, the running operation was cancelled
   *     first, and the request has to be repeated after it has ended
   */
  public record ForcedDestroyOutcome(
      Environment environment, boolean queued, List<ForcedDestroyAction> actions) {}

  /** Returns the actions that a request would take, in order; writes nothing. */
  public List<ForcedDestroyAction> preview(Caller caller, EnvironmentId id) {
    Environment environment = requests.find(caller, id);
    requireNotDestroyed(environment);
    Optional<ActiveOperation> active =
        requests
            .repositories()
            .transactions
            .execute(status -> operations.lockActive(caller.tenant(), id));
    List<ForcedDestroyAction> actions = preliminaryActions(active);
    if (active.filter(ForcedDestroyRequests::isAlreadyForced).isPresent()) {
      return actions;
    }
    actions.add(new ForcedDestroyAction.QueueDestruction());
    if (EnvironmentRequests.isProtected(environment)) {
      actions.add(new ForcedDestroyAction.KeepSnapshot());
    }
    actions.add(new ForcedDestroyAction.UninstallFromCluster());
    actions.add(new ForcedDestroyAction.DestroyWithTerraform());
    actions.add(new ForcedDestroyAction.RemoveTaggedResources());
    return actions;
  }

  /**
   * Queues the forced destruction, or cancels the running operation first. A forced destruction
   * that is already active continues.
   *
   * @param confirmed the environment's name or id
   * @throws NotConfirmedException if the name is wrong
   * @throws IllegalTransitionException if the environment is destroyed
   */
  public ForcedDestroyOutcome destroy(
      Caller caller, EnvironmentId id, String confirmed, String reason) {
    return destroy(caller, id, confirmed, reason, false);
  }

  /**
   * Queues the forced destruction like {@link #destroy(Caller, EnvironmentId, String, String)}.
   *
   * @param finalSnapshot whether a snapshot of the database is kept, also if it is not protected
   */
  public ForcedDestroyOutcome destroy(
      Caller caller, EnvironmentId id, String confirmed, String reason, boolean finalSnapshot) {
    List<ForcedDestroyAction> actions = new ArrayList<>();
    boolean[] queued = {false};
    Environment after =
        requests.executeOnce(
            caller.withReason(reason),
            null,
            AuditAction.onEnvironment(id.value(), "env.destroy-by-force", null),
            operationId -> {
              // Locks the operation before the environment, in the same order as workers.
              Optional<ActiveOperation> active = operations.lockActive(caller.tenant(), id);
              Environment environment = requests.lockForChange(caller, id);
              if (!environment.isNamed(confirmed)) {
                throw new NotConfirmedException(confirmed, environment.name());
              }
              requireNotDestroyed(environment);
              actions.addAll(preliminaryActions(active));
              if (active.filter(ForcedDestroyRequests::isAlreadyForced).isPresent()) {
                queued[0] = true;
                return environment;
              }
              if (active.isPresent() && !active.get().canEndImmediately()) {
                if (!active.get().cancelRequested()) {
                  operations.requestCancellation(active.get());
                  requests.appendEvent(
                      caller,
                      environment,
                      active.get().id(),
                      new EventData.CancelRequested(caller.name(), reason));
                }
                return environment;
              }
              active.ifPresent(
                  operation ->
                      operations.cancelImmediately(
                          operation, cancelledByForcedDestroy(caller, environment)));
              requests
                  .repositories()
                  .environments
                  .transition(makeDestroyable(caller, environment), Transition.REQUEST_DESTROY);
              requests.enqueue(
                  caller, environment, operationId, OperationKind.DESTROY, environment.status());
              steps.record(
                  operationId,
                  finalSnapshot || EnvironmentRequests.isProtected(environment)
                      ? List.of(CompletedSteps.FORCED, CompletedSteps.FINAL_SNAPSHOT)
                      : List.of(CompletedSteps.FORCED));
              requests.appendEvent(
                  caller,
                  environment,
                  operationId,
                  new EventData.ForceDestroyRequested(caller.name(), reason));
              queued[0] = true;
              actions.add(new ForcedDestroyAction.DestructionQueued());
              return requests.lock(caller, id);
            });
    return new ForcedDestroyOutcome(after, queued[0], actions);
  }

  /** Moves the environment to a status from which a destruction can be requested. */
  private Environment makeDestroyable(Caller caller, Environment environment) {
    if (StatusTransitions.isLegal(environment.status(), Transition.REQUEST_DESTROY)) {
      return environment;
    }
    requests.repositories().environments.transition(environment, Transition.FAIL);
    return requests.lock(caller, environment.id());
  }

  private static void requireNotDestroyed(Environment environment) {
    if (environment.status() == EnvironmentStatus.DESTROYED) {
      throw new IllegalTransitionException(environment.status(), Transition.REQUEST_DESTROY);
    }
  }

  /** Returns whether the operation already is a forced destroy; a new one would interrupt it. */
  private static boolean isAlreadyForced(ActiveOperation active) {
    return active.forced() && !active.cancelRequested();
  }

  private static List<ForcedDestroyAction> preliminaryActions(Optional<ActiveOperation> active) {
    List<ForcedDestroyAction> actions = new ArrayList<>();
    active.map(ForcedDestroyRequests::preliminaryAction).ifPresent(actions::add);
    return actions;
  }

  private static ForcedDestroyAction preliminaryAction(ActiveOperation active) {
    if (isAlreadyForced(active)) {
      return new ForcedDestroyAction.ContinueForcedDestroy(active.kind(), active.id());
    }
    return active.canEndImmediately()
        ? new ForcedDestroyAction.EndOperation(active.kind(), active.id())
        : new ForcedDestroyAction.CancelOperation(active.kind(), active.id());
  }

  private static Failure cancelledByForcedDestroy(Caller caller, Environment environment) {
    return Failure.of(FailureCode.REPLACED_BY_FORCED_DESTROY)
        .about(environment.name())
        .with(FailureParameter.USER, caller.name())
        .with(FailureParameter.ENVIRONMENT, environment.id().value());
  }
}
