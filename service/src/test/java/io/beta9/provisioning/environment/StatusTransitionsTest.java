package io.beta9.provisioning.environment;

import static io.beta9.provisioning.environment.EnvironmentStatus.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StatusTransitionsTest {
  @Test
  void leads_from_queued_to_destroyed() {
    EnvironmentStatus status = QUEUED;
    for (Transition move :
        new Transition[] {
          Transition.PROVISION,
          Transition.BOOTSTRAP,
          Transition.BECOME_READY,
          Transition.REQUEST_DESTROY,
          Transition.DESTROY,
          Transition.FINISH_DESTROY
        }) {
      status = StatusTransitions.next(status, move);
    }
    assertThat(status).isEqualTo(DESTROYED);
  }

  @Test
  void allows_no_transition_from_destroyed() {
    for (Transition move : Transition.values()) {
      assertThatThrownBy(() -> StatusTransitions.next(DESTROYED, move))
          .as(move.name())
          .isInstanceOf(IllegalTransitionException.class);
    }
  }

  @Test
  void allows_a_destroy_request_only_without_a_running_operation() {
    assertThat(from(Transition.REQUEST_DESTROY)).isEqualTo(EnumSet.of(QUEUED, READY, FAILED));
  }

  @Test
  void allows_destroyed_only_after_destroying() {
    assertThat(from(Transition.FINISH_DESTROY)).isEqualTo(EnumSet.of(DESTROYING));
  }

  @Test
  void starts_a_claimed_operation_from_any_manually_set_status() {
    assertThat(from(Transition.PROVISION)).isEqualTo(EnumSet.complementOf(EnumSet.of(DESTROYED)));
    assertThat(from(Transition.DESTROY)).isEqualTo(EnumSet.complementOf(EnumSet.of(DESTROYED)));
  }

  private static Set<EnvironmentStatus> from(Transition move) {
    Set<EnvironmentStatus> legal = EnumSet.noneOf(EnvironmentStatus.class);
    for (EnvironmentStatus status : EnvironmentStatus.values()) {
      try {
        StatusTransitions.next(status, move);
        legal.add(status);
      } catch (IllegalTransitionException e) {
        assertThat(e.from()).isEqualTo(status);
      }
    }
    return legal;
  }
}
