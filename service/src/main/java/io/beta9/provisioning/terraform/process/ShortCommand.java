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
  /** The plan or the state of an environment; the customer can change the latter. */
  private static final int MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

  private ShortCommand() {}

  /** The result; {@code exitCode} is -1 if the deadline passed or the output was too long. */
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
      Collector out = new Collector(process, process.getInputStream());
      Collector err = new Collector(process, process.getErrorStream());
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
      String text = out.text();
      String errors = err.text();
      boolean complete = ended && !out.exceeded && !err.exceeded;
      return new Result(complete ? process.exitValue() : -1, text, errors);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.getFirst(), e);
    }
  }

  /** Reads one stream to its end, so that the process never waits for a reader. */
  private static final class Collector {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Process process;
    private final Thread thread;
    private volatile boolean exceeded;

    Collector(Process process, InputStream stream) {
      this.process = process;
      thread = Thread.ofVirtual().start(() -> drain(stream));
    }

    private void drain(InputStream stream) {
      try (stream) {
        byte[] buffer = new byte[64 * 1024];
        for (int size = stream.read(buffer); size >= 0; size = stream.read(buffer)) {
          if (bytes.size() + size > MAX_OUTPUT_BYTES) {
            exceeded = true;
            process.destroyForcibly();
            return;
          }
          bytes.write(buffer, 0, size);
        }
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
