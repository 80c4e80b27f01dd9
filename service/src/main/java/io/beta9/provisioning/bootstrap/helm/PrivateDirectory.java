package io.beta9.provisioning.bootstrap.helm;

import io.beta9.provisioning.bootstrap.cluster.Kubeconfig;
import io.beta9.provisioning.terraform.process.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A directory for secrets that are passed to a program in files. Deleted after the call. */
final class PrivateDirectory implements AutoCloseable {
  private static final String PREFIX = "helm-";

  private final Path path;

  private PrivateDirectory(Path path) {
    this.path = path;
  }

  static PrivateDirectory create(Path parent) throws IOException {
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
      PrivateFiles.deleteTree(path);
    } catch (IOException e) {
      throw new UncheckedIOException("secrets could not be removed from " + path, e);
    }
  }
}
