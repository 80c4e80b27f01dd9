package io.beta9.provisioning.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/** Programs that tests tagged {@code extended} start; the profile of that name downloads them. */
public final class ExtendedTools {
  private static final Path DIRECTORY = Path.of("target", "extended-tools");

  private ExtendedTools() {}

  /** Returns the path of a downloaded file. */
  public static Path file(String name) {
    Path file = DIRECTORY.resolve(name).toAbsolutePath();
    assertThat(file)
        .as("download it with: mvn -Pextended -pl service dependency:copy@extended-tools")
        .exists();
    return file;
  }
}
