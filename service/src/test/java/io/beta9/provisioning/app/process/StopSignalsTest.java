package io.beta9.provisioning.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StopSignalsTest {

  @Test
  void stops_on_the_first_signal_and_ends_the_waiting_on_the_second() throws Exception {
    AtomicInteger stops = new AtomicInteger();
    CountDownLatch waitingEnded = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    StopSignals signals =
        new StopSignals(
            () -> {
              stops.incrementAndGet();
              try {
                waitingEnded.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              stopped.countDown();
            },
            waitingEnded::countDown);

    signals.received("TERM");
    assertThat(waitingEnded.getCount()).isEqualTo(1);
    signals.received("TERM");

    stopped.await();
    assertThat(stops).hasValue(1);
  }
}
