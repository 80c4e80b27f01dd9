package io.beta9.provisioning.worker.admission;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * The free disk space below the work directory.
 *
 * @param freeBytes reads the free space
 * @param warning below it, the space is {@link Level#LOW}
 * @param minimum below it, the space is {@link Level#INSUFFICIENT}
 */
public record DiskSpace(
    Path workdirBase, LongSupplier freeBytes, DataSize warning, DataSize minimum)
    implements LocalPreconditions.LocalCheck {

  /** How much space is left. */
  public enum Level {
    SUFFICIENT,
    /** Reported, without further effect. */
    LOW,
    /** No operation may start. */
    INSUFFICIENT
  }

  /**
   * Returns the space of the work directory.
   *
   * @param limit the size up to which the work directory may grow, of which a pod is evicted
   *     otherwise; null if only its file system limits it
   */
  public static DiskSpace of(
      Path workdirBase, @Nullable DataSize limit, DataSize warning, DataSize minimum) {
    return new DiskSpace(workdirBase, () -> free(workdirBase, limit), warning, minimum);
  }

  /** Returns the current level. */
  public Level level() {
    return level(freeBytes.getAsLong());
  }

  private Level level(long free) {
    if (free < minimum.toBytes()) {
      return Level.INSUFFICIENT;
    }
    return free < warning.toBytes() ? Level.LOW : Level.SUFFICIENT;
  }

  @Override
  public Optional<Failure> failure() {
    long free = freeBytes.getAsLong();
    return level(free) == Level.INSUFFICIENT
        ? Optional.of(failure(FailureCode.DISK_SPACE_INSUFFICIENT, free, minimum))
        : Optional.empty();
  }

  /** Returns what to report while the space is low but sufficient. */
  public Optional<Failure> lowSpace() {
    long free = freeBytes.getAsLong();
    return level(free) == Level.LOW
        ? Optional.of(failure(FailureCode.DISK_SPACE_LOW, free, warning))
        : Optional.empty();
  }

  private Failure failure(FailureCode code, long free, DataSize limit) {
    return Failure.of(code)
        .with(FailureParameter.PATH, workdirBase.toString())
        .with(FailureParameter.FOUND, SizeText.of(free))
        .with(FailureParameter.LIMIT, SizeText.of(limit.toBytes()));
  }

  private static long free(Path directory, @Nullable DataSize limit) {
    long usable = usable(directory);
    if (limit == null) {
      return usable;
    }
    try {
      long left = limit.toBytes() - DirectorySize.ofFilesBelow(directory);
      return Math.clamp(left, 0, usable);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long usable(Path directory) {
    Path existing = directory.toAbsolutePath();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    try {
      return Files.getFileStore(existing).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
