package io.beta9.provisioning.intake;

/** The tenant has as many living environments as it may have. */
public final class EnvironmentLimitException extends RuntimeException {
  public EnvironmentLimitException(int limit) {
    super(
        "there are " + limit + " environments already, and no more are allowed; destroy one first");
  }
}
