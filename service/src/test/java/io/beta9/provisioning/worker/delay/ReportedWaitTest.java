package io.beta9.provisioning.worker.delay;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.timeline.EventData;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportedWaitTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  private final List<EventData.Waiting> events = new ArrayList<>();
  private Instant now = START;
  private final ReportedWait wait =
      new ReportedWait(
          "nodes",
          "waiting for nodes",
          event -> events.add((EventData.Waiting) event),
          new Clock() {
            @Override
            public Instant instant() {
              return now;
            }

            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this;
            }
          });

  /** Polls twice a second until this many seconds after the start. */
  private void waitUntil(int seconds) {
    Instant end = START.plusSeconds(seconds);
    while (now.isBefore(end)) {
      now = now.plusMillis(500);
      wait.poll();
    }
  }

  @Test
  void reports_nothing_about_a_short_wait() {
    waitUntil(14);
    assertThat(events).isEmpty();
  }

  @Test
  void reports_after_15_seconds_what_is_waited_for_and_since_when() {
    wait.reason("nodes ready: cpu 0 of 1");
    waitUntil(15);

    assertThat(events)
        .containsExactly(new EventData.Waiting("nodes", "nodes ready: cpu 0 of 1", START, 15));
  }

  @Test
  void repeats_the_same_reason_at_growing_intervals() {
    waitUntil(20 * 60);

    assertThat(events).extracting(EventData.Waiting::seconds).containsExactly(15L, 60L, 240L, 960L);
  }

  @Test
  void reports_a_new_reason_with_its_own_beginning() {
    waitUntil(30);
    wait.reason("nodes ready: cpu 1 of 2");
    waitUntil(60);

    assertThat(events)
        .extracting(EventData.Waiting::reason)
        .containsExactly("waiting for nodes", "nodes ready: cpu 1 of 2");
    assertThat(events.getLast().since()).isEqualTo(START.plusSeconds(30));
  }

  @Test
  void limits_the_events_of_a_reason_that_changes_all_the_time() {
    for (int second = 1; second <= 60; second++) {
      wait.reason("attempt " + second);
      waitUntil(second);
    }

    assertThat(events).hasSize(4);
    assertThat(Duration.between(START, now)).isEqualTo(Duration.ofMinutes(1));
  }
}
