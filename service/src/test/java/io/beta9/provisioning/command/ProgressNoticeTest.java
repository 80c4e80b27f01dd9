package io.beta9.provisioning.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProgressNoticeTest {
  private final List<String> lines = new ArrayList<>();
  private @Nullable Runnable task;

  private final ProgressNotice notice =
      new ProgressNotice(
          lines::add,
          (first, interval, repeated) -> {
            assertThat(first).isEqualTo(Duration.ofSeconds(1));
            assertThat(interval).isEqualTo(Duration.ofSeconds(10));
            task = repeated;
            return () -> task = null;
          });

  @Test
  void work_that_is_complete_within_a_second_prints_nothing() {
    assertThat(notice.during(() -> "Connecting", () -> 7)).isEqualTo(7);

    assertThat(lines).isEmpty();
  }

  @Test
  void prints_the_current_activity_while_the_work_is_executed() {
    Iterator<String> activities = List.of("Applying 1", "Applying 2", "Applying 3").iterator();

    notice.during(
        activities::next,
        () -> {
          task.run();
          task.run();
          task.run();
          return 0;
        });

    assertThat(lines)
        .containsExactly("Applying 1 ...", "Applying 2 ... 10 s", "Applying 3 ... 20 s");
    assertThat(task).as("ended").isNull();
  }

  @Test
  void ends_when_the_work_fails() {
    assertThatThrownBy(
            () ->
                notice.during(
                    () -> "Connecting",
                    () -> {
                      throw new IllegalStateException("refused");
                    }))
        .hasMessage("refused");

    assertThat(task).isNull();
  }
}
