package io.beta9.provisioning.tfstate.s3;

/** Thrown if a state, a version or a resource does not exist. */
public final class StateNotFoundException extends RuntimeException {
  public StateNotFoundException(String message) {
    super(message);
  }
}
