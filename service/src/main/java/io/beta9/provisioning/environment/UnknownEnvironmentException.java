package io.beta9.provisioning.environment;

/** The tenant has no such environment. Another tenant's is told in the same words. */
public final class UnknownEnvironmentException extends RuntimeException {
  public UnknownEnvironmentException(Object id) {
    super("there is no environment '" + id + "'");
  }
}
