package io.beta9.provisioning.terraform.stack;

import io.beta9.provisioning.terraform.process.ChildUser;
import io.beta9.provisioning.terraform.process.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the stack directories of a host share provider binaries by hard links: a provider has 675 MB
 * unpacked, and Terraform copies it into each directory unless it comes from an unpacked mirror.
 * Terraform's own plugin cache is not safe for concurrent use (hashicorp/terraform#31964). A binary
 * is identified by its SHA-256, so that different binaries are never mixed up.
 */
public final class SharedProviders {
  private static final Logger log = LoggerFactory.getLogger(SharedProviders.class);
  private static final long MIN_BYTES = 1024 * 1024;

  private final Path store;

  public SharedProviders(Path workdirBase) {
    this.store = workdirBase.toAbsolutePath().resolve(".providers");
  }

  /**
   * Replaces copies of providers in an initialised stack directory with hard links. Does nothing if
   * the directory belongs to a user without privileges: it could change the file of the others.
   */
  public void share(Path stack) {
    try {
      if (Files.exists(stack)
          && ChildUser.ownerOf(stack).uid() != ChildUser.ofThisProcess().uid()) {
        return;
      }
      for (Path file : copies(stack.resolve(".terraform").resolve("providers"))) {
        share(file, store.resolve(sha256(file)));
      }
    } catch (FileSystemException | UnsupportedOperationException e) {
      // A file system without hard links, or a full one: the copies work as well.
      log.warn("Provider binaries are not shared between environments: {}", e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes binaries that no stack directory uses. */
  public void prune() {
    try {
      for (Path file : PrivateFiles.list(store)) {
        if (links(file) == 1) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void share(Path file, Path shared) throws IOException {
    PrivateFiles.createPrivateDirectory(store);
    if (!Files.exists(shared)) {
      try {
        Files.createLink(shared, file);
        return;
      } catch (FileAlreadyExistsException e) {
        // Another worker of this host was faster; its file has the same content.
      }
    }
    Path link = file.resolveSibling("." + UUID.randomUUID());
    Files.createLink(link, shared);
    Files.move(link, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Large files with one link; symbolic links into an unpacked mirror are not followed. */
  private static List<Path> copies(Path providers) throws IOException {
    if (!Files.isDirectory(providers)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(providers)) {
      List<Path> regular =
          files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).toList();
      List<Path> copies = new ArrayList<>();
      for (Path file : regular) {
        if (Files.size(file) >= MIN_BYTES && links(file) == 1) {
          copies.add(file);
        }
      }
      return copies;
    }
  }

  private static int links(Path file) throws IOException {
    return (Integer) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int size = in.read(buffer); size >= 0; size = in.read(buffer)) {
        digest.update(buffer, 0, size);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
