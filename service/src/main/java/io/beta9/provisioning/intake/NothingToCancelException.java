package io.beta9.provisioning.intake;

import io.beta9.provisioning.environment.Environment;

/** Thrown if the environment has no active operation. */
public final class NothingToCancelException extends RuntimeException {
  public NothingToCancelException(Environment environment) {
    super(
        "no operation is active in "
            + environment.name()
            + ", whose status is "
            + environment.status().code());
  }
}
