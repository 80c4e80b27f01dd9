package io.beta9.provisioning.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is known of a secret. */
public sealed interface KeyCheck {
  /**
   * It is the key of this caller.
   *
   * @param expiresAt null if the key does not expire
   */
  record ValidKey(Caller caller, @Nullable Instant expiresAt) implements KeyCheck {}

  /** It is not the key of any caller. */
  record InvalidKey(KeyRejection reason) implements KeyCheck {}
}
