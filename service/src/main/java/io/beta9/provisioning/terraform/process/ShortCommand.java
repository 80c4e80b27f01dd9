package io.beta9.provisioning.terraform.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs a short read-only command that ends with this process. Its output is kept in memory, because
 * it may contain secrets.
 */
public final class ShortCommand {
  private ShortCommand() {}

  /** The result; {@code exitCode} is -1 if the deadline passed. */
  public record Result(int exitCode, String out, String err) {}

  /**
   * Runs the command in the directory and waits for its end.
   *
   * @throws UncheckedIOException if it cannot be started
   * @throws DetachedException if this thread is interrupted
   */
  public static Result run(
      List<String> command, Path directory, Map<String, String> environment, Duration deadline) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      Collector out = new Collector(process.getInputStream());
      Collector err = new Collector(process.getErrorStream());
      boolean ended;
      try {
        ended = process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
        throw new DetachedException("interrupted while waiting for a command", e);
      }
      if (!ended) {
        process.destroyForcibly();
      }
      return new Result(ended ? process.exitValue() : -1, out.text(), err.text());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.getFirst(), e);
    }
  }

  /** Reads one stream to its end, so that the process never waits for a reader. */
  private static final class Collector {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Thread thread;

    Collector(InputStream stream) {
      thread = Thread.ofVirtual().start(() -> drain(stream));
    }

    private void drain(InputStream stream) {
      try (stream) {
        stream.transferTo(bytes);
      } catch (IOException e) {
        // The process was killed; its output ends here.
        return;
      }
    }

    String text() {
      boolean interrupted = false;
      while (true) {
        try {
          thread.join();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }
}
