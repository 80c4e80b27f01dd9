package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Option;

/** {@code -f FILE} on the commands that take a meta-config. */
final class MetaConfigFile {
  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "FILE",
      description = "The meta-config, YAML or JSON; - reads standard input.")
  String file = "";

  byte[] read(Terminal terminal) {
    try {
      return file.equals("-")
          ? terminal.in().readAllBytes()
          : Files.readAllBytes(terminal.directory().resolve(Path.of(file)));
    } catch (NoSuchFileException e) {
      throw new CommandException(ExitCode.WRONG_USE, "there is no file '" + file + "'");
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.WRONG_USE, "'" + file + "' cannot be read: " + String.valueOf(e.getMessage()));
    }
  }

  String contentType() {
    String name = file.toLowerCase(Locale.ROOT);
    // JSON on standard input is YAML too.
    return name.endsWith(".json") ? "application/json" : "application/yaml";
  }
}
