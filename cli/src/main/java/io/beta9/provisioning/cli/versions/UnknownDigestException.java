package io.beta9.provisioning.cli.versions;

/** The digest of an image could not be determined. The message states the reason. */
final class UnknownDigestException extends Exception {
  UnknownDigestException(String message) {
    super(message);
  }
}
