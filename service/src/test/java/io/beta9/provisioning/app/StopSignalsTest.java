package io.beta9.provisioning.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StopSignalsTest {

  @Test
  void the_first_signal_stops_and_the_second_is_heard_while_it_does() throws Exception {
    AtomicInteger stops = new AtomicInteger();
    CountDownLatch hurried = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    StopSignals signals =
        new StopSignals(
            () -> {
              stops.incrementAndGet();
              try {
                hurried.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              stopped.countDown();
            },
            hurried::countDown);

    signals.heard("TERM");
    assertThat(hurried.getCount()).isEqualTo(1);
    signals.heard("TERM");

    stopped.await();
    assertThat(stops).hasValue(1);
  }
}
