package io.beta9.provisioning.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReadingPaceTest {
  private static final Duration TOLERANCE = Duration.ofSeconds(30);
  private static final int BYTES_PER_SECOND = 1000;

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final ReadingPace pace =
      new ReadingPace(new ReadingPace.Limit(TOLERANCE, BYTES_PER_SECOND), now::get);

  private void advance(Duration duration) {
    now.addAndGet(duration.toNanos());
  }

  private void block() {
    assertThat(pace.wrote(0, true)).isTrue();
  }

  @Test
  void is_too_slow_exactly_at_the_tolerance() {
    block();
    advance(TOLERANCE.minusNanos(1));
    assertThat(pace.wrote(0, true)).isTrue();

    advance(Duration.ofNanos(1));
    assertThat(pace.wrote(0, true)).isFalse();
  }

  @Test
  void sums_up_the_pauses_between_writes_that_made_little_progress() {
    for (int i = 0; i < 29; i++) {
      block();
      advance(Duration.ofSeconds(2));
      assertThat(pace.wrote(BYTES_PER_SECOND, true)).isTrue();
    }
    block();
    advance(Duration.ofSeconds(2));

    assertThat(pace.wrote(BYTES_PER_SECOND, true)).isFalse();
  }

  @Test
  void a_reader_at_the_required_pace_is_never_too_slow() {
    for (int i = 0; i < 1000; i++) {
      block();
      advance(Duration.ofSeconds(2));
      assertThat(pace.wrote(2 * BYTES_PER_SECOND, true)).isTrue();
    }
  }

  @Test
  void reading_fast_earns_no_time_for_later() {
    assertThat(pace.wrote(1000 * BYTES_PER_SECOND, true)).isTrue();
    block();
    advance(TOLERANCE);

    assertThat(pace.wrote(0, true)).isFalse();
  }

  @Test
  void time_without_a_waiting_write_does_not_count() {
    assertThat(pace.wrote(10, false)).isTrue();
    advance(TOLERANCE.multipliedBy(2));
    assertThat(pace.wrote(0, false)).isTrue();
    advance(TOLERANCE.multipliedBy(2));

    assertThat(pace.wrote(10, true)).isTrue();
  }

  @Test
  void the_next_response_of_a_connection_starts_anew() {
    block();
    advance(TOLERANCE.minusNanos(1));
    assertThat(pace.wrote(0, true)).isTrue();

    pace.restart();
    advance(Duration.ofSeconds(1));
    block();
    advance(TOLERANCE.minusNanos(1));
    assertThat(pace.wrote(0, true)).isTrue();
  }
}
