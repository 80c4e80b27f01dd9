package io.beta9.provisioning.devstack.stack;

import io.beta9.provisioning.cli.client.ApiSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The URL and the API key of a stack, stored in its data directory and readable by the owner only.
 *
 * @param file the file in the data directory
 */
public record CliConfig(Path file) {

  static CliConfig in(Path dataDirectory) {
    return new CliConfig(dataDirectory.resolve("cli.json"));
  }

  /** Returns the stored key, or an empty string. */
  String key() {
    if (!Files.exists(file)) {
      return "";
    }
    try {
      return JsonMapper.shared().readTree(Files.readAllBytes(file)).path("key").asString("");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  void write(ApiSettings api) {
    ObjectNode content = JsonMapper.shared().createObjectNode();
    content.put("url", api.url().toString());
    content.put("key", api.key());
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, content.toPrettyString() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /**
   * Makes CLI commands in the working directory use this stack, by a symbolic link where they look
   * for their configuration.
   */
  public void activate() {
    activate(DevStackPaths.cliConfig());
  }

  void activate(Path link) {
    Path absolute = link.toAbsolutePath().normalize();
    Path directory = Objects.requireNonNull(absolute.getParent());
    Path target = directory.relativize(file.toAbsolutePath().normalize());
    try {
      Files.createDirectories(directory);
      Path temporary =
          directory.resolve(absolute.getFileName() + "." + ProcessHandle.current().pid());
      Files.deleteIfExists(temporary);
      Files.createSymbolicLink(temporary, target);
      Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create the link " + link, e);
    }
  }
}
