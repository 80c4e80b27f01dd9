package io.beta9.provisioning.api.problem;

/** No active API key with this id exists, or it belongs to another tenant. */
public final class UnknownKeyException extends RuntimeException {
  public UnknownKeyException(String id) {
    super("there is no active key '" + id + "'");
  }
}
