package io.beta9.provisioning.operation;

import java.util.Arrays;
import java.util.Locale;

/** What an operation does to its environment. */
public enum OperationKind {
  PROVISION,
  UPDATE,
  /** Plans an update and ends without a change. */
  PLAN,
  DESTROY;

  /**
   * The kind as an SQL expression over the columns of {@code operations}. Plans are stored as
   * updates that have a planned model, because previous versions know no other kinds.
   */
  public static final String SQL = "case when planned_model is null then kind else 'plan' end";

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
