package io.beta9.provisioning.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.report.RecentResults.DatedResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.TransientDataAccessResourceException;

class RecentResultsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Queue<Runnable> background = new ArrayDeque<>();
  private final List<String> computed = new ArrayList<>();
  private Instant now = START;
  private boolean broken;
  private final RecentResults<String, Integer> results =
      new RecentResults<>(this::compute, background::add, () -> now);

  private int compute(String key) {
    if (broken) {
      throw new TransientDataAccessResourceException("no connection");
    }
    computed.add(key);
    return computed.size();
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  @Test
  void callers_share_a_result_while_it_is_fresh() {
    assertThat(results.get("a")).isEqualTo(new DatedResult<>(1, START));
    pass(RecentResults.FRESH.minusMillis(1));
    assertThat(results.get("a")).isEqualTo(new DatedResult<>(1, START));
    assertThat(background).isEmpty();
  }

  @Test
  void each_key_has_a_result_of_its_own() {
    results.get("a");
    assertThat(results.get("b").value()).isEqualTo(2);
    assertThat(computed).containsExactly("a", "b");
  }

  @Test
  void an_older_result_is_returned_with_its_time_while_one_refresh_is_in_progress() {
    results.get("a");
    pass(RecentResults.FRESH);
    assertThat(results.get("a")).isEqualTo(new DatedResult<>(1, START));
    assertThat(results.get("a").value()).isEqualTo(1);
    assertThat(background).hasSize(1);
    background.remove().run();
    assertThat(results.get("a")).isEqualTo(new DatedResult<>(2, now));
    assertThat(background).isEmpty();
  }

  @Test
  void a_result_that_is_too_old_is_not_returned() {
    results.get("a");
    pass(RecentResults.USABLE);
    assertThat(results.get("a")).isEqualTo(new DatedResult<>(2, now));
  }

  @Test
  void a_failed_refresh_keeps_the_result_and_is_repeated() {
    results.get("a");
    pass(RecentResults.FRESH);
    broken = true;
    results.get("a");
    background.remove().run();
    assertThat(results.get("a").value()).isEqualTo(1);
    broken = false;
    background.remove().run();
    assertThat(results.get("a").value()).isEqualTo(2);
  }

  @Test
  void the_first_caller_receives_the_error() {
    broken = true;
    assertThatThrownBy(() -> results.get("a"))
        .isInstanceOf(TransientDataAccessResourceException.class);
    broken = false;
    assertThat(results.get("a").value()).isEqualTo(1);
  }

  @Test
  void an_older_result_is_returned_while_the_process_stops() {
    boolean[] stopping = {true};
    RecentResults<String, Integer> shared =
        new RecentResults<>(
            this::compute,
            refresh -> {
              if (stopping[0]) {
                throw new RejectedExecutionException();
              }
              background.add(refresh);
            },
            () -> now);
    shared.get("a");
    pass(RecentResults.FRESH);

    assertThat(shared.get("a").value()).isEqualTo(1);
    stopping[0] = false;
    shared.get("a");

    assertThat(background).as("a rejected refresh is not in progress").hasSize(1);
  }
}
