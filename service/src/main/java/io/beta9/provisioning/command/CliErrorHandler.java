package io.beta9.provisioning.command;

import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.cli.CommandException;
import io.beta9.provisioning.cli.ExitCode;
import io.beta9.provisioning.database.Migrations;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.settings.Settings;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.ibatis.migration.MigrationException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * How every program of this product ends when something is wrong that a person can mend: with what
 * it is and what to do, on stderr, and an exit code. Only what is nobody's mistake but ours keeps
 * its stack trace.
 */
public final class CliErrorHandler implements IExecutionExceptionHandler {

  private record Told(int exitCode, String sentence, List<String> details) {
    Told(int exitCode, String sentence) {
      this(exitCode, sentence, List.of());
    }
  }

  @Override
  public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed)
      throws Exception {
    Optional<Told> told =
        Stream.iterate((Throwable) thrown, Objects::nonNull, Throwable::getCause)
            .flatMap(cause -> told(cause).stream())
            .findFirst();
    if (told.isEmpty()) {
      throw thrown;
    }
    PrintWriter err = command.getErr();
    told.get().sentence().lines().forEach(line -> err.println("error: " + line));
    told.get().details().forEach(detail -> err.println("  " + detail));
    err.flush();
    return told.get().exitCode();
  }

  private static Optional<Told> told(Throwable cause) {
    return Optional.ofNullable(
        switch (cause) {
          case CommandException e -> new Told(e.exitCode(), message(e), e.details());
          case Settings.InvalidSettingsException e -> new Told(ExitCode.WRONG_USE, message(e));
          case Service.RefusedException e -> new Told(ExitCode.REFUSED, message(e));
          case FailureException e ->
              new Told(
                  e.failure().kind() == FailureClass.CONFLICT ? ExitCode.REFUSED : ExitCode.FAILED,
                  e.failure().message());
          case Migrations.UnreachableException e -> new Told(ExitCode.FAILED, message(e));
          case MigrationException e ->
              new Told(ExitCode.FAILED, "the schema could not be migrated: " + message(root(e)));
          case NoSuchFileException e ->
              new Told(ExitCode.WRONG_USE, "there is no file " + e.getFile());
          case UncheckedIOException e ->
              new Told(ExitCode.FAILED, message(e) + ": " + message(root(e)));
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
