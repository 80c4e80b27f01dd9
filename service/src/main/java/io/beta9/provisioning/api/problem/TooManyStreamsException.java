package io.beta9.provisioning.api.problem;

/** An API key has reached the maximum number of open streams. */
public final class TooManyStreamsException extends RuntimeException {
  public TooManyStreamsException(int limit) {
    super(
        "this key has "
            + limit
            + " open streams, which is the maximum; close one, or read pages instead");
  }
}
