package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.terraform.process.ProcessLease;

/** Asked again and again while a Terraform runs; must answer at once. */
@FunctionalInterface
public interface RunControl {
  RunControl UNDISTURBED = () -> Order.GO_ON;

  Order order();

  /** What keeps the Terraform alive. */
  default ProcessLease lease() {
    return ProcessLease.NONE;
  }

  /** What is to become of the running Terraform. */
  enum Order {
    GO_ON,
    /** A person wants it to stop: one SIGINT, then a time of grace. */
    INTERRUPT,
    /** The lease has run out: one SIGINT, then the lease's short grace. */
    EXPIRE,
    /**
     * It must not run a moment longer: this worker has lost its right to it. One whose lease a
     * successor has taken over is left to the successor.
     */
    KILL,
    /** Let it run and stop following it. */
    DETACH
  }
}
