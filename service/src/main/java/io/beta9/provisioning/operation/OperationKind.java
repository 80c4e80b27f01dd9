package io.beta9.provisioning.operation;

import java.util.Arrays;
import java.util.Locale;

/** What an operation does to its environment. */
public enum OperationKind {
  PROVISION,
  UPDATE,
  DESTROY;

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the kind with this code.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static OperationKind fromCode(String code) {
    return Arrays.stream(values())
        .filter(kind -> kind.code().equals(code))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("'" + code + "' is not a kind of operation"));
  }
}
