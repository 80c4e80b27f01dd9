package io.beta9.provisioning.terraform.process;

import org.jspecify.annotations.Nullable;

/** Thrown if following a Terraform process stops while it is running. Not a failure. */
public final class DetachedException extends RuntimeException {
  public DetachedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
