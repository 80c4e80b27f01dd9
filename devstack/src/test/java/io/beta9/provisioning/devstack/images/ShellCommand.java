package io.beta9.provisioning.devstack.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end. */
final class ShellCommand {
  private static final long TIMEOUT_MINUTES = 20;

  private ShellCommand() {}

  /**
   * Outcome of a program.
   *
   * @param output standard output and standard error
   */
  record Result(int exitCode, String output) {
    /** Returns the output without the line break at its end; fails if the program failed. */
    String successful() {
      if (exitCode != 0) {
        throw new AssertionError("exit code " + exitCode + ":\n" + output);
      }
      return output.strip();
    }
  }

  static Result run(List<String> command, Map<String, String> environment) {
    try {
      Path output = Files.createTempFile("images-test", ".log");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
          process.destroyForcibly().waitFor();
          throw new AssertionError(command + " did not end:\n" + Files.readString(output));
        }
        return new Result(
            process.exitValue(), new String(Files.readAllBytes(output), StandardCharsets.UTF_8));
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
