package io.beta9.provisioning.environment;

import static io.beta9.provisioning.environment.EnvironmentStatus.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TransitionsTest {
  @Test
  void an_ordinary_life_goes_from_queued_to_destroyed() {
    EnvironmentStatus status = QUEUED;
    for (Move move :
        new Move[] {
          Move.PROVISION,
          Move.BOOTSTRAP,
          Move.BECOME_READY,
          Move.REQUEST_DESTROY,
          Move.DESTROY,
          Move.FINISH_DESTROY
        }) {
      status = Transitions.next(status, move);
    }
    assertThat(status).isEqualTo(DESTROYED);
  }

  @Test
  void nothing_follows_destroyed() {
    for (Move move : Move.values()) {
      assertThatThrownBy(() -> Transitions.next(DESTROYED, move))
          .as(move.name())
          .isInstanceOf(IllegalMoveException.class);
    }
  }

  @Test
  void people_can_ask_for_destruction_only_where_nobody_is_at_work() {
    assertThat(from(Move.REQUEST_DESTROY)).isEqualTo(EnumSet.of(QUEUED, READY, FAILED));
  }

  @Test
  void only_what_is_being_destroyed_can_become_destroyed() {
    assertThat(from(Move.FINISH_DESTROY)).isEqualTo(EnumSet.of(DESTROYING));
  }

  @Test
  void a_claimed_operation_starts_from_what_is_true_whatever_somebody_wrote_by_hand() {
    assertThat(from(Move.PROVISION)).isEqualTo(EnumSet.complementOf(EnumSet.of(DESTROYED)));
    assertThat(from(Move.DESTROY)).isEqualTo(EnumSet.complementOf(EnumSet.of(DESTROYED)));
  }

  private static Set<EnvironmentStatus> from(Move move) {
    Set<EnvironmentStatus> legal = EnumSet.noneOf(EnvironmentStatus.class);
    for (EnvironmentStatus status : EnvironmentStatus.values()) {
      try {
        Transitions.next(status, move);
        legal.add(status);
      } catch (IllegalMoveException e) {
        assertThat(e.from()).isEqualTo(status);
      }
    }
    return legal;
  }
}
