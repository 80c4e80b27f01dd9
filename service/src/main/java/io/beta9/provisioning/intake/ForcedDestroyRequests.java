package io.beta9.provisioning.intake;

import io.beta9.provisioning.access.AuditRepository.Act;
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
import io.beta9.provisioning.operation.CancelRepository.Active;
import io.beta9.provisioning.operation.CompletedSteps;
import io.beta9.provisioning.operation.OperationKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The end of an environment that is stuck. What nobody works on is ended; what somebody works on is
 * asked to end, and has to be over before anything is destroyed: two Terraforms on one state would
 * do more harm than waiting. The claim of a dead worker is taken over by the living ones, who end
 * the operation because it was asked to end.
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

  /** What is confirmed is not the environment's name. */
  public static final class NotConfirmedException extends RuntimeException {
    public NotConfirmedException(String confirmed, String name) {
      super("'" + confirmed + "' is not the name of this environment, which is '" + name + "'");
    }
  }

  /**
   * How it went.
   *
   * @param queued whether its destruction is queued; if not, what is under way was asked to stop
   *     first, and this has to be asked for again when it has
   */
  public record ForcedDestroyOutcome(
      Environment environment, boolean queued, List<String> actions) {}

  /** What would be done, in order; nothing is written. */
  public List<String> preview(Caller caller, EnvironmentId id) {
    Environment environment = requests.found(caller, id);
    alive(environment);
    Optional<Active> active =
        requests
            .ledger()
            .transactions
            .execute(status -> operations.lockActive(caller.tenant(), id));
    List<String> actions = before(active);
    if (active.filter(ForcedDestroyRequests::goesOn).isPresent()) {
      return actions;
    }
    actions.add("queue its destruction, which takes the lock of a dead Terraform off its state");
    actions.add("empty the cluster, or go on without where it cannot be reached");
    actions.add("destroy with Terraform, or go on where it fails for good");
    actions.add("remove everything that bears its tag, and list what is left");
    return actions;
  }

  /**
   * Does it, or the first part of it. One that is on its way already is left to go on.
   *
   * @throws NotConfirmedException where the name is not its name
   * @throws IllegalTransitionException where it is destroyed
   */
  public ForcedDestroyOutcome destroy(
      Caller caller, EnvironmentId id, String confirmed, String reason) {
    List<String> actions = new ArrayList<>();
    boolean[] queued = {false};
    Environment after =
        requests.once(
            caller.because(reason),
            null,
            Act.on(id.value(), "env.destroy-by-force", null),
            operationId -> {
              // The operation first and then the environment, as workers take their locks.
              Optional<Active> active = operations.lockActive(caller.tenant(), id);
              Environment environment = requests.locked(caller, id);
              if (!environment.name().equals(confirmed)) {
                throw new NotConfirmedException(confirmed, environment.name());
              }
              alive(environment);
              actions.addAll(before(active));
              if (active.filter(ForcedDestroyRequests::goesOn).isPresent()) {
                queued[0] = true;
                return environment;
              }
              if (active.isPresent() && !active.get().endsAtOnce()) {
                if (!active.get().cancelRequested()) {
                  operations.request(active.get());
                  requests.event(
                      caller,
                      environment,
                      active.get().id(),
                      "cancel-requested",
                      caller.name() + " asked for it to stop, to destroy it by force: " + reason);
                }
                return environment;
              }
              active.ifPresent(
                  operation -> operations.endNow(operation, over(caller, environment)));
              requests
                  .ledger()
                  .environments
                  .move(startable(caller, environment), Transition.REQUEST_DESTROY);
              requests.enqueue(
                  caller, environment, operationId, OperationKind.DESTROY, environment.status());
              steps.record(operationId, List.of(CompletedSteps.FORCED));
              requests.event(
                  caller,
                  environment,
                  operationId,
                  "force-destroy-requested",
                  "its destruction by force was asked for by " + caller.name() + ": " + reason);
              queued[0] = true;
              actions.add("its destruction is queued");
              return requests.locked(caller, id);
            });
    return new ForcedDestroyOutcome(after, queued[0], actions);
  }

  /** From a status without an operation no destruction begins, but from a failure it does. */
  private Environment startable(Caller caller, Environment environment) {
    if (StatusTransitions.isLegal(environment.status(), Transition.REQUEST_DESTROY)) {
      return environment;
    }
    requests.ledger().environments.move(environment, Transition.FAIL);
    return requests.locked(caller, environment.id());
  }

  private static void alive(Environment environment) {
    if (environment.status() == EnvironmentStatus.DESTROYED) {
      throw new IllegalTransitionException(environment.status(), Transition.REQUEST_DESTROY);
    }
  }

  /** To begin the same once more would only interrupt it. */
  private static boolean goesOn(Active active) {
    return active.forced() && !active.cancelRequested();
  }

  private static List<String> before(Optional<Active> active) {
    List<String> actions = new ArrayList<>();
    active.map(ForcedDestroyRequests::first).ifPresent(actions::add);
    return actions;
  }

  private static String first(Active active) {
    String operation = active.kind().code() + " " + active.id();
    if (goesOn(active)) {
      return "leave " + operation + " to go on, which destroys it by force already";
    }
    return active.endsAtOnce()
        ? "end " + operation + ", on which nobody works"
        : "ask "
            + operation
            + " to stop; its worker ends it, or whoever takes over from a dead one";
  }

  private static Failure over(Caller caller, Environment environment) {
    return Failure.of(FailureCode.REPLACED_BY_FORCED_DESTROY)
        .about(environment.name())
        .with(FailureParameter.USER, caller.name())
        .with(FailureParameter.ENVIRONMENT, environment.id().value());
  }
}
