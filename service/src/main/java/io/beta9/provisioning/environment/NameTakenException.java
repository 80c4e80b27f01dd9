package io.beta9.provisioning.environment;

/** Thrown if another environment of the tenant has the name. */
public final class NameTakenException extends RuntimeException {
  public NameTakenException(String name, Throwable cause) {
    super("an environment named '" + name + "' already exists", cause);
  }
}
