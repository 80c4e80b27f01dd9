package io.beta9.provisioning.api;

/** No active API key with this id exists, or it belongs to another tenant. */
public final class UnknownKeyException extends RuntimeException {
  UnknownKeyException(String id) {
    super("there is no active key '" + id + "'");
  }
}
