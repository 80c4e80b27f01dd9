package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.terraform.process.ProcessLease;

/** Polled while a Terraform process is running; must return immediately. */
@FunctionalInterface
public interface RunControl {
  /** Lets the process run to its end. */
  RunControl CONTINUE = () -> Order.CONTINUE;

  /** Returns the current instruction. */
  Order order();

  /** Returns the lease of the process. */
  default ProcessLease lease() {
    return ProcessLease.NONE;
  }

  /** Instruction for the running process. */
  enum Order {
    CONTINUE,
    /** Cancelled by a user: one SIGINT, then the interrupt grace. */
    INTERRUPT,
    /** The lease has expired: one SIGINT, then the grace of the lease. */
    EXPIRE,
    /**
     * Kill the process immediately, because this worker has lost its claim. A process whose lease
     * was taken over is left to the successor.
     */
    KILL,
    /** Stop following the process and leave it running. */
    DETACH
  }
}
