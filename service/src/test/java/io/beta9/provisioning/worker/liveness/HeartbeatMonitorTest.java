package io.beta9.provisioning.worker.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.worker.liveness.HeartbeatMonitor.HeartbeatObservation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeartbeatMonitorTest {
  private final HeartbeatMonitor watch =
      new HeartbeatMonitor(Duration.ofSeconds(20), Duration.ofSeconds(8));

  private List<String> look(long second, HeartbeatObservation... sightings) {
    // A clock that only runs forward may start anywhere, below zero too.
    return watch
        .looked(Long.MAX_VALUE - 5 + Duration.ofSeconds(second).toNanos(), List.of(sightings))
        .stream()
        .map(HeartbeatMonitor.SilentWorker::worker)
        .toList();
  }

  private static HeartbeatObservation seen(String worker, long renewals) {
    return new HeartbeatObservation(worker, renewals);
  }

  @Test
  void who_stands_still_for_twenty_seconds_is_a_suspect_and_who_renews_is_not() {
    for (long second = 0; second < 20; second += 2) {
      assertThat(look(second, seen("dead", 7), seen("alive", second / 5))).isEmpty();
    }
    assertThat(look(20, seen("dead", 7), seen("alive", 4))).containsExactly("dead");
  }

  @Test
  void a_sign_of_life_at_the_last_moment_starts_the_watch_anew() {
    for (long second = 0; second <= 18; second += 2) {
      look(second, seen("w", 7));
    }
    assertThat(look(20, seen("w", 8))).isEmpty();
    for (long second = 22; second < 40; second += 2) {
      assertThat(look(second, seen("w", 8))).isEmpty();
    }
    assertThat(look(40, seen("w", 8))).containsExactly("w");
  }

  @Test
  void a_counter_that_went_back_is_a_sign_of_life_too() {
    for (long second = 0; second <= 18; second += 2) {
      look(second, seen("w", 7));
    }
    assertThat(look(20, seen("w", 5))).as("another database has taken over").isEmpty();
  }

  @Test
  void a_failed_look_makes_everybody_look_alive() {
    for (long second = 0; second <= 18; second += 2) {
      look(second, seen("a", 7), seen("b", 1));
    }
    watch.lookFailed();
    for (long second = 20; second < 40; second += 2) {
      assertThat(look(second, seen("a", 7), seen("b", 1))).isEmpty();
    }
    assertThat(look(40, seen("a", 7), seen("b", 1))).containsExactly("a", "b");
  }

  @Test
  void a_watcher_that_was_stopped_itself_begins_anew() {
    look(0, seen("w", 7));
    assertThat(look(45, seen("w", 7))).isEmpty();
    for (long second = 47; second < 65; second += 2) {
      assertThat(look(second, seen("w", 7))).isEmpty();
    }
    assertThat(look(65, seen("w", 7))).containsExactly("w");
  }

  @Test
  void who_was_not_to_be_seen_for_a_while_is_watched_from_the_beginning() {
    look(0, seen("w", 7));
    look(2);
    for (long second = 4; second < 24; second += 2) {
      assertThat(look(second, seen("w", 7))).isEmpty();
    }
    assertThat(look(24, seen("w", 7))).containsExactly("w");
  }
}
