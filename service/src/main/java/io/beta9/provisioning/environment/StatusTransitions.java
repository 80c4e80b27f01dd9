package io.beta9.provisioning.environment;

import static io.beta9.provisioning.environment.EnvironmentStatus.BOOTSTRAPPING;
import static io.beta9.provisioning.environment.EnvironmentStatus.DESTROYED;
import static io.beta9.provisioning.environment.EnvironmentStatus.DESTROYING;
import static io.beta9.provisioning.environment.EnvironmentStatus.DESTROY_QUEUED;
import static io.beta9.provisioning.environment.EnvironmentStatus.FAILED;
import static io.beta9.provisioning.environment.EnvironmentStatus.PROVISIONING;
import static io.beta9.provisioning.environment.EnvironmentStatus.QUEUED;
import static io.beta9.provisioning.environment.EnvironmentStatus.READY;

/**
 * Defines the status transitions. A claimed operation may start from any status except {@code
 * destroyed}, because an operator may have set the column manually and the operation determines the
 * actual state.
 */
public final class StatusTransitions {
  private StatusTransitions() {}

  /**
   * Returns the status after a transition.
   *
   * @throws IllegalTransitionException if the transition is not allowed from this status
   */
  public static EnvironmentStatus next(EnvironmentStatus from, Transition transition) {
    if (!isLegal(from, transition)) {
      throw new IllegalTransitionException(from, transition);
    }
    return switch (transition) {
      case PROVISION -> PROVISIONING;
      case BOOTSTRAP -> BOOTSTRAPPING;
      case BECOME_READY, RESTORE_READY -> READY;
      case FAIL -> FAILED;
      case REQUEST_PROVISION, AWAIT_PROVISION -> QUEUED;
      case REQUEST_DESTROY, AWAIT_DESTROY -> DESTROY_QUEUED;
      case DESTROY -> DESTROYING;
      case FINISH_DESTROY -> DESTROYED;
    };
  }

  /** Returns whether the transition is allowed from this status. */
  public static boolean isLegal(EnvironmentStatus from, Transition transition) {
    return switch (transition) {
      case PROVISION, BOOTSTRAP, DESTROY -> from != DESTROYED;
      case BECOME_READY -> from == BOOTSTRAPPING || from == PROVISIONING || from == READY;
      case RESTORE_READY -> from == QUEUED || from == DESTROY_QUEUED || from == PROVISIONING;
      case FAIL -> from != DESTROYED;
      case REQUEST_PROVISION -> from == READY || from == FAILED;
      case REQUEST_DESTROY -> from == READY || from == FAILED || from == QUEUED;
      case FINISH_DESTROY -> from == DESTROYING;
      case AWAIT_PROVISION -> from == PROVISIONING || from == BOOTSTRAPPING || from == QUEUED;
      case AWAIT_DESTROY -> from == DESTROYING || from == DESTROY_QUEUED;
    };
  }
}
