package io.beta9.provisioning.worker.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryPolicyTest {
  private final DoubleSupplier random = new Random(1)::nextDouble;

  private static Failure failure(FailureClass kind) {
    return Failure.of(
        Arrays.stream(FailureCode.values())
            .filter(code -> code.failureClass() == kind)
            .findFirst()
            .orElseThrow());
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureClass.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"TRANSIENT", "CAPACITY"})
  void retries_no_failure_that_waiting_does_not_help(FailureClass kind) {
    assertThat(kind.waitingHelps()).isFalse();
    assertThat(RetryPolicy.STANDARD.pauseAfter(1, Duration.ZERO, failure(kind), random)).isEmpty();
  }

  @Test
  void triples_the_pauses_up_to_the_last_attempt() {
    Failure throttled = failure(FailureClass.TRANSIENT);
    Duration last = Duration.ZERO;
    Duration longest = RetryPolicy.STANDARD.transientFailures().maxPause();
    for (int attempt = 1;
        attempt < RetryPolicy.STANDARD.transientFailures().maxAttempts();
        attempt++) {
      Duration pause =
          RetryPolicy.STANDARD.pauseAfter(attempt, Duration.ZERO, throttled, random).orElseThrow();
      assertThat(pause).isLessThanOrEqualTo(longest);
      assertThat(pause.compareTo(last) > 0 || pause.equals(longest)).isTrue();
      last = pause;
    }
    assertThat(
            RetryPolicy.STANDARD.pauseAfter(
                RetryPolicy.STANDARD.transientFailures().maxAttempts(),
                Duration.ZERO,
                throttled,
                random))
        .isEmpty();
  }

  @Test
  void retries_a_lack_of_capacity_a_few_times_within_an_hour() {
    Failure capacity = failure(FailureClass.CAPACITY);
    Duration waited = Duration.ZERO;
    int retries = 0;
    for (int attempt = 1; attempt <= 10; attempt++) {
      Duration pause =
          RetryPolicy.STANDARD.pauseAfter(attempt, waited, capacity, random).orElse(null);
      if (pause == null) {
        break;
      }
      assertThat(pause).isGreaterThan(Duration.ofMinutes(1));
      waited = waited.plus(pause);
      retries++;
    }

    assertThat(retries).isEqualTo(4);
    assertThat(waited).isBetween(Duration.ofMinutes(20), Duration.ofHours(1));
  }

  @Test
  void does_not_retry_if_a_further_cause_remains() {
    Failure capacity = failure(FailureClass.CAPACITY);

    assertThat(
            RetryPolicy.STANDARD.pauseAfter(
                1, Duration.ZERO, capacity.and(List.of(failure(FailureClass.PERMISSION))), random))
        .isEmpty();
    assertThat(
            RetryPolicy.STANDARD.pauseAfter(
                1, Duration.ZERO, capacity.and(List.of(failure(FailureClass.TRANSIENT))), random))
        .isPresent();
  }

  @Test
  void starts_no_attempt_after_the_budget() {
    Failure throttled = failure(FailureClass.TRANSIENT);
    Duration budget = RetryPolicy.STANDARD.transientFailures().budget();
    assertThat(RetryPolicy.STANDARD.pauseAfter(1, budget.minusMinutes(1), throttled, random))
        .isPresent();
    assertThat(RetryPolicy.STANDARD.pauseAfter(1, budget.minusSeconds(1), throttled, random))
        .isEmpty();
  }
}
