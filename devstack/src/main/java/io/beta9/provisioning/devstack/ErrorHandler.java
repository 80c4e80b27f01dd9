package io.beta9.provisioning.devstack;

import io.beta9.provisioning.cli.CommandErrorHandler;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.command.CliErrorHandler;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Prints errors of the API client as the CLI does, and all others as the service does. */
public final class ErrorHandler implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed)
      throws Exception {
    IExecutionExceptionHandler handler =
        thrown instanceof CommandException ? new CommandErrorHandler() : new CliErrorHandler();
    return handler.handleExecutionException(thrown, command, parsed);
  }
}
