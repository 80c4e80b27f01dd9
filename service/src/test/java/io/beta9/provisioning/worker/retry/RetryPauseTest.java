package io.beta9.provisioning.worker.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import java.time.Duration;
import java.util.DoubleSummaryStatistics;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arithmetic of {@link RetryPolicy#STANDARD}: 10 s, 30 s, 90 s, …, each ± 25 %. */
class RetryPauseTest {
  private static final RetryPolicy POLICY = RetryPolicy.STANDARD;
  private static final Duration BUDGET = Duration.ofHours(4);

  private static Failure transientFailure() {
    return Failure.of(FailureCode.NETWORK, "Creating the cluster");
  }

  /** A source of randomness whose every double is the given one. */
  private static DoubleSupplier constant(double value) {
    return () -> value;
  }

  private static Optional<Duration> pause(int attempt, Duration triedFor, double random) {
    return POLICY.pauseAfter(attempt, triedFor, transientFailure(), constant(random));
  }

  @ParameterizedTest(name = "after attempt {0}: {1} ms")
  @CsvSource({"1, 10000", "2, 30000", "3, 90000", "4, 270000", "5, 600000", "9, 600000"})
  void the_pause_triples_up_to_ten_minutes(int attempt, long millis) {
    assertThat(pause(attempt, Duration.ZERO, 0.5)).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest(name = "random {0}: {1} ms")
  @CsvSource({"0.0, 7500", "0.25, 8750", "0.75, 11250", "1.0, 12500"})
  void the_pause_varies_by_a_quarter(double random, long millis) {
    assertThat(pause(1, Duration.ZERO, random)).contains(Duration.ofMillis(millis));
  }

  @Test
  void operations_that_fail_together_are_not_retried_together() {
    DoubleSupplier random = new Random(42)::nextDouble;
    DoubleSummaryStatistics pauses =
        IntStream.range(0, 200)
            .mapToObj(i -> POLICY.pauseAfter(1, Duration.ZERO, transientFailure(), random))
            .mapToDouble(pause -> pause.orElseThrow().toMillis())
            .summaryStatistics();
    assertThat(pauses.getMin()).isBetween(7_500.0, 8_000.0);
    assertThat(pauses.getMax()).isBetween(12_000.0, 12_500.0);
    assertThat(pauses.getAverage()).isBetween(9_500.0, 10_500.0);
  }

  @Test
  void the_tenth_attempt_is_the_last() {
    assertThat(pause(9, Duration.ZERO, 0.5)).isPresent();
    assertThat(pause(10, Duration.ZERO, 0.5)).isEmpty();
    assertThat(pause(11, Duration.ZERO, 0.5)).isEmpty();
  }

  @Test
  void an_attempt_may_begin_exactly_at_the_end_of_the_budget_and_not_later() {
    Duration latest = BUDGET.minusSeconds(10);
    assertThat(pause(1, latest.minusMillis(1), 0.5)).contains(Duration.ofSeconds(10));
    assertThat(pause(1, latest, 0.5)).contains(Duration.ofSeconds(10));
    assertThat(pause(1, latest.plusMillis(1), 0.5)).isEmpty();
  }
}
