package io.beta9.provisioning.terraform;

/** Asked again and again while a Terraform runs; must answer at once. */
@FunctionalInterface
public interface RunControl {
  RunControl UNDISTURBED = () -> Order.GO_ON;

  Order order();

  /** What is to become of the running Terraform. */
  enum Order {
    GO_ON,
    /** A person wants it to stop: one SIGINT, then a time of grace. */
    INTERRUPT,
    /** It must not run a moment longer: this worker has lost its right to it. */
    KILL,
    /** Let it run and stop following it. */
    DETACH
  }
}
