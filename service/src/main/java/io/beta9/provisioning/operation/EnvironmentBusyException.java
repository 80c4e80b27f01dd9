package io.beta9.provisioning.operation;

import io.beta9.provisioning.environment.EnvironmentId;

/** The environment has an operation already: at most one is active at a time. */
public final class EnvironmentBusyException extends RuntimeException {
  public EnvironmentBusyException(EnvironmentId environment, Throwable cause) {
    super(environment + " has an operation under way already", cause);
  }
}
