package io.beta9.provisioning.worker.admission;

/** Decides whether a worker may claim another operation now. */
@FunctionalInterface
public interface ClaimAdmission {
  /** Admits every claim. */
  ClaimAdmission UNRESTRICTED = running -> true;

  /**
   * Returns whether the host provides what another operation needs.
   *
   * @param running the number of operations that the worker executes
   */
  boolean admits(int running);
}
