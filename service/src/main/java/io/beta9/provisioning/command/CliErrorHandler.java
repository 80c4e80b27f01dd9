package io.beta9.provisioning.command;

import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Prints the errors that a user or an operator can fix to standard error, and returns the exit
 * code. Every other exception is a defect and keeps its stack trace.
 */
public final class CliErrorHandler implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed)
      throws Exception {
    Optional<CommandError> error = CommandError.of(thrown);
    if (error.isEmpty()) {
      throw thrown;
    }
    error.get().print(command.getErr());
    return error.get().exitCode();
  }
}
