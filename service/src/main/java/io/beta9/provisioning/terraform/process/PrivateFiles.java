package io.beta9.provisioning.terraform.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Files and directories that only their owner can read. */
public final class PrivateFiles {
  /** More than Terraform writes of an environment. */
  static final int MAX_UNTRUSTED_BYTES = 16 * 1024 * 1024;

  private static final Set<PosixFilePermission> PRIVATE_DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> GUEST_DIRECTORY =
      PosixFilePermissions.fromString("rwx--x---");

  private PrivateFiles() {}

  /**
   * Creates the directory with mode 0700.
   *
   * @throws IOException also if it is a symbolic link or belongs to another user: the base
   *     directory may be world-writable, and programs that run in it receive credentials
   */
  public static void createPrivateDirectory(Path directory) throws IOException {
    createDirectory(directory, Optional.empty());
  }

  /**
   * Creates a directory of this process.
   *
   * @param guest a user that may open files in it whose names it knows, but not list or change it;
   *     empty for mode 0700
   * @throws IOException also if it is a symbolic link or belongs to another user
   */
  public static void createDirectory(Path directory, Optional<ChildUser> guest) throws IOException {
    Path parent = directory.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (Files.isSymbolicLink(directory)) {
      throw new IOException(directory + " is a symbolic link, which is not trusted");
    }
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(PRIVATE_DIRECTORY));
    } else if (ChildUser.ownerOf(directory).uid() != ChildUser.ofThisProcess().uid()) {
      throw new IOException(directory + " belongs to another user and is not trusted");
    }
    if (guest.isPresent() && ChildUser.ownerOf(directory).gid() != guest.get().gid()) {
      Files.setAttribute(directory, "unix:gid", guest.get().gid(), LinkOption.NOFOLLOW_LINKS);
    }
    // Never more restrictive for a moment: a process of the guest may be running.
    Files.setPosixFilePermissions(
        directory, guest.isPresent() ? GUEST_DIRECTORY : PRIVATE_DIRECTORY);
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
    replace(file, file.resolveSibling(file.getFileName() + ".new"), content, Optional.empty());
  }

  /**
   * Writes the file of another user atomically.
   *
   * @param workplace a directory of the same file system in which only this process can change
   *     files; the file itself may be in a directory of its owner
   */
  public static void write(Path file, byte[] content, Path workplace, ChildUser owner)
      throws IOException {
    replace(file, workplace.resolve("." + UUID.randomUUID()), content, Optional.of(owner));
  }

  private static void replace(Path file, Path temporary, byte[] content, Optional<ChildUser> owner)
      throws IOException {
    Files.deleteIfExists(temporary);
    create(temporary, content);
    if (owner.isPresent()) {
      owner.get().own(temporary);
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Creates the file with mode 0600.
   *
   * @throws java.nio.file.FileAlreadyExistsException also if it is a symbolic link
   */
  public static void create(Path file, byte[] content) throws IOException {
    try (SeekableByteChannel channel =
        Files.newByteChannel(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer remaining = ByteBuffer.wrap(content);
      while (remaining.hasRemaining()) {
        channel.write(remaining);
      }
    }
  }

  /**
   * Returns the content of a regular file that another user may have replaced; empty if there is
   * none. A symbolic link is not followed: it could name a file that only this process may read. A
   * file of more than {@value #MAX_UNTRUSTED_BYTES} bytes is cut off.
   */
  public static Optional<byte[]> readUntrusted(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(in.readNBytes(MAX_UNTRUSTED_BYTES));
    }
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

  /**
   * Deletes a directory that another user may be changing. {@code rm} opens each directory relative
   * to its parent, so that none can be replaced by a symbolic link meanwhile, and limits neither
   * their depth nor their number.
   */
  public static void deleteUntrustedTree(Path directory) throws IOException {
    ShortCommand.Result result =
        ShortCommand.run(
            List.of("rm", "-rf", "--one-file-system", "--", directory.toString()),
            Path.of("/"),
            Map.of(),
            Duration.ofMinutes(5));
    if (result.exitCode() != 0) {
      throw new IOException(directory + " could not be deleted: " + result.err().strip());
    }
  }
}
