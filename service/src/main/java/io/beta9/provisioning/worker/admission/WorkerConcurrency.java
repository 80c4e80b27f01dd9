package io.beta9.provisioning.worker.admission;

import io.beta9.provisioning.settings.TerraformSettings;
import io.beta9.provisioning.settings.WorkerSettings;
import java.util.Optional;

/**
 * The number of operations that a worker executes at the same time. It follows from the memory
 * limit unless it is set.
 *
 * @param fitting the number of Terraform processes that fit into the memory, at least 0
 */
public record WorkerConcurrency(int value, long fitting) {
  /** Terraform mostly waits for AWS: an apply of 100 s needs about 7 s of CPU time. */
  static final int MAX_PER_PROCESSOR = 4;

  /**
   * Returns the concurrency.
   *
   * @param memoryLimit the memory that is available to the worker and its processes, in bytes
   */
  public static WorkerConcurrency of(
      WorkerSettings worker, TerraformSettings terraform, long memoryLimit, int processors) {
    long fitting =
        Math.max(0, memoryLimit - worker.memoryReserved().toBytes())
            / Math.max(1, terraform.memory().toBytes());
    Integer given = worker.concurrency();
    return new WorkerConcurrency(
        given != null ? given : (int) Math.clamp(fitting, 1, (long) processors * MAX_PER_PROCESSOR),
        fitting);
  }

  /** Returns a warning if the memory does not suffice for this concurrency. */
  public Optional<String> warning() {
    return value <= fitting
        ? Optional.empty()
        : Optional.of(
            ("The memory suffices for %d Terraform processes and WORKER_CONCURRENCY is %d: set it"
                    + " lower, raise the memory limit, or set TERRAFORM_MEMORY to what one Terraform"
                    + " process needs. Operations that do not fit are not claimed")
                .formatted(fitting, value));
  }
}
