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

/** Files and folders that only their owner can read. */
public final class PrivateFiles {
  private PrivateFiles() {}

  /**
   * Makes the folder with mode 0700.
   *
   * @throws IOException also where it is a link or somebody else's: the base folder may lie in a
   *     place where everybody can write, and what is run from there gets credentials
   */
  public static void privateFolder(Path folder) throws IOException {
    Path parent = folder.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (Files.isSymbolicLink(folder)) {
      throw new IOException(folder + " is a symbolic link, and not trusted");
    }
    var mode = PosixFilePermissions.fromString("rwx------");
    if (Files.isDirectory(folder)) {
      if (!Files.getOwner(folder).equals(Files.getOwner(Path.of("/proc/self")))) {
        throw new IOException(folder + " belongs to another user, and is not trusted");
      }
      Files.setPosixFilePermissions(folder, mode);
    } else {
      Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(mode));
    }
  }

  /** Writes the file whole or not at all, and not at all where it holds these bytes already. */
  public static void write(Path file, byte[] content) throws IOException {
    if (Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), content)) {
      return;
    }
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.write(fresh, content);
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  public static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children.sorted().toList();
    }
  }

  /** Removes the folder and all below it; links are removed and not followed. */
  public static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
