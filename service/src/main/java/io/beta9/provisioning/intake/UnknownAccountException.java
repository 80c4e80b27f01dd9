package io.beta9.provisioning.intake;

/** Thrown if the tenant has no registered account with an id. */
public final class UnknownAccountException extends RuntimeException {
  public UnknownAccountException(String id) {
    super("there is no account " + id);
  }
}
