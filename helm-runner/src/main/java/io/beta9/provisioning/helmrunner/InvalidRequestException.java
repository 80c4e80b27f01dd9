package io.beta9.provisioning.helmrunner;

/** The request file cannot be carried out as it is written; Helm has not been asked anything. */
final class InvalidRequestException extends Exception {
  InvalidRequestException(String message) {
    super(message);
  }
}
