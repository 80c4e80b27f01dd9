package io.beta9.provisioning.bootstrap.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class WaitContextTest {
  private static final Duration TWO_INTERVALS_AND_A_PART = Duration.ofMillis(1001);

  private int checks;

  @Test
  void checks_the_cancellation_before_during_and_after_a_pause() throws Exception {
    cancelledIf(check -> false).pause(TWO_INTERVALS_AND_A_PART);

    assertThat(checks).isEqualTo(4);
  }

  @Test
  void ends_a_pause_at_the_first_check_that_finds_a_cancellation() {
    assertCancelledAt(1);
    assertCancelledAt(2);
    assertCancelledAt(4);
  }

  @Test
  void does_not_cancel_a_pause_without_cancellation() throws Exception {
    cancelledIf(check -> true).withoutCancellation().pause(Duration.ofMillis(1));

    assertThat(checks).isZero();
  }

  private void assertCancelledAt(int expected) {
    checks = 0;
    assertThatExceptionOfType(WaitContext.WaitCancelledException.class)
        .isThrownBy(() -> cancelledIf(check -> check == expected).pause(TWO_INTERVALS_AND_A_PART));
    assertThat(checks).isEqualTo(expected);
  }

  private WaitContext cancelledIf(IntPredicate check) {
    return new WaitContext(
        Clock.systemUTC(), Instant.MAX, () -> check.test(++checks), progress -> {});
  }
}
