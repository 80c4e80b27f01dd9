package io.beta9.provisioning.command;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.database.Migrations;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.format.PrintableText;
import io.beta9.provisioning.settings.InvalidSettingsException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.ibatis.migration.MigrationException;
import org.jspecify.annotations.Nullable;

/**
 * An error that a user or an operator can fix: one message with the next step, and the exit code.
 */
record CommandError(int exitCode, String message) {

  /** Returns the error, or empty if the exception is a defect. */
  static Optional<CommandError> of(Throwable thrown) {
    return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
        .flatMap(cause -> Stream.ofNullable(error(cause)))
        .findFirst();
  }

  void print(PrintWriter err) {
    message.lines().forEach(line -> err.println("error: " + PrintableText.of(line)));
    err.flush();
  }

  private static @Nullable CommandError error(Throwable cause) {
    return switch (cause) {
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
      case UncheckedIOException e -> new CommandError(ExitCode.FAILED, messages(e));
      default -> null;
    };
  }

  /** Each message of the chain of causes once, the outermost first. */
  private static String messages(Throwable thrown) {
    return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
        .filter(cause -> !isMessageOfCause(cause))
        .map(CommandError::message)
        .distinct()
        .collect(Collectors.joining(": "));
  }

  /** Whether an exception was created with its cause alone. */
  private static boolean isMessageOfCause(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return cause != null && cause.toString().equals(thrown.getMessage());
  }

  private static Throwable root(Throwable thrown) {
    return thrown.getCause() == null ? thrown : root(thrown.getCause());
  }

  private static String message(Throwable thrown) {
    return Objects.requireNonNullElse(thrown.getMessage(), thrown.getClass().getSimpleName());
  }
}
