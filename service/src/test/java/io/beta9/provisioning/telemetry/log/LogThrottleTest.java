package io.beta9.provisioning.telemetry.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogThrottleTest {
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // nanoTime may overflow
  private final LogThrottle throttle = new LogThrottle(WINDOW, now::get);
  private final List<String> lines = new ArrayList<>();

  private void occur(String source) {
    throttle.occurred(
        source,
        () -> lines.add(source),
        unlogged -> lines.add(unlogged.occurrences() + " of " + unlogged.source()));
  }

  @Test
  void logs_the_first_occurrence_of_each_source_and_counts_the_others() {
    occur("a");
    occur("a");
    occur("b");
    occur("a");

    assertThat(lines).containsExactly("a", "b");
  }

  @Test
  void reports_the_number_and_logs_again_when_the_window_has_ended() {
    occur("a");
    occur("a");
    occur("a");
    now.addAndGet(WINDOW.toNanos() - 1);
    occur("a");
    assertThat(lines).containsExactly("a");

    now.addAndGet(1);
    occur("a");

    assertThat(lines).containsExactly("a", "3 of a", "a");
  }

  @Test
  void reports_the_number_without_another_occurrence_of_the_source() {
    occur("a");
    occur("a");
    now.addAndGet(WINDOW.toNanos());

    throttle.summarize(unlogged -> lines.add(unlogged.toString()));
    throttle.summarize(unlogged -> lines.add(unlogged.toString()));

    assertThat(lines).containsExactly("a", "Unlogged[source=a, occurrences=1]");
  }

  @Test
  void reports_nothing_about_sources_that_occurred_once() {
    occur("a");
    now.addAndGet(WINDOW.toNanos());
    occur("b");

    assertThat(lines).containsExactly("a", "b");
  }

  @Test
  void bounds_the_number_of_lines_and_of_sources() {
    for (int i = 0; i < 3 * LogThrottle.MAX_SOURCES; i++) {
      occur("address " + i);
    }

    assertThat(lines).hasSize(LogThrottle.MAX_SOURCES + 1);

    now.addAndGet(WINDOW.toNanos());
    occur("next");

    assertThat(lines.subList(LogThrottle.MAX_SOURCES + 1, lines.size()))
        .containsExactly((2 * LogThrottle.MAX_SOURCES - 1) + " of " + LogThrottle.OTHERS, "next");
  }
}
