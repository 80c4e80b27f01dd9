package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BackgroundTaskTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final BackgroundTask background = new BackgroundTask("background-of-a-test");
  private final AtomicInteger executed = new AtomicInteger();

  @Test
  void the_work_has_been_executed_when_its_wait_ends() throws Exception {
    background.start(executed::incrementAndGet);

    assertThat(background.await(LONG)).isTrue();
    assertThat(executed).hasValue(1);
  }

  @Test
  void there_is_nothing_to_wait_for_before_a_start_and_after_a_wait() throws Exception {
    assertThat(background.await(LONG)).isFalse();
    background.start(executed::incrementAndGet);
    background.await(LONG);
    assertThat(background.await(LONG)).isFalse();
  }

  @Test
  void runs_at_most_one_task_at_the_same_time() throws Exception {
    background.start(executed::incrementAndGet);
    background.start(() -> executed.addAndGet(100));

    background.await(LONG);

    assertThat(executed).hasValue(1);
  }

  @Test
  void the_wait_throws_the_exception_of_the_task() {
    background.start(
        () -> {
          throw new UnsupportedOperationException("of the work");
        });

    assertThatThrownBy(() -> background.await(LONG))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("of the work");
  }

  @Test
  void an_error_is_thrown_with_its_cause() {
    background.start(
        () -> {
          throw new AssertionError("of the work");
        });

    assertThatIllegalStateException()
        .isThrownBy(() -> background.await(LONG))
        .havingRootCause()
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void work_that_does_not_end_in_time_fails_the_wait() {
    CountDownLatch end = new CountDownLatch(1);
    background.start(() -> awaitUninterrupted(end));

    assertThatIllegalStateException().isThrownBy(() -> background.await(Duration.ofMillis(1)));

    end.countDown();
  }

  @Test
  void a_stop_requests_the_end_of_the_work_and_waits_for_it_even_if_it_fails() {
    CountDownLatch stopRequested = new CountDownLatch(1);
    background.start(
        () -> {
          awaitUninterrupted(stopRequested);
          executed.incrementAndGet();
          throw new UnsupportedOperationException("of the work");
        });

    background.stop(stopRequested::countDown);

    assertThat(executed).hasValue(1);
  }

  @Test
  void a_stop_does_nothing_if_there_is_no_work() {
    background.stop(executed::incrementAndGet);

    assertThat(executed).hasValue(0);
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
