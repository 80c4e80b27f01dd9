package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;

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
    return new Failure(
        FailureClass.CONFLICT,
        "status-set-by-hand",
        "Work on " + environment.name() + " ended",
        "somebody has set its status to destroyed by hand while it was being worked on; what it had"
            + " made by then may be left in account "
            + environment.accountId(),
        "If anything is left, set the status to failed and run './provisioner env destroy "
            + environment.id()
            + "'");
  }
}
