package io.beta9.provisioning.environment;

/** A living environment of the same tenant has the name. */
public final class NameTakenException extends RuntimeException {
  public NameTakenException(String name, Throwable cause) {
    super("an environment named '" + name + "' exists already", cause);
  }
}
