package io.beta9.provisioning.worker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class HostMetricsTest {
  private static final long MB = 1024 * 1024;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicLong free = new AtomicLong(500 * MB);

  private double gauge(String name, String... tags) {
    return meters.get(name).tags(tags).gauge().value();
  }

  @Test
  void publishes_what_the_host_provides() {
    DiskSpace disk =
        new DiskSpace(
            Path.of("/w"), free::get, DataSize.ofMegabytes(500), DataSize.ofMegabytes(100));
    LocalPreconditions preconditions =
        new LocalPreconditions(
            Map.of(
                LocalPrecondition.WORK_DIRECTORY,
                () -> Optional.of(Failure.of(FailureCode.WORK_DIRECTORY_UNUSABLE))),
            () -> 0);
    new HostMetrics(preconditions, disk, new MemoryAdmission(() -> 700 * MB, () -> 30 * MB, MB))
        .bindTo(meters);

    assertThat(gauge("provisioning.worker.disk.free")).isEqualTo(500 * MB);
    assertThat(gauge("provisioning.worker.disk.low")).isZero();
    assertThat(gauge("provisioning.worker.memory.available")).isEqualTo(700 * MB);
    assertThat(gauge("provisioning.worker.terraform.memory")).isEqualTo(30 * MB);
    String violated = "provisioning.worker.precondition.violated";
    assertThat(gauge(violated, "precondition", "work-directory")).isOne();
    assertThat(gauge(violated, "precondition", "disk-space")).isZero();

    free.set(500 * MB - 1);
    assertThat(gauge("provisioning.worker.disk.low")).isOne();
  }
}
