package io.beta9.provisioning.cli.versions;

/** The latest release could not be determined. The message states the reason. */
final class UnknownReleaseException extends Exception {
  UnknownReleaseException(String message) {
    super(message);
  }
}
