package io.beta9.provisioning.cli.client;

import java.util.List;

/** An error that ends a command, with its message and exit code. */
public final class CommandException extends RuntimeException {
  private final int exitCode;
  private final transient List<String> details;

  public CommandException(int exitCode, String message) {
    this(exitCode, message, List.of());
  }

  /**
   * @param details further lines, for example one for each invalid field
   */
  public CommandException(int exitCode, String message, List<String> details) {
    super(message);
    this.exitCode = exitCode;
    this.details = List.copyOf(details);
  }

  public int exitCode() {
    return exitCode;
  }

  public List<String> details() {
    return details;
  }
}
