package io.beta9.provisioning.cli;

import io.beta9.provisioning.cli.client.CommandException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Prints a {@link CommandException} as a message with details and returns its exit code. Every
 * other exception is a defect and is thrown on.
 */
public final class CommandErrorHandler implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed)
      throws Exception {
    if (!(thrown instanceof CommandException e)) {
      throw thrown;
    }
    PrintWriter err = command.getErr();
    err.println("error: " + e.getMessage());
    e.details().forEach(detail -> err.println("  " + detail));
    err.flush();
    return e.exitCode();
  }
}
