package io.beta9.provisioning.tfstate.kept;

/** Terraform's access to the state in the bucket. */
public interface StateTransfer {
  /** Identifies the current state; the lineage is empty and the serial 0 if there is none. */
  record StateSerial(String lineage, long serial) {}

  StateSerial current();

  /** Pushes the {@link ErroredStateFile} to the bucket and deletes the file. */
  void push();
}
