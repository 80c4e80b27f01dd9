package io.beta9.provisioning.environment;

/** Somebody else has changed the status between the reading and the writing. */
public final class StatusChangedException extends RuntimeException {
  public StatusChangedException(EnvironmentId id, EnvironmentStatus expected) {
    super(id + " is no longer " + expected.code());
  }
}
