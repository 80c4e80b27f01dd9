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
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.operation.CompletedSteps;
import io.beta9.provisioning.operation.OperationKind;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Installing Beta9 again, where the infrastructure stands. */
public final class BootstrapRequests {
  /** The steps that are over when the infrastructure stands. */
  public static final List<String> INFRASTRUCTURE =
      List.of("preflight", "state-backend", "secrets", "apply", "outputs");

  /** The steps of the bootstrap: whoever failed in one of them has its infrastructure. */
  public static final Set<String> BOOTSTRAP =
      Set.of("cluster-access", "nodes", "baseline", "beta9", "claim", "expose", "check");

  private final EnvironmentRequests requests;
  private final CompletedSteps steps;

  public BootstrapRequests(EnvironmentRequests requests, CompletedSteps steps) {
    this.requests = requests;
    this.steps = steps;
  }

  /**
   * Queues the bootstrap alone.
   *
   * @throws IllegalTransitionException where it is neither ready nor failed
   * @throws FailureException {@code no-infrastructure} where there is nothing to install it on
   */
  public Environment bootstrap(Caller caller, EnvironmentId id, @Nullable IdempotencyKey key) {
    return requests.once(
        caller,
        key,
        Act.on(id.value(), "env.bootstrap", null),
        operationId -> {
          Environment environment = requests.locked(caller, id);
          check(caller, environment);
          requests.ledger().environments.move(environment, Transition.REQUEST_PROVISION);
          requests.enqueue(
              caller, environment, operationId, OperationKind.UPDATE, environment.status());
          steps.record(operationId, INFRASTRUCTURE);
          requests.event(
              caller,
              environment,
              operationId,
              "bootstrap-requested",
              "installing Beta9 again was asked for by " + caller.name());
          return requests.locked(caller, id);
        });
  }

  private void check(Caller caller, Environment environment) {
    if (!StatusTransitions.isLegal(environment.status(), Transition.REQUEST_PROVISION)
        || environment.status() == EnvironmentStatus.FAILED
            && requests.lastKind(caller, environment.id()) == OperationKind.DESTROY) {
      throw new IllegalTransitionException(environment.status(), Transition.REQUEST_PROVISION);
    }
    String phase = environment.phase();
    if (environment.status() == EnvironmentStatus.FAILED
        && (phase == null || !BOOTSTRAP.contains(phase))) {
      throw new FailureException(
          Failure.of(FailureCode.INFRASTRUCTURE_INCOMPLETE)
              .about(environment.name())
              .with(FailureParameter.STEP, phase)
              .with(FailureParameter.ENVIRONMENT, environment.id().value()));
    }
  }
}
