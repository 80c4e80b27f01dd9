package io.beta9.provisioning.worker.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryPolicyTest {
  private final Random random = new Random(1);

  private static Failure failure(FailureClass kind) {
    return Failure.of(
        Arrays.stream(FailureCode.values())
            .filter(code -> code.failureClass() == kind)
            .findFirst()
            .orElseThrow());
  }

  @ParameterizedTest
  @EnumSource(value = FailureClass.class, mode = EnumSource.Mode.EXCLUDE, names = "TRANSIENT")
  void retries_only_transient_failures(FailureClass kind) {
    assertThat(RetryPolicy.STANDARD.pauseAfter(1, Duration.ZERO, failure(kind), random)).isEmpty();
  }

  @Test
  void triples_the_pauses_up_to_the_last_attempt() {
    Failure throttled = failure(FailureClass.TRANSIENT);
    Duration last = Duration.ZERO;
    Duration longest = RetryPolicy.STANDARD.maxPause();
    for (int attempt = 1; attempt < RetryPolicy.STANDARD.maxAttempts(); attempt++) {
      Duration pause =
          RetryPolicy.STANDARD.pauseAfter(attempt, Duration.ZERO, throttled, random).orElseThrow();
      assertThat(pause).isLessThanOrEqualTo(longest);
      assertThat(pause.compareTo(last) > 0 || pause.equals(longest)).isTrue();
      last = pause;
    }
    assertThat(
            RetryPolicy.STANDARD.pauseAfter(
                RetryPolicy.STANDARD.maxAttempts(), Duration.ZERO, throttled, random))
        .isEmpty();
  }

  @Test
  void starts_no_attempt_after_the_budget() {
    Failure throttled = failure(FailureClass.TRANSIENT);
    Duration budget = RetryPolicy.STANDARD.budget();
    assertThat(RetryPolicy.STANDARD.pauseAfter(1, budget.minusMinutes(1), throttled, random))
        .isPresent();
    assertThat(RetryPolicy.STANDARD.pauseAfter(1, budget.minusSeconds(1), throttled, random))
        .isEmpty();
  }
}
