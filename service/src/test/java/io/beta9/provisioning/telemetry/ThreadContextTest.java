package io.beta9.provisioning.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.telemetry.log.LogFields;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class ThreadContextTest {
  @Test
  void passes_the_fields_to_another_thread_and_restores_those_that_it_had() throws Exception {
    Callable<String> work;
    try (LogFields.LogScope _ = LogFields.with(Map.of(LogFields.TENANT, "acme"))) {
      work = ThreadContext.inherit(() -> String.valueOf(LogFields.value(LogFields.TENANT)));
    }
    FutureTask<String> both =
        new FutureTask<>(
            () -> {
              try (LogFields.LogScope _ = LogFields.with(Map.of(LogFields.TENANT, "other"))) {
                return work.call() + " " + LogFields.value(LogFields.TENANT);
              }
            });

    Thread.ofVirtual().start(both);

    assertThat(both.get()).isEqualTo("acme other");
    assertThat(LogFields.value(LogFields.TENANT)).isNull();
  }

  @Test
  void a_runnable_throws_what_it_threw() {
    Runnable work =
        ThreadContext.inherit(
            (Runnable)
                () -> {
                  throw new IllegalArgumentException("own");
                });

    assertThatThrownBy(work::run).isInstanceOf(IllegalArgumentException.class).hasMessage("own");
  }
}
