package io.beta9.provisioning.onboarding;

import io.beta9.provisioning.cloudsim.aws.authorization.PermissionRecording;
import io.beta9.provisioning.cloudsim.aws.authorization.RequiredPermission;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The permissions that a full cycle needed, as {@code OnboardedCycleTest} has recorded them. */
final class RecordedPermissions {
  static final Path FILE =
      Path.of("src/test/resources/io/beta9/provisioning/onboarding/recorded-permissions.jsonl");

  private static final String MODULE = "# module ";

  private RecordedPermissions() {}

  static List<RequiredPermission> all() {
    return PermissionRecording.read(text());
  }

  /** Returns the fingerprint of the module that was recorded. */
  static String module() {
    return text()
        .lines()
        .filter(line -> line.startsWith(MODULE))
        .map(line -> line.substring(MODULE.length()))
        .findFirst()
        .orElse("");
  }

  private static String text() {
    try {
      return Files.readString(FILE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
