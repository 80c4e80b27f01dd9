package io.beta9.provisioning.cloudsim.aws.authorization;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Identifies the Terraform module of a recording, so that a recording of an earlier module is
 * recognised. Comments, white space and descriptions do not count: they change no request.
 */
public final class ModuleFingerprint {
  private ModuleFingerprint() {}

  /** Returns the fingerprint of the module's configuration and lock file in this directory. */
  public static String of(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> configuration =
          files
              .filter(file -> file.toString().matches(".*(\\.tf|\\.lock\\.hcl)"))
              .sorted()
              .toList();
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : configuration) {
        digest.update(String.valueOf(file.getFileName()).getBytes(StandardCharsets.UTF_8));
        Files.readAllLines(file).stream()
            .map(line -> line.replaceAll("\\s+", " ").strip())
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .filter(line -> !line.startsWith("description ="))
            .forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
