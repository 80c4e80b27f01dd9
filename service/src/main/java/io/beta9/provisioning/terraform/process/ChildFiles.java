package io.beta9.provisioning.terraform.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Private files for a child process in a directory of this process.
 *
 * @param user the user of the child, who owns the files; empty for that of this process
 */
public record ChildFiles(Path directory, Optional<ChildUser> user) {

  /** Writes a file atomically. */
  public void write(String name, String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    Path file = directory.resolve(name);
    if (user.isPresent()) {
      PrivateFiles.write(file, bytes, directory, user.get());
    } else {
      PrivateFiles.write(file, bytes);
    }
  }
}
