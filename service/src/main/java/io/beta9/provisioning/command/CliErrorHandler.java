package io.beta9.provisioning.command;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.database.Migrations;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.settings.InvalidSettingsException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.ibatis.migration.MigrationException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Prints the errors that a user or an operator can fix as one message with the next step, to
 * standard error, and returns the exit code. Every other exception is a defect and keeps its stack
 * trace.
 */
public final class CliErrorHandler implements IExecutionExceptionHandler {

  private record CommandError(int exitCode, String message) {}

  @Override
  public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed)
      throws Exception {
    Optional<CommandError> error =
        Stream.iterate((Throwable) thrown, Objects::nonNull, Throwable::getCause)
            .flatMap(cause -> error(cause).stream())
            .findFirst();
    if (error.isEmpty()) {
      throw thrown;
    }
    PrintWriter err = command.getErr();
    error.get().message().lines().forEach(line -> err.println("error: " + line));
    err.flush();
    return error.get().exitCode();
  }

  private static Optional<CommandError> error(Throwable cause) {
    return Optional.ofNullable(
        switch (cause) {
          case InvalidSettingsException e -> new CommandError(ExitCode.WRONG_USE, message(e));
          case Service.RefusedException e -> new CommandError(ExitCode.REFUSED, message(e));
          case FailureException e ->
              new CommandError(
                  e.failure().kind() == FailureClass.CONFLICT ? ExitCode.REFUSED : ExitCode.FAILED,
                  e.failure().message());
          case Migrations.UnreachableException e -> new CommandError(ExitCode.FAILED, message(e));
          case MigrationException e ->
              new CommandError(ExitCode.FAILED, "schema migration failed: " + message(root(e)));
          case NoSuchFileException e ->
              new CommandError(ExitCode.WRONG_USE, "file not found: " + e.getFile());
          case UncheckedIOException e ->
              new CommandError(ExitCode.FAILED, message(e) + ": " + message(root(e)));
          default -> null;
        });
  }

  private static Throwable root(Throwable thrown) {
    return thrown.getCause() == null ? thrown : root(thrown.getCause());
  }

  private static String message(Throwable thrown) {
    return Objects.requireNonNullElse(thrown.getMessage(), thrown.getClass().getSimpleName());
  }
}
