package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;

/**
 * An operator's word in the status column. Everything but {@code destroyed} is overtaken by the
 * operation that is under way, which says what is true. {@code destroyed} is the one that is
 * obeyed: nobody works on an environment that somebody has declared gone, whose name may be
 * another's by now. The operation ends and says what that means.
 */
final class ManualStatusOverride {
  private ManualStatusOverride() {}

  static boolean isGone(Environment environment) {
    return environment.status() == EnvironmentStatus.DESTROYED;
  }

  static Failure gone(Environment environment) {
    return Failure.of(FailureCode.STATUS_SET_MANUALLY)
        .about(environment.name())
        .with(FailureParameter.ACCOUNT, environment.accountId())
        .with(FailureParameter.ENVIRONMENT, environment.id().value());
  }
}
