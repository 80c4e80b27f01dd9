package io.beta9.provisioning.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a key is good for. */
public enum KeyRole {
  /** Everything that its tenant has. */
  ADMIN,
  /** The whole installation, across tenants: for those on call. */
  OPERATOR;

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<KeyRole> parse(String code) {
    return Arrays.stream(values()).filter(role -> role.code().equals(code)).findFirst();
  }
}
