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
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.operation.CompletedSteps;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.timeline.EventData;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Requests to install Beta9 again in an environment whose infrastructure is complete. */
public final class BootstrapRequests {
  /** The steps that are completed when the infrastructure is complete. */
  public static final List<String> INFRASTRUCTURE_STEPS =
      List.of("preflight", "state-backend", "secrets", "apply", "outputs");

  /**
   * The steps of the bootstrap. An environment that failed in one of them has its infrastructure.
   */
  public static final Set<String> BOOTSTRAP_STEPS =
      Set.of(
          "open-endpoint",
          "cluster-access",
          "nodes",
          "baseline",
          "certificate",
          "beta9",
          "claim",
          "expose",
          "replace-nodes",
          "check",
          "close-endpoint");

  private final EnvironmentRequests requests;
  private final CompletedSteps steps;

  public BootstrapRequests(EnvironmentRequests requests, CompletedSteps steps) {
    this.requests = requests;
    this.steps = steps;
  }

  /**
   * Queues an operation that executes only the bootstrap.
   *
   * @throws IllegalTransitionException if it is neither ready nor failed
   * @throws FailureException {@code account-suspended}, or {@code infrastructure-incomplete} if the
   *     infrastructure is not known to be complete
   */
  public Environment bootstrap(Caller caller, EnvironmentId id, @Nullable IdempotencyKey key) {
    return requests.executeOnce(
        caller,
        key,
        AuditAction.onEnvironment(id.value(), "env.bootstrap", null),
        operationId -> {
          Environment environment = requests.lockForChange(caller, id);
          check(caller, environment);
          requests
              .repositories()
              .environments
              .transition(environment, Transition.REQUEST_PROVISION);
          requests.enqueue(
              caller, environment, operationId, OperationKind.UPDATE, environment.status());
          steps.record(operationId, INFRASTRUCTURE_STEPS);
          requests.appendEvent(
              caller, environment, operationId, new EventData.BootstrapRequested(caller.name()));
          return requests.lock(caller, id);
        });
  }

  private void check(Caller caller, Environment environment) {
    if (!StatusTransitions.isLegal(environment.status(), Transition.REQUEST_PROVISION)
        || (environment.status() == EnvironmentStatus.FAILED
            && requests.latestKind(caller, environment.id()) == OperationKind.DESTROY)) {
      throw new IllegalTransitionException(environment.status(), Transition.REQUEST_PROVISION);
    }
    EnvironmentRequests.requireChange(environment, "Installing Beta9");
    String phase = environment.phase();
    if (environment.status() == EnvironmentStatus.FAILED
        && (phase == null || !BOOTSTRAP_STEPS.contains(phase))) {
      throw new FailureException(
          Failure.of(FailureCode.INFRASTRUCTURE_INCOMPLETE)
              .about(environment.name())
              .with(FailureParameter.STEP, phase)
              .with(FailureParameter.ENVIRONMENT, environment.id().value()));
    }
  }
}
