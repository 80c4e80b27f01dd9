package io.beta9.provisioning.operation;

import io.beta9.provisioning.environment.EnvironmentId;

/** Thrown if the environment already has an active operation: at most one is allowed. */
public final class EnvironmentBusyException extends RuntimeException {
  public EnvironmentBusyException(EnvironmentId environment, Throwable cause) {
    super(environment + " already has an active operation", cause);
  }
}
