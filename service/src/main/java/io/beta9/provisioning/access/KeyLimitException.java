package io.beta9.provisioning.access;

/** Thrown if a tenant has as many active keys as it may have. */
public final class KeyLimitException extends RuntimeException {
  public KeyLimitException(int limit) {
    super(
        "the limit of "
            + limit
            + " active keys of a tenant is reached; revoke one with './provisioner keys revoke"
            + " ID'");
  }
}
