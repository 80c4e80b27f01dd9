package io.beta9.provisioning.operation;

import java.util.Arrays;
import java.util.Locale;

/** The states of an operation, as stored in the column {@code state}. */
public enum OperationState {
  WAITING("waiting for a worker or for the next attempt", false),
  RUNNING("claimed by a worker", false),
  SUCCEEDED("completed", true),
  FAILED("failed permanently", true),
  CANCELLED("cancelled by a user", true);

  private final String description;
  private final boolean terminal;

  OperationState(String description, boolean terminal) {
    this.description = description;
    this.terminal = terminal;
  }

  /** Returns the name in the column. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the state of this name in the column. */
  public static OperationState fromCode(String code) {
    return Arrays.stream(values())
        .filter(state -> state.code().equals(code))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("'" + code + "' is not a state"));
  }

  /** Returns what the state means, as a clause. */
  public String description() {
    return description;
  }

  /** Returns whether the operation has ended. */
  public boolean isTerminal() {
    return terminal;
  }
}
