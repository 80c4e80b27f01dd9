package io.beta9.provisioning.terraform.process;

import org.jspecify.annotations.Nullable;

/** Following a Terraform ended before the Terraform did. No failure: the process lives on. */
public final class DetachedException extends RuntimeException {
  public DetachedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
