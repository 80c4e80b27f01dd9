package io.beta9.provisioning.terraform.stack;

/** Terraform cannot use a secret, for the reason that it gives. */
public final class InvalidSecretException extends RuntimeException {
  InvalidSecretException(String message) {
    super(message);
  }
}
