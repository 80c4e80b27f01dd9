package io.beta9.provisioning.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.report.ScalingAdvice;
import org.junit.jupiter.api.Test;

class WorkerScalingTest {

  @Test
  void a_backlog_of_more_than_ten_asks_for_as_many_workers_as_have_slots_for_all_of_it() {
    ScalingAdvice advice = WorkerScaling.advise(2, 4, 4, 11);

    assertThat(advice.workers()).isEqualTo(8);
    assertThat(advice.reason()).contains("11 operations wait").contains("backlog");
  }

  @Test
  void a_short_queue_behind_full_slots_asks_for_more_too() {
    assertThat(WorkerScaling.advise(2, 4, 4, 1).workers()).isEqualTo(3);
  }

  @Test
  void a_queue_that_free_slots_will_take_at_once_asks_for_nothing() {
    assertThat(WorkerScaling.advise(2, 4, 1, 1).recommendsChange()).isFalse();
  }

  @Test
  void idle_workers_are_let_go_but_never_the_last_two() {
    assertThat(WorkerScaling.advise(5, 10, 1, 0).workers()).isEqualTo(2);
    assertThat(WorkerScaling.advise(2, 4, 0, 0).recommendsChange()).isFalse();
  }

  @Test
  void half_busy_workers_are_not_let_go() {
    assertThat(WorkerScaling.advise(4, 8, 4, 0).recommendsChange()).isFalse();
  }

  @Test
  void no_worker_at_all_is_said_as_such() {
    assertThat(WorkerScaling.advise(0, 0, 0, 1).reason()).startsWith("no worker takes work");
  }
}
