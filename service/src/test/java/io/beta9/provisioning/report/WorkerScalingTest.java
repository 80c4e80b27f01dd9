package io.beta9.provisioning.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.report.ScalingAdvice;
import org.junit.jupiter.api.Test;

class WorkerScalingTest {

  @Test
  void recommends_enough_slots_for_a_backlog_of_more_than_ten() {
    ScalingAdvice advice = WorkerScaling.advise(2, 4, 4, 11);

    assertThat(advice.workers()).isEqualTo(8);
    assertThat(advice.reason()).contains("11 operations queued").contains("backlog");
  }

  @Test
  void recommends_more_workers_if_all_slots_are_in_use() {
    assertThat(WorkerScaling.advise(2, 4, 4, 1).workers()).isEqualTo(3);
  }

  @Test
  void recommends_no_change_if_free_slots_suffice() {
    assertThat(WorkerScaling.advise(2, 4, 1, 1).recommendsChange()).isFalse();
  }

  @Test
  void recommends_fewer_idle_workers_but_at_least_two() {
    assertThat(WorkerScaling.advise(5, 10, 1, 0).workers()).isEqualTo(2);
    assertThat(WorkerScaling.advise(2, 4, 0, 0).recommendsChange()).isFalse();
  }

  @Test
  void keeps_workers_of_which_half_the_slots_are_in_use() {
    assertThat(WorkerScaling.advise(4, 8, 4, 0).recommendsChange()).isFalse();
  }

  @Test
  void reports_that_no_worker_is_running() {
    assertThat(WorkerScaling.advise(0, 0, 0, 1).reason()).startsWith("no worker is running");
  }
}
