package io.beta9.provisioning.helmrunner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The private temporary directory into which the 98 MB native library is unpacked. Its name
 * contains the owning process, so that later runs can detect and delete stale directories.
 */
final class NativeLibraryDirectory implements AutoCloseable {
  private static final String PREFIX = "helm-runner-";
  private static final Pattern NAME_PATTERN = Pattern.compile(PREFIX + "(\\d+)-(\\d+)");

  private final Path directory;

  private NativeLibraryDirectory(Path folder) {
    this.directory = folder;
  }

  /**
   * Deletes the directories of terminated processes in the parent directory, and creates one for
   * this process.
   */
  static NativeLibraryDirectory open(Path parent) throws IOException {
    Files.createDirectories(parent);
    deleteStale(parent);
    ProcessHandle self = ProcessHandle.current();
    Path folder = parent.resolve(PREFIX + self.pid() + "-" + startMillis(self).orElse(0L));
    deleteTree(folder);
    Files.createDirectory(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return new NativeLibraryDirectory(folder);
  }

  Path path() {
    return directory;
  }

  /** Deletes the directory. A loaded library does not need its file. */
  @Override
  public void close() {
    try {
      deleteTree(directory);
    } catch (IOException e) {
      // A failure must not prevent the response; the next run retries.
      System.err.println("helm-runner: failed to delete " + directory + ": " + e);
    }
  }

  static void deleteStale(Path parent) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path entry : entries) {
        Matcher name = NAME_PATTERN.matcher(entry.getFileName().toString());
        if (name.matches()
            && !isRunning(Long.parseLong(name.group(1)), Long.parseLong(name.group(2)))) {
          deleteTree(entry);
        }
      }
    }
  }

  private static boolean isRunning(long pid, long start) {
    return ProcessHandle.of(pid)
        .filter(process -> startMillis(process).map(found -> found == start).orElse(true))
        .isPresent();
  }

  private static Optional<Long> startMillis(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli);
  }

  private static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> tree = Files.walk(folder)) {
      deepestFirst = tree.toList().reversed();
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof NoSuchFileException) {
        return; // deleted concurrently by another run
      }
      throw e.getCause();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }
}
