package io.beta9.provisioning.worker.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.testing.RegisteredWorkers;
import io.beta9.provisioning.worker.liveness.PodStatusChecker.PodStatus;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class BackgroundPodStatusCheckerTest {
  private static final RegisteredWorker WORKER = RegisteredWorkers.named("w");

  private final Deque<Runnable> queries = new ArrayDeque<>();
  private PodStatus status = PodStatus.DELETED;
  private final BackgroundPodStatusChecker checker =
      new BackgroundPodStatusChecker(worker -> status, queries::add);

  @Test
  void answers_immediately_that_a_status_is_unknown_until_it_was_queried() {
    assertThat(checker.status(WORKER)).isEqualTo(PodStatus.UNKNOWN);
    assertThat(checker.status(WORKER)).isEqualTo(PodStatus.UNKNOWN);
    assertThat(queries).as("one query at a time").hasSize(1);

    queries.remove().run();

    assertThat(checker.status(WORKER)).isEqualTo(PodStatus.DELETED);
  }

  @Test
  void does_not_use_an_answer_twice() {
    checker.status(WORKER);
    queries.remove().run();
    checker.status(WORKER);
    status = PodStatus.RUNNING;

    assertThat(checker.status(WORKER)).isEqualTo(PodStatus.UNKNOWN);
    queries.remove().run();
    assertThat(checker.status(WORKER)).isEqualTo(PodStatus.RUNNING);
  }

  private void query(int from, int to) {
    for (int worker = from; worker < to; worker++) {
      checker.status(RegisteredWorkers.named("w" + worker));
    }
    queries.forEach(Runnable::run);
    queries.clear();
  }

  @Test
  void keeps_the_answers_of_a_thousand_workers() {
    query(0, 1_000);

    assertThat(checker.status(RegisteredWorkers.named("w0"))).isEqualTo(PodStatus.DELETED);
    assertThat(checker.status(RegisteredWorkers.named("w999"))).isEqualTo(PodStatus.DELETED);
  }

  @Test
  void starts_over_with_the_answer_after_a_thousand() {
    query(0, 1_001);

    assertThat(checker.status(RegisteredWorkers.named("w0"))).isEqualTo(PodStatus.UNKNOWN);
    assertThat(checker.status(RegisteredWorkers.named("w1000"))).isEqualTo(PodStatus.DELETED);
  }
}
