package io.beta9.provisioning.monitoring;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The programs of Debian's package {@code prometheus}. Where they are missing, a test that needs
 * them is skipped and says so; with {@code PROMETHEUS_REQUIRED=yes}, as in continuous integration,
 * it fails.
 */
final class PrometheusProgram {
  private PrometheusProgram() {}

  /** Returns the path of {@code prometheus} or {@code promtool}. */
  static Path find(String name) {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    return Stream.of(path.split(Pattern.quote(File.pathSeparator), -1))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseGet(() -> missing(name));
  }

  private static Path missing(String name) {
    String message =
        name
            + " is not installed, so the alerts and dashboards are NOT tested; install it with"
            + " 'apt-get install prometheus'";
    if ("yes".equals(System.getenv("PROMETHEUS_REQUIRED"))) {
      return fail(message);
    }
    System.err.println("SKIPPED: " + message);
    return abort(message);
  }

  /** The exit code of a program and what it printed. */
  record Output(int exitCode, String text) {}

  /** Runs {@code promtool} to its end. */
  static Output promtool(String... arguments) {
    List<String> command = new ArrayList<>(List.of(find("promtool").toString()));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Output(process.waitFor(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
