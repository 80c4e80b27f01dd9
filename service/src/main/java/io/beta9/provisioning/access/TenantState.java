package io.beta9.provisioning.access;

import java.util.Locale;

/** Whether a tenant can request operations. */
public enum TenantState {
  ACTIVE,
  /** Reads are answered and accepted operations finish; new ones are rejected. */
  SUSPENDED,
  /** Its rows are being erased. */
  DELETING;

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static TenantState parse(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
