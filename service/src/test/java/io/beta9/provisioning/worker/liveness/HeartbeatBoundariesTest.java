package io.beta9.provisioning.worker.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.worker.liveness.HeartbeatMonitor.HeartbeatObservation;
import io.beta9.provisioning.worker.liveness.HeartbeatMonitor.SilentWorker;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The durations of {@link HeartbeatMonitor}, to the nanosecond. */
class HeartbeatBoundariesTest {
  private static final Duration THRESHOLD = Duration.ofSeconds(20);
  private static final Duration LONGEST_GAP = Duration.ofSeconds(8);
  private static final long START = 1_000;

  private final HeartbeatMonitor monitor = new HeartbeatMonitor(THRESHOLD, LONGEST_GAP);

  private List<SilentWorker> observeAt(Duration sinceStart) {
    return monitor.observe(START + sinceStart.toNanos(), List.of(new HeartbeatObservation("w", 7)));
  }

  private void observeUntil(Duration last) {
    for (Duration at = Duration.ZERO; at.compareTo(last) <= 0; at = at.plusSeconds(6)) {
      assertThat(observeAt(at)).isEmpty();
    }
  }

  @Test
  void a_worker_is_silent_from_exactly_the_threshold_on() {
    observeUntil(Duration.ofSeconds(18));
    assertThat(observeAt(THRESHOLD.minusNanos(1))).isEmpty();
    assertThat(observeAt(THRESHOLD)).containsExactly(new SilentWorker("w", 7, THRESHOLD));
    assertThat(observeAt(THRESHOLD.plusNanos(1)))
        .containsExactly(new SilentWorker("w", 7, THRESHOLD.plusNanos(1)));
  }

  @Test
  void a_gap_of_exactly_the_longest_permitted_one_continues_the_observation() {
    observeAt(Duration.ZERO);
    observeAt(Duration.ofSeconds(8));
    observeAt(Duration.ofSeconds(16));
    assertThat(observeAt(Duration.ofSeconds(24)))
        .containsExactly(new SilentWorker("w", 7, Duration.ofSeconds(24)));
  }

  @Test
  void a_longer_gap_restarts_the_observation() {
    observeAt(Duration.ZERO);
    observeAt(Duration.ofSeconds(8));
    observeAt(Duration.ofSeconds(16));
    assertThat(observeAt(Duration.ofSeconds(24).plusNanos(1))).isEmpty();
  }

  @Test
  void the_first_observation_is_not_a_gap() {
    HeartbeatMonitor immediate = new HeartbeatMonitor(Duration.ZERO, LONGEST_GAP);
    assertThat(
            immediate.observe(
                Duration.ofDays(1).toNanos(), List.of(new HeartbeatObservation("w", 7))))
        .containsExactly(new SilentWorker("w", 7, Duration.ZERO));
  }
}
