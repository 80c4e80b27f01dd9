package io.beta9.provisioning.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.bench.scale.VirtualTime.SimulatedProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {
  private final VirtualTime time = new VirtualTime();
  private final List<String> happened = new ArrayList<>();

  @Test
  void executes_actions_in_the_order_of_their_times_and_of_their_scheduling() {
    time.after(Duration.ofSeconds(2), () -> note("second"));
    time.after(Duration.ofSeconds(1), () -> note("first"));
    time.after(Duration.ofSeconds(2), () -> note("third"));

    assertThat(time.run(() -> false)).isFalse();

    assertThat(happened).containsExactly("first at 1 s", "second at 2 s", "third at 2 s");
  }

  @Test
  void interleaves_processes_that_sleep() {
    time.start(() -> sleepAndNote("a", 1, 4));
    time.start(() -> sleepAndNote("b", 2, 1));

    time.run(() -> false);

    assertThat(happened).containsExactly("a at 1 s", "b at 2 s", "b at 3 s", "a at 5 s");
  }

  @Test
  void a_killed_process_executes_nothing_any_more_not_even_its_error_handling() {
    SimulatedProcess victim =
        time.start(
            () -> {
              try {
                sleepAndNote("victim", 1, 10);
              } catch (RuntimeException e) {
                note("handled");
              }
              note("continued");
            });
    time.after(Duration.ofSeconds(5), victim::kill);

    time.run(() -> false);

    assertThat(happened).containsExactly("victim at 1 s");
  }

  @Test
  void repeats_an_action_until_it_returns_false() {
    time.every(
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        () -> {
          note("tick");
          return happened.size() < 3;
        });

    time.run(() -> false);

    assertThat(happened).containsExactly("tick at 1 s", "tick at 6 s", "tick at 11 s");
  }

  @Test
  void stops_when_the_condition_holds() {
    time.every(
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        () -> {
          note("tick");
          return true;
        });

    assertThat(time.run(() -> happened.size() == 2)).isTrue();

    assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void fails_with_the_exception_of_a_process() {
    time.start(
        () -> {
          throw new IllegalArgumentException("broken");
        });

    assertThatThrownBy(() -> time.run(() -> false)).hasRootCauseMessage("broken");
  }

  private void sleepAndNote(String name, int... seconds) {
    for (int pause : seconds) {
      time.sleep(Duration.ofSeconds(pause));
      note(name);
    }
  }

  private void note(String what) {
    happened.add(what + " at " + time.elapsed().toSeconds() + " s");
  }
}
