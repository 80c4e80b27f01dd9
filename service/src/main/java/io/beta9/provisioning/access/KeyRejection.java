package io.beta9.provisioning.access;

import java.util.Locale;

/** Why a key was rejected. */
public enum KeyRejection {
  UNKNOWN,
  REVOKED,
  EXPIRED;

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
