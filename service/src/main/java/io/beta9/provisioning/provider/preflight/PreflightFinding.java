package io.beta9.provisioning.provider.preflight;

import io.beta9.provisioning.failure.Failure;

/** A result of the checks of the account that run before anything is created there. */
public record PreflightFinding(Severity severity, Failure failure) {
  /** Whether the operation can continue. */
  public enum Severity {
    /** The operation would fail after minutes, with some resources created. */
    BLOCKING,
    /** The operation may succeed. */
    WARNING
  }

  /** Returns a finding that prevents the operation. */
  public static PreflightFinding blocking(Failure failure) {
    return new PreflightFinding(Severity.BLOCKING, failure);
  }

  /** Returns a finding with which the operation may succeed. */
  public static PreflightFinding warning(Failure failure) {
    return new PreflightFinding(Severity.WARNING, failure);
  }
}
