package io.beta9.provisioning.bench.memory;

import io.beta9.provisioning.bench.server.Machine;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Samples the memory of a worker and of the processes that it has started. */
final class WorkerMemory {
  private static final long INTERVAL_MILLIS = 500;

  private final long pid;
  private final long atStart;
  private long highestOfChildren;

  WorkerMemory(long pid) throws IOException {
    this.pid = pid;
    this.atStart = Machine.residentMebibytes(pid);
  }

  /** Samples until the condition holds. */
  void sampleUntil(BooleanSupplier end) throws InterruptedException {
    while (!end.getAsBoolean()) {
      highestOfChildren = Math.max(highestOfChildren, children());
      TimeUnit.MILLISECONDS.sleep(INTERVAL_MILLIS);
    }
  }

  private long children() {
    return ProcessHandle.of(pid).stream()
        .flatMap(ProcessHandle::descendants)
        .mapToLong(child -> resident(child.pid()))
        .sum();
  }

  private static long resident(long child) {
    try {
      return Machine.residentMebibytes(child);
    } catch (IOException | NumberFormatException e) {
      // It has ended.
      return 0;
    }
  }

  Map<String, Object> report() throws IOException {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("resident_mib_after_start", atStart);
    report.put("resident_mib_at_end", Machine.residentMebibytes(pid));
    report.put("resident_mib_peak", Machine.peakResidentMebibytes(pid));
    report.put("terraform_and_helm_mib_peak", highestOfChildren);
    return report;
  }
}
