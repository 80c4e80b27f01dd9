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
 * What follows what. Two of the moves are wider than the ordinary way of an environment: a claimed
 * operation may take up its work from any status but {@code destroyed}, because an operator may
 * have set the column by hand, and the operation starts from what is true.
 */
public final class StatusTransitions {
  private StatusTransitions() {}

  /**
   * The status after a move.
   *
   * @throws IllegalTransitionException where the move is not possible from this status
   */
  public static EnvironmentStatus next(EnvironmentStatus from, Transition move) {
    if (!isLegal(from, move)) {
      throw new IllegalTransitionException(from, move);
    }
    return switch (move) {
      case PROVISION -> PROVISIONING;
      case BOOTSTRAP -> BOOTSTRAPPING;
      case BECOME_READY, STAY_READY -> READY;
      case FAIL -> FAILED;
      case REQUEST_PROVISION, AWAIT_PROVISION -> QUEUED;
      case REQUEST_DESTROY, AWAIT_DESTROY -> DESTROY_QUEUED;
      case DESTROY -> DESTROYING;
      case FINISH_DESTROY -> DESTROYED;
    };
  }

  /** Whether the move is possible from this status. */
  public static boolean isLegal(EnvironmentStatus from, Transition move) {
    return switch (move) {
      case PROVISION, BOOTSTRAP, DESTROY -> from != DESTROYED;
      case BECOME_READY -> from == BOOTSTRAPPING || from == PROVISIONING || from == READY;
      case STAY_READY -> from == QUEUED || from == DESTROY_QUEUED;
      case FAIL -> from != DESTROYED;
      case REQUEST_PROVISION -> from == READY || from == FAILED;
      case REQUEST_DESTROY -> from == READY || from == FAILED || from == QUEUED;
      case FINISH_DESTROY -> from == DESTROYING;
      case AWAIT_PROVISION -> from == PROVISIONING || from == BOOTSTRAPPING || from == QUEUED;
      case AWAIT_DESTROY -> from == DESTROYING || from == DESTROY_QUEUED;
    };
  }
}
