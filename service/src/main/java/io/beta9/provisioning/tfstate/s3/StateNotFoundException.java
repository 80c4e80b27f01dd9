package io.beta9.provisioning.tfstate.s3;

/** There is no such state, version or resource. */
public final class StateNotFoundException extends RuntimeException {
  public StateNotFoundException(String message) {
    super(message);
  }
}
