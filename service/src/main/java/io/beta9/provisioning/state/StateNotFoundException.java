package io.beta9.provisioning.state;

/** There is no such state, version or resource. */
public final class StateNotFoundException extends RuntimeException {
  StateNotFoundException(String message) {
    super(message);
  }
}
