package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;

/**
 * Handles a status that an operator has set manually. The running operation overwrites every status
 * except {@code destroyed}: an environment that was declared destroyed is not worked on any
 * further, because its name may have been reused. Its operation ends with a failure that explains
 * the consequences.
 */
final class ManualStatusOverride {
  private ManualStatusOverride() {}

  static boolean isDestroyed(Environment environment) {
    return environment.status() == EnvironmentStatus.DESTROYED;
  }

  static Failure failure(Environment environment) {
    return Failure.of(FailureCode.STATUS_SET_MANUALLY)
        .about(environment.name())
        .with(FailureParameter.ACCOUNT, environment.accountId())
        .with(FailureParameter.ENVIRONMENT, environment.id().value());
  }
}
