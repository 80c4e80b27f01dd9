package io.beta9.provisioning.worker.pipeline;

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
  void only_what_passes_by_itself_is_tried_again_by_itself(FailureClass kind) {
    assertThat(RetryPolicy.STANDARD.pauseAfter(1, Duration.ZERO, failure(kind), random)).isEmpty();
  }

  @Test
  void pauses_grow_and_the_attempts_come_to_an_end() {
    Failure throttled = failure(FailureClass.TRANSIENT);
    Duration last = Duration.ZERO;
    Duration longest = RetryPolicy.STANDARD.longestPause();
    for (int attempt = 1; attempt < RetryPolicy.STANDARD.attempts(); attempt++) {
      Duration pause =
          RetryPolicy.STANDARD.pauseAfter(attempt, Duration.ZERO, throttled, random).orElseThrow();
      assertThat(pause).isLessThanOrEqualTo(longest);
      assertThat(pause.compareTo(last) > 0 || pause.equals(longest)).isTrue();
      last = pause;
    }
    assertThat(
            RetryPolicy.STANDARD.pauseAfter(
                RetryPolicy.STANDARD.attempts(), Duration.ZERO, throttled, random))
        .isEmpty();
  }

  @Test
  void no_attempt_begins_when_the_time_is_used_up() {
    Failure throttled = failure(FailureClass.TRANSIENT);
    Duration budget = RetryPolicy.STANDARD.budget();
    assertThat(RetryPolicy.STANDARD.pauseAfter(1, budget.minusMinutes(1), throttled, random))
        .isPresent();
    assertThat(RetryPolicy.STANDARD.pauseAfter(1, budget.minusSeconds(1), throttled, random))
        .isEmpty();
  }
}
