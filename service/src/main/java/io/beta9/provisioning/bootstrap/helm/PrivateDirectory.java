package io.beta9.provisioning.bootstrap.helm;

import io.beta9.provisioning.bootstrap.cluster.Kubeconfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A directory for secrets that are passed to a program in files. Deleted after the call. */
final class PrivateDirectory implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PrivateDirectory.class);
  private static final String PREFIX = "beta9-helm-";

  /** Longer than any call: a directory of this age belongs to a process that was killed. */
  private static final Duration LEFT_BEHIND = Duration.ofHours(1);

  private final Path path;

  private PrivateDirectory(Path path) {
    this.path = path;
  }

  static PrivateDirectory create(Path parent) throws IOException {
    removeLeftBehind(parent, Instant.now().minus(LEFT_BEHIND));
    return new PrivateDirectory(
        Files.createTempDirectory(
            parent,
            PREFIX,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
  }

  Path file(String name) {
    return path.resolve(name);
  }

  Path write(String name, String text) throws IOException {
    return Kubeconfig.write(file(name), text);
  }

  @Override
  public void close() {
    try {
      remove(path);
    } catch (IOException e) {
      throw new UncheckedIOException("secrets could not be removed from " + path, e);
    }
  }

  private static void removeLeftBehind(Path parent, Instant before) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path folder : folders) {
        try {
          if (Files.getLastModifiedTime(folder).toInstant().isBefore(before)) {
            remove(folder);
          }
        } catch (IOException e) {
          // Another process may be deleting it, or it belongs to another user.
          log.debug("Stale directory {} could not be deleted: {}", folder, e.toString());
        }
      }
    }
  }

  private static void remove(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> tree = Files.walk(folder)) {
      deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : deepestFirst) {
      Files.deleteIfExists(file);
    }
  }
}
