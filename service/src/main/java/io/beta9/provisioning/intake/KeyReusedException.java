package io.beta9.provisioning.intake;

/** An idempotency key was used before, for a different request. */
public final class KeyReusedException extends RuntimeException {
  public KeyReusedException(String key) {
    super("Idempotency-Key '" + key + "' was used before for a different request");
  }
}
