package io.beta9.provisioning.metrics;

import io.beta9.provisioning.terraform.process.HostMemory;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Memory and CPU of this process's control group and their limits, {@code cgroup_*}. */
public record CgroupMetrics(HostMemory memory, CgroupCpu cpu) implements MeterBinder {

  @Override
  public void bindTo(MeterRegistry meters) {
    Gauge.builder("cgroup.memory.limit", memory, HostMemory::limit)
        .description("Memory limit of this process, or the memory of the machine")
        .baseUnit("bytes")
        .register(meters);
    Gauge.builder("cgroup.memory.working.set", memory, HostMemory::workingSet)
        .description("Memory that this process and its children use, without inactive file pages")
        .baseUnit("bytes")
        .register(meters);
    FunctionCounter.builder("cgroup.memory.oom.kills", memory, all -> all.memoryKills().orElse(0))
        .description("Processes that the kernel killed because memory ran out")
        .register(meters);
    Gauge.builder("cgroup.cpu.limit", cpu, CgroupCpu::limitCores)
        .description("CPU limit of this process, or the processors of the machine")
        .baseUnit("cores")
        .register(meters);
    FunctionCounter.builder("cgroup.cpu.usage", cpu, CgroupCpu::usageSeconds)
        .description("CPU time that this process and its children have used")
        .baseUnit("seconds")
        .register(meters);
    FunctionCounter.builder("cgroup.cpu.throttled", cpu, CgroupCpu::throttledSeconds)
        .description("Time for which the CPU limit stopped this process")
        .baseUnit("seconds")
        .register(meters);
  }
}
