package io.beta9.provisioning.intake;

import io.beta9.provisioning.environment.Environment;

/** The environment is at rest. */
public final class NothingToCancelException extends RuntimeException {
  public NothingToCancelException(Environment environment) {
    super(
        "nothing is under way in "
            + environment.name()
            + ", which is "
            + environment.status().code());
  }
}
