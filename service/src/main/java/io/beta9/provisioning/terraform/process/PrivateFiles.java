package io.beta9.provisioning.terraform.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Files and directories that only their owner can read. */
public final class PrivateFiles {
  private PrivateFiles() {}

  /**
   * Creates the directory with mode 0700.
   *
   * @throws IOException also if it is a symbolic link or belongs to another user: the base
   *     directory may be world-writable, and programs that run in it receive credentials
   */
  public static void createPrivateDirectory(Path directory) throws IOException {
    Path parent = directory.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (Files.isSymbolicLink(directory)) {
      throw new IOException(directory + " is a symbolic link, which is not trusted");
    }
    var mode = PosixFilePermissions.fromString("rwx------");
    if (Files.isDirectory(directory)) {
      if (!Files.getOwner(directory).equals(Files.getOwner(Path.of("/proc/self")))) {
        throw new IOException(directory + " belongs to another user and is not trusted");
      }
      Files.setPosixFilePermissions(directory, mode);
    } else {
      Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(mode));
    }
  }

  /** Writes the file atomically; does nothing if it already has this content. */
  public static void write(Path file, byte[] content) throws IOException {
    if (Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), content)) {
      return;
    }
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.write(temporary, content);
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-------"));
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Returns the entries of the directory, sorted; none if it does not exist. */
  public static List<Path> list(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(directory)) {
      return children.sorted().toList();
    }
  }

  /** Deletes the directory and its content; symbolic links are deleted and not followed. */
  public static void deleteTree(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
