package io.beta9.provisioning.aws;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;

/** Something that a look at the account has found before anything is made there. */
public record Finding(Severity severity, Failure failure) {
  private static final String WHAT = "Checking the account";

  /** Whether it can go on with it. */
  public enum Severity {
    /** It would fail, after minutes and with something half made. */
    BLOCKING,
    /** It may go well. */
    WARNING
  }

  static Finding blocking(FailureClass kind, String code, String why, String next) {
    return new Finding(Severity.BLOCKING, new Failure(kind, code, WHAT, why, next));
  }

  static Finding warning(FailureClass kind, String code, String why, String next) {
    return new Finding(Severity.WARNING, new Failure(kind, code, WHAT, why, next));
  }
}
