package io.beta9.provisioning.worker.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.worker.liveness.HeartbeatMonitor.HeartbeatObservation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeartbeatMonitorTest {
  private final HeartbeatMonitor watch =
      new HeartbeatMonitor(Duration.ofSeconds(20), Duration.ofSeconds(8));

  private List<String> observe(long second, HeartbeatObservation... sightings) {
    // A monotonic clock may start at any value, including a negative one.
    return watch
        .observe(Long.MAX_VALUE - 5 + Duration.ofSeconds(second).toNanos(), List.of(sightings))
        .stream()
        .map(HeartbeatMonitor.SilentWorker::worker)
        .toList();
  }

  private static HeartbeatObservation observation(String worker, long renewals) {
    return new HeartbeatObservation(worker, renewals);
  }

  @Test
  void reports_a_worker_that_has_not_renewed_for_twenty_seconds() {
    for (long second = 0; second < 20; second += 2) {
      assertThat(observe(second, observation("dead", 7), observation("alive", second / 5)))
          .isEmpty();
    }
    assertThat(observe(20, observation("dead", 7), observation("alive", 4)))
        .containsExactly("dead");
  }

  @Test
  void restarts_the_period_after_a_renewal_at_the_last_moment() {
    for (long second = 0; second <= 18; second += 2) {
      observe(second, observation("w", 7));
    }
    assertThat(observe(20, observation("w", 8))).isEmpty();
    for (long second = 22; second < 40; second += 2) {
      assertThat(observe(second, observation("w", 8))).isEmpty();
    }
    assertThat(observe(40, observation("w", 8))).containsExactly("w");
  }

  @Test
  void treats_a_decreased_counter_as_a_renewal() {
    for (long second = 0; second <= 18; second += 2) {
      observe(second, observation("w", 7));
    }
    assertThat(observe(20, observation("w", 5))).as("after a failover of the database").isEmpty();
  }

  @Test
  void restarts_the_period_of_all_workers_after_a_failed_observation() {
    for (long second = 0; second <= 18; second += 2) {
      observe(second, observation("a", 7), observation("b", 1));
    }
    watch.reset();
    for (long second = 20; second < 40; second += 2) {
      assertThat(observe(second, observation("a", 7), observation("b", 1))).isEmpty();
    }
    assertThat(observe(40, observation("a", 7), observation("b", 1))).containsExactly("a", "b");
  }

  @Test
  void restarts_the_period_after_the_observer_was_suspended() {
    observe(0, observation("w", 7));
    assertThat(observe(45, observation("w", 7))).isEmpty();
    for (long second = 47; second < 65; second += 2) {
      assertThat(observe(second, observation("w", 7))).isEmpty();
    }
    assertThat(observe(65, observation("w", 7))).containsExactly("w");
  }

  @Test
  void restarts_the_period_of_a_worker_after_a_gap() {
    observe(0, observation("w", 7));
    observe(2);
    for (long second = 4; second < 24; second += 2) {
      assertThat(observe(second, observation("w", 7))).isEmpty();
    }
    assertThat(observe(24, observation("w", 7))).containsExactly("w");
  }
}
