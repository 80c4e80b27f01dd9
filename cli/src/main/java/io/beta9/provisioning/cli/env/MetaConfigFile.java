package io.beta9.provisioning.cli.env;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Option;

/** {@code -f FILE} of the commands that take a meta-config. */
final class MetaConfigFile {
  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "FILE",
      description = "The meta-config, as YAML or JSON; '-' reads standard input.")
  private String file = "";

  /**
   * Returns the contents of the file.
   *
   * @throws CommandException if it cannot be read
   */
  byte[] read(Terminal terminal) {
    try {
      return file.equals("-")
          ? terminal.in().readAllBytes()
          : Files.readAllBytes(terminal.directory().resolve(Path.of(file)));
    } catch (NoSuchFileException e) {
      throw new CommandException(ExitCode.WRONG_USE, "file '" + file + "' does not exist");
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.WRONG_USE, "'" + file + "' cannot be read: " + String.valueOf(e.getMessage()));
    }
  }

  String contentType() {
    // Standard input may contain either: JSON is valid YAML.
    return file.toLowerCase(Locale.ROOT).endsWith(".json")
        ? "application/json"
        : "application/yaml";
  }
}
