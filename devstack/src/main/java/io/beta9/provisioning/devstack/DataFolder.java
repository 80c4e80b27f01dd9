package io.beta9.provisioning.devstack;

import java.nio.file.Path;

/** Where the development stack keeps things, below the folder that it is started in. */
public final class DataFolder {
  private static final Path ROOT = Path.of(".provisioner");

  private DataFolder() {}

  static Path demo() {
    return ROOT.resolve("demo");
  }

  public static Path chaos() {
    return ROOT.resolve("chaos");
  }

  /** Where the CLI looks for the address and the key. */
  static Path keyFile() {
    return ROOT.resolve("cli.json");
  }

  /** The project's own folder, where the examples lie. */
  public static Path home() {
    return Path.of(System.getProperty("provisioner.home", ""));
  }
}
