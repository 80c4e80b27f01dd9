package io.beta9.provisioning.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.metrics.RefreshedValue.RefreshPolicy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RefreshedValueTest {
  private static final Duration PATIENT = Duration.ofMinutes(1);
  private static final Duration IMPATIENT = Duration.ZERO;
  private static final Duration MAX_AGE = Duration.ofSeconds(5);
  private static final Duration STALE_AFTER = Duration.ofSeconds(30);

  private final AtomicLong nanos = new AtomicLong(-7);
  private final AtomicInteger calls = new AtomicInteger();

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private RefreshedValue<String> value(Duration patience) {
    return new RefreshedValue<>(
        () -> "value " + calls.incrementAndGet(),
        "unknown",
        new RefreshPolicy(MAX_AGE, patience, STALE_AFTER),
        nanos::get);
  }

  @Test
  void reuses_a_value_until_it_is_as_old_as_the_maximum_age() {
    RefreshedValue<String> value = value(PATIENT);

    assertThat(value.get()).isEqualTo("value 1");
    pass(MAX_AGE.minusNanos(1));
    assertThat(value.get()).isEqualTo("value 1");
    pass(Duration.ofNanos(1));
    assertThat(value.get()).isEqualTo("value 2");
  }

  @Test
  void is_unknown_if_the_source_throws_and_known_again_afterwards() {
    AtomicInteger failures = new AtomicInteger(1);
    RefreshedValue<String> value =
        new RefreshedValue<>(
            () -> {
              if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("the database is unavailable");
              }
              return "known";
            },
            "unknown",
            new RefreshPolicy(MAX_AGE, PATIENT, STALE_AFTER),
            nanos::get);

    assertThat(value.get()).isEqualTo("unknown");
    pass(MAX_AGE);
    assertThat(value.get()).isEqualTo("known");
  }

  @Test
  void serves_the_previous_value_while_the_source_hangs_and_then_unknown() {
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch first = new CountDownLatch(1);
    RefreshedValue<String> value =
        new RefreshedValue<>(
            () -> {
              if (calls.incrementAndGet() > 1) {
                awaitUninterruptibly(hanging);
              }
              first.countDown();
              return "value " + calls.get();
            },
            "unknown",
            new RefreshPolicy(MAX_AGE, IMPATIENT, STALE_AFTER),
            nanos::get);
    await().until(() -> value.get().equals("value 1"));

    pass(STALE_AFTER.minusNanos(1));
    assertThat(value.get()).isEqualTo("value 1");
    pass(Duration.ofNanos(1));
    assertThat(value.get()).isEqualTo("unknown");
    assertThat(value.get()).isEqualTo("unknown");

    hanging.countDown();
    await().until(() -> value.get().startsWith("value"));
    assertThat(calls).as("one refresh at a time").hasValue(2);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
