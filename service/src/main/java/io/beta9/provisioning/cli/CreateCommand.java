package io.beta9.provisioning.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
    name = "create",
    mixinStandardHelpOptions = true,
    description = "Creates an environment from a meta-config.",
    footer = {
      "",
      "Examples:",
      "  provisioner env create -f examples/small.yaml --watch",
      "  provisioner env create -f - -o json < my.yaml"
    })
final class CreateCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "FILE",
      description = "The meta-config, YAML or JSON; - reads standard input.")
  String file = "";

  @Option(names = "--watch", description = "Show its way until it is ready or has failed.")
  boolean watch;

  @Mixin OutputOption output = new OutputOption();

  CreateCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    byte[] body = body();
    try (ApiClient api = session.api()) {
      JsonNode created = api.create(body, contentType());
      String id = Reply.text(created, "environment_id");
      if (watch) {
        return session.watch(api, id, 0, output.format, Statuses.READY);
      }
      if (output.json()) {
        session.printJson(created);
      } else {
        session.terminal().out().println(id + " is queued.");
        session.terminal().out().println("See its way with: provisioner env watch " + id);
      }
      return ExitCode.DONE;
    }
  }

  private byte[] body() {
    try {
      return file.equals("-")
          ? session.terminal().in().readAllBytes()
          : Files.readAllBytes(session.terminal().directory().resolve(Path.of(file)));
    } catch (NoSuchFileException e) {
      throw new CommandException(ExitCode.WRONG_USE, "there is no file '" + file + "'");
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.WRONG_USE, "'" + file + "' cannot be read: " + String.valueOf(e.getMessage()));
    }
  }

  private String contentType() {
    String name = file.toLowerCase(Locale.ROOT);
    // JSON on standard input is YAML too.
    return name.endsWith(".json") ? "application/json" : "application/yaml";
  }
}
