package io.beta9.provisioning.environment;

/** Thrown if the tenant has no such environment, including if another tenant has it. */
public final class UnknownEnvironmentException extends RuntimeException {
  public UnknownEnvironmentException(Object id) {
    super("there is no environment '" + id + "'");
  }
}
