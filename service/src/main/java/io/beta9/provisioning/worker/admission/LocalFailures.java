package io.beta9.provisioning.worker.admission;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Recognises exceptions that this host caused: its disk is full, read-only, or not writable, or it
 * has no more files, processes or memory. Such failures are transient, because another worker, or
 * this one later, can succeed.
 */
public final class LocalFailures {
  private static final Pattern FULL =
      Pattern.compile("No space left on device|Disk quota exceeded", Pattern.CASE_INSENSITIVE);
  private static final Pattern NOT_WRITABLE =
      Pattern.compile(
          "Read-only file system|Permission denied|Operation not permitted|Input/output error",
          Pattern.CASE_INSENSITIVE);

  /** The last two when a process cannot be created: EAGAIN for a limit of processes, and ENOMEM. */
  private static final Pattern EXHAUSTED =
      Pattern.compile(
          "Too many open files|\\berror=(11|12)\\b|Cannot allocate memory",
          Pattern.CASE_INSENSITIVE);

  private LocalFailures() {}

  /**
   * Returns the failure of this host that the exception or one of its causes reports, if any.
   *
   * @param activity a gerund phrase: "Writing the stack directory"
   */
  public static Optional<Failure> of(Throwable exception, String activity) {
    for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException io) {
        Optional<Failure> failure = ofIo(io, activity);
        if (failure.isPresent()) {
          return failure;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Failure> ofIo(IOException exception, String activity) {
    String text = String.valueOf(exception.getMessage());
    if (FULL.matcher(text).find()) {
      return Optional.of(
          Failure.of(FailureCode.DISK_FULL, activity).with(FailureParameter.REPORTED, text));
    }
    if (EXHAUSTED.matcher(text).find()) {
      return Optional.of(
          Failure.of(FailureCode.HOST_RESOURCES_EXHAUSTED, activity)
              .with(FailureParameter.REPORTED, text));
    }
    boolean denied = exception instanceof AccessDeniedException;
    if (denied || NOT_WRITABLE.matcher(text).find()) {
      return Optional.of(
          Failure.of(FailureCode.WORK_DIRECTORY_UNUSABLE)
              .with(FailureParameter.PATH, path(exception))
              .with(FailureParameter.REPORTED, denied ? "permission denied: " + text : text));
    }
    return Optional.empty();
  }

  private static @Nullable String path(IOException exception) {
    return exception instanceof FileSystemException file && file.getFile() != null
        ? file.getFile()
        : null;
  }
}
