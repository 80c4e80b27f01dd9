package io.beta9.provisioning.intake;

/** Thrown if an idempotency key was used before for a different request. */
public final class IdempotencyKeyReusedException extends RuntimeException {
  public IdempotencyKeyReusedException(String key) {
    super("Idempotency-Key '" + key + "' was used before for a different request");
  }
}
