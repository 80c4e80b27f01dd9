package io.beta9.provisioning.intake;

import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.environment.IllegalTransitionException;
import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.operation.CompletedSteps;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.timeline.EventData;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Requests to verify again that an environment runs code. The verification is an operation, because
 * it may wait for nodes for half an hour, has to be cancellable, and must not run beside another
 * operation on the same cluster. If it fails, so has the environment: it was not usable.
 */
public final class SmokeTestRequests {
  /** The steps that an environment has completed which can be verified. */
  public static final List<String> PRECEDING_STEPS =
      List.of(
          "preflight",
          "state-backend",
          "secrets",
          "apply",
          "outputs",
          "nodes",
          "baseline",
          "certificate",
          "beta9",
          "claim",
          "expose",
          "replace-nodes");

  private final EnvironmentRequests requests;
  private final CompletedSteps steps;

  public SmokeTestRequests(EnvironmentRequests requests, CompletedSteps steps) {
    this.requests = requests;
    this.steps = steps;
  }

  /**
   * Queues an operation that executes only the verification, with a sandbox even if {@code
   * beta9.smoke} is {@code none}.
   *
   * @param gpu whether also a container with a GPU is run
   * @throws IllegalTransitionException if it is neither ready nor failed in its verification
   * @throws FailureException {@code account-suspended}, or {@code no-gpu-machines} if a GPU is
   *     requested and the environment has none
   */
  public Environment request(
      Caller caller, EnvironmentId id, boolean gpu, @Nullable IdempotencyKey key) {
    return requests.executeOnce(
        caller,
        key,
        AuditAction.onEnvironment(id.value(), "env.smoke", null),
        operationId -> {
          Environment environment = requests.lockForChange(caller, id);
          check(environment, gpu);
          requests
              .repositories()
              .environments
              .transition(environment, Transition.REQUEST_PROVISION);
          requests.enqueue(
              caller, environment, operationId, OperationKind.UPDATE, environment.status());
          List<String> recorded = new ArrayList<>(PRECEDING_STEPS);
          recorded.add(CompletedSteps.SMOKE_TEST);
          if (gpu) {
            recorded.add(CompletedSteps.SMOKE_TEST_WITH_GPU);
          }
          steps.record(operationId, recorded);
          requests.appendEvent(
              caller,
              environment,
              operationId,
              new EventData.SmokeTestRequested(caller.name(), gpu));
          return requests.lock(caller, id);
        });
  }

  private static void check(Environment environment, boolean gpu) {
    if (environment.status() != EnvironmentStatus.READY && !failedInVerification(environment)) {
      throw new IllegalTransitionException(environment.status(), Transition.REQUEST_PROVISION);
    }
    EnvironmentRequests.requireChange(environment, "Verifying Beta9");
    if (gpu && InfraModelJson.fromJson(environment.infraModel().text()).gpuNodes() == null) {
      throw new FailureException(
          Failure.of(FailureCode.NO_GPU_MACHINES)
              .about(environment.name())
              .with(FailureParameter.ENVIRONMENT, environment.id().value()));
    }
  }

  private static boolean failedInVerification(Environment environment) {
    return environment.status() == EnvironmentStatus.FAILED
        && StepName.CHECK.code().equals(environment.phase());
  }
}
