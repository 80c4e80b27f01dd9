package io.beta9.provisioning.api.problem;

/** A key, a tenant or the process has the maximum number of open streams. */
public final class TooManyStreamsException extends RuntimeException {
  /**
   * @param owner what has the limit, as in "this key"
   */
  public TooManyStreamsException(String owner, int limit) {
    super(
        owner
            + " has "
            + limit
            + " open streams, which is the maximum; close one, or read pages instead");
  }
}
