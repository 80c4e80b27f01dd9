package io.beta9.provisioning.cli;

import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Executes commands against a {@link FakeApi}, and keeps what the latest of them has printed. */
abstract class FakeApiCommands {
  @TempDir Path directory;

  final FakeApi api = new FakeApi();
  final List<Duration> pauses = new ArrayList<>();
  final Map<String, String> environment =
      new LinkedHashMap<>(Map.of("PROVISIONER_URL", api.url(), "PROVISIONER_KEY", FakeApi.KEY));
  String input = "";
  boolean screen;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @AfterEach
  void stop() {
    api.close();
  }

  final Terminal terminal() {
    return new Terminal(
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        screen,
        screen,
        environment,
        directory);
  }

  final int run(String... args) {
    out.reset();
    err.reset();
    return new Cli(new CommandContext(terminal(), pauses::add)).run(args);
  }

  final String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  final String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
