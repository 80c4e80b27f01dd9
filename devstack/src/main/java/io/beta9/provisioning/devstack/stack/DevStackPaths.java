package io.beta9.provisioning.devstack.stack;

import java.nio.file.Path;

/** Default locations of the development stack's files, relative to the working directory. */
public final class DevStackPaths {
  private static final Path DIRECTORY = Path.of(".provisioner");

  private DevStackPaths() {}

  /** Returns the default data directory of {@code demo}. */
  public static Path demo() {
    return DIRECTORY.resolve("demo");
  }

  /** Returns the default data directory of {@code chaos}. */
  public static Path chaos() {
    return DIRECTORY.resolve("chaos");
  }

  /** Returns the file from which the CLI reads the URL and the key of the API. */
  public static Path cliConfig() {
    return DIRECTORY.resolve("cli.json");
  }

  /** Returns the root directory of the checkout. */
  public static Path projectRoot() {
    return Path.of(System.getProperty("provisioner.home", ""));
  }
}
