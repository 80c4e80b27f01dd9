package io.beta9.provisioning.helmrunner;

/** The request is invalid. Helm was not called. */
final class InvalidRequestException extends Exception {
  InvalidRequestException(String message) {
    super(message);
  }
}
