package io.beta9.provisioning.api.problem;

/** The first request with an idempotency key is still in progress. */
public final class RequestInProgressException extends RuntimeException {
  public RequestInProgressException(String key) {
    super("the first request with Idempotency-Key '" + key + "' is still in progress; repeat it");
  }
}
