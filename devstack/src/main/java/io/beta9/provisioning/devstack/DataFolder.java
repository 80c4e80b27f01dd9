package io.beta9.provisioning.devstack;

import java.nio.file.Path;

/** Where the development stack keeps things, below the folder that it is started in. */
final class DataFolder {
  private static final Path ROOT = Path.of(".provisioner");

  private DataFolder() {}

  static Path demo() {
    return ROOT.resolve("demo");
  }

  /** Where the CLI looks for the address and the key. */
  static Path keyFile() {
    return ROOT.resolve("cli.json");
  }

  /** The project's own folder, where the examples lie. */
  static Path home() {
    return Path.of(System.getProperty("provisioner.home", ""));
  }
}
