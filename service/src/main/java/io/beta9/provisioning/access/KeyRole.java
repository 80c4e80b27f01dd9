package io.beta9.provisioning.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The permissions of a key. */
public enum KeyRole {
  /** Full access to one tenant. */
  ADMIN,
  /** Access to all tenants and the installation, for operators. */
  OPERATOR;

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<KeyRole> parse(String code) {
    return Arrays.stream(values()).filter(role -> role.code().equals(code)).findFirst();
  }
}
