package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.terraform.process.RunKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Metrics of Terraform's processes: {@code provisioning_terraform_runs_total{command, exit_code}},
 * {@code provisioning_terraform_memory_bytes{command}} (a histogram of each run's peak), {@code
 * provisioning_terraform_running}, and {@code provisioning_adoptions_total}, the resources that
 * were imported because they existed in the account and not in the state.
 */
public final class TerraformRunMetrics {
  private static final double MIB = 1024.0 * 1024;

  /** 0: success, 1: error, 2: usage; 128 plus the signal: SIGINT, SIGKILL, SIGSEGV, SIGTERM. */
  private static final List<Integer> EXIT_CODES = List.of(0, 1, 2, 130, 137, 139, 143);

  private static final String OTHER = "other";

  /** The process was killed together with the shell that records its exit code. */
  private static final String UNKNOWN = "unknown";

  private static final double[] MEMORY_BUCKETS = {
    64 * MIB,
    128 * MIB,
    256 * MIB,
    512 * MIB,
    768 * MIB,
    1024 * MIB,
    1536 * MIB,
    2048 * MIB,
    3072 * MIB,
    4096 * MIB
  };

  private final MeterRegistry meters;
  private final AtomicInteger running = new AtomicInteger();

  /** Registers all metrics with all values of their labels. */
  public TerraformRunMetrics(MeterRegistry meters) {
    this.meters = meters;
    Gauge.builder("provisioning.terraform.running", running, AtomicInteger::get)
        .description("Terraform processes that this worker follows")
        .strongReference(true)
        .register(meters);
    adoptions();
    for (RunKind command : RunKind.values()) {
      memory(command);
      EXIT_CODES.forEach(code -> runs(command, Integer.toString(code)));
      runs(command, OTHER);
      runs(command, UNKNOWN);
    }
  }

  /** Returns metrics that are not published. */
  public static TerraformRunMetrics unpublished() {
    return new TerraformRunMetrics(new SimpleMeterRegistry());
  }

  void following() {
    running.incrementAndGet();
  }

  void notFollowing() {
    running.decrementAndGet();
  }

  /**
   * Records the end of a process.
   *
   * @param peakBytes the highest memory that was observed; 0 if it ended before the first sample
   */
  void ended(RunKind command, OptionalInt exitCode, long peakBytes) {
    runs(command, exitCode.isEmpty() ? UNKNOWN : label(exitCode.getAsInt())).increment();
    if (peakBytes > 0) {
      memory(command).record(peakBytes);
    }
  }

  void adopted(int resources) {
    adoptions().increment(resources);
  }

  private static String label(int exitCode) {
    return EXIT_CODES.contains(exitCode) ? Integer.toString(exitCode) : OTHER;
  }

  private Counter runs(RunKind command, String exitCode) {
    return Counter.builder("provisioning.terraform.runs")
        .description("Terraform processes that have ended, by exit code")
        .tag("command", command.code())
        .tag("exit_code", exitCode)
        .register(meters);
  }

  private DistributionSummary memory(RunKind command) {
    return DistributionSummary.builder("provisioning.terraform.memory")
        .description("Peak of the anonymous memory of Terraform with its providers")
        .baseUnit("bytes")
        .tag("command", command.code())
        .serviceLevelObjectives(Arrays.copyOf(MEMORY_BUCKETS, MEMORY_BUCKETS.length))
        .register(meters);
  }

  private Counter adoptions() {
    return Counter.builder("provisioning.adoptions")
        .description("Resources imported because they existed in the account, not in the state")
        .register(meters);
  }
}
