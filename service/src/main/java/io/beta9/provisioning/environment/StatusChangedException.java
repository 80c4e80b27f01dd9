package io.beta9.provisioning.environment;

/** Thrown if the status was changed between reading and writing it. */
public final class StatusChangedException extends RuntimeException {
  public StatusChangedException(EnvironmentId id, EnvironmentStatus expected) {
    super(id + " is no longer " + expected.code());
  }
}
