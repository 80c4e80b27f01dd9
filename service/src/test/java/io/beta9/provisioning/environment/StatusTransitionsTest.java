package io.beta9.provisioning.environment;

import static io.beta9.provisioning.environment.EnvironmentStatus.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StatusTransitionsTest {
  @Test
  void an_ordinary_life_goes_from_queued_to_destroyed() {
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
  void nothing_follows_destroyed() {
    for (Transition move : Transition.values()) {
      assertThatThrownBy(() -> StatusTransitions.next(DESTROYED, move))
          .as(move.name())
          .isInstanceOf(IllegalTransitionException.class);
    }
  }

  @Test
  void people_can_ask_for_destruction_only_where_nobody_is_at_work() {
    assertThat(from(Transition.REQUEST_DESTROY)).isEqualTo(EnumSet.of(QUEUED, READY, FAILED));
  }

  @Test
  void only_what_is_being_destroyed_can_become_destroyed() {
    assertThat(from(Transition.FINISH_DESTROY)).isEqualTo(EnumSet.of(DESTROYING));
  }

  @Test
  void a_claimed_operation_starts_from_what_is_true_whatever_somebody_wrote_by_hand() {
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
