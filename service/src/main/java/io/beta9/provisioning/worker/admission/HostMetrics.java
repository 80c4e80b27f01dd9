package io.beta9.provisioning.worker.admission;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Gauges of what this host provides to the worker. */
public record HostMetrics(LocalPreconditions preconditions, DiskSpace disk, MemoryAdmission memory)
    implements MeterBinder {

  @Override
  public void bindTo(MeterRegistry meters) {
    Gauge.builder("provisioning.worker.disk.free", () -> disk.freeBytes().getAsLong())
        .description("Free disk space below WORKDIR_BASE")
        .baseUnit("bytes")
        .register(meters);
    Gauge.builder(
            "provisioning.worker.disk.low",
            () -> disk.level() == DiskSpace.Level.SUFFICIENT ? 0 : 1)
        .description("1 if less disk space is free than WORKDIR_FREE_WARNING")
        .register(meters);
    Gauge.builder("provisioning.worker.memory.available", () -> memory.available().getAsLong())
        .description("Memory that is available to the worker and its processes")
        .baseUnit("bytes")
        .register(meters);
    Gauge.builder("provisioning.worker.terraform.memory", () -> memory.used().getAsLong())
        .description("Memory of the running Terraform processes and their providers")
        .baseUnit("bytes")
        .register(meters);
    for (LocalPrecondition precondition : LocalPrecondition.values()) {
      Gauge.builder(
              "provisioning.worker.precondition.violated",
              () -> preconditions.isViolated(precondition) ? 1 : 0)
          .description("1 if the worker claims no operations because of this precondition")
          .tag("precondition", precondition.code())
          .register(meters);
    }
  }
}
