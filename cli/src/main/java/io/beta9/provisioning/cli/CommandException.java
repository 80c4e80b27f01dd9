package io.beta9.provisioning.cli;

import java.util.List;

/** Why a command ends early: what to tell, and the exit code to end with. */
public final class CommandException extends RuntimeException {
  private final int exitCode;
  private final transient List<String> details;

  CommandException(int exitCode, String message) {
    this(exitCode, message, List.of());
  }

  CommandException(int exitCode, String message, List<String> details) {
    super(message);
    this.exitCode = exitCode;
    this.details = List.copyOf(details);
  }

  public int exitCode() {
    return exitCode;
  }

  /** More lines, such as one for each field that is wrong. */
  public List<String> details() {
    return details;
  }
}
