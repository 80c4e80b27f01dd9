package io.beta9.provisioning.intake;

/** Thrown if the tenant has reached its limit of environments that are not destroyed. */
public final class EnvironmentLimitException extends RuntimeException {
  public EnvironmentLimitException(int limit) {
    super("the limit of " + limit + " environments is reached; destroy one first");
  }
}
