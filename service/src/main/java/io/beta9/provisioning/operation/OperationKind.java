package io.beta9.provisioning.operation;

import java.util.Arrays;
import java.util.Locale;

/** What an operation does to its environment. */
public enum OperationKind {
  PROVISION,
  UPDATE,
  DESTROY,
  CHECK_DRIFT;

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The kind of that word.
   *
   * @throws IllegalArgumentException where it is none
   */
  public static OperationKind of(String code) {
    return Arrays.stream(values())
        .filter(kind -> kind.code().equals(code))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no operation kind '" + code + "'"));
  }
}
