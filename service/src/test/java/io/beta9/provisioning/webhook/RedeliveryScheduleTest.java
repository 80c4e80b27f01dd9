package io.beta9.provisioning.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class RedeliveryScheduleTest {
  private static final DoubleSupplier RANDOM = new Random(1)::nextDouble;

  /** Returns values that end at the bounds of the variation. */
  private static DoubleSupplier always(double value) {
    return () -> value;
  }

  @Test
  void delays_increase_until_they_are_hours() {
    List<Duration> delays = new ArrayList<>();
    for (int attempt = 1; attempt <= 8; attempt++) {
      delays.add(RedeliverySchedule.delay(attempt, Duration.ZERO, always(0.5)).orElseThrow());
    }

    assertThat(delays).isSorted().doesNotHaveDuplicates();
    assertThat(delays.getFirst()).isEqualTo(Duration.ofSeconds(5));
    assertThat(delays.getLast()).isEqualTo(Duration.ofHours(4));
    assertThat(RedeliverySchedule.delay(1000, Duration.ZERO, always(0.5)))
        .contains(Duration.ofHours(4));
  }

  @Test
  void a_delay_varies_by_a_fifth() {
    assertThat(RedeliverySchedule.delay(5, Duration.ZERO, always(0)))
        .contains(Duration.ofMinutes(24));
    assertThat(RedeliverySchedule.delay(5, Duration.ZERO, always(1)))
        .contains(Duration.ofMinutes(36));
  }

  @Test
  void a_failure_just_before_the_end_of_the_day_is_repeated_at_its_end() {
    Duration almost = Duration.ofDays(1).minusMillis(1);

    assertThat(RedeliverySchedule.delay(9, almost, RANDOM)).contains(Duration.ofMillis(1));
    assertThat(RedeliverySchedule.delay(9, Duration.ofHours(23), RANDOM))
        .contains(Duration.ofHours(1));
  }

  @Test
  void a_failure_at_the_end_of_the_day_is_given_up() {
    assertThat(RedeliverySchedule.delay(9, Duration.ofDays(1), RANDOM)).isEmpty();
    assertThat(RedeliverySchedule.delay(1, Duration.ofDays(9), RANDOM)).isEmpty();
  }

  @Test
  void a_receiver_that_always_fails_is_attempted_for_exactly_one_day() {
    Duration elapsed = Duration.ZERO;
    int attempts = 1;
    for (Optional<Duration> delay = RedeliverySchedule.delay(attempts, elapsed, RANDOM);
        delay.isPresent();
        delay = RedeliverySchedule.delay(attempts, elapsed, RANDOM)) {
      elapsed = elapsed.plus(delay.get());
      attempts++;
    }

    assertThat(elapsed).isEqualTo(Duration.ofDays(1));
    assertThat(attempts).isBetween(10, 20);
  }
}
