package io.beta9.provisioning.worker.role;

import io.beta9.provisioning.operation.ClaimLostException;

/** Verifies the claim before a step writes outside the database. */
@FunctionalInterface
public interface ClaimGuard {
  /**
   * Verifies that the claim is in force at this moment.
   *
   * @throws ClaimLostException if it is not
   */
  void requireHeld();
}
