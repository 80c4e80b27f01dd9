package io.beta9.provisioning.bench;

import io.beta9.provisioning.bench.StartupMeasurements.Measurement;
import io.beta9.provisioning.bench.server.ProcessCpu;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Starts programs and measures how long they take. */
final class ProgramStarts {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(5);
  private static final double NANOS_PER_SECOND = 1e9;

  private final Map<String, String> environment;
  private final String key;

  /**
   * @param environment variables of the programs
   * @param key key with which requests are sent
   */
  ProgramStarts(Map<String, String> environment, String key) {
    this.environment = environment;
    this.key = key;
  }

  /** A started program, which is stopped when it is closed. */
  record Running(Process process, Measurement measurement) implements AutoCloseable {
    @Override
    public void close() {
      process.destroy();
      process.onExit().join();
    }
  }

  /** Starts a program that ends by itself, and measures until its end. */
  Measurement toExit(List<String> command) throws IOException, InterruptedException {
    return toExit(command, 0);
  }

  /**
   * Starts a command of the CLI, and measures until its end.
   *
   * @param apiPort port of the API to which it sends requests
   */
  Measurement toExit(List<String> command, int apiPort) throws IOException, InterruptedException {
    double cpuBefore = ProcessCpu.secondsOfEndedChildren();
    long start = System.nanoTime();
    Process process = start(command, apiPort);
    process.getInputStream().readAllBytes();
    int exitCode = process.waitFor();
    double wallSeconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
    if (exitCode != 0) {
      throw new IllegalStateException(command + " failed with exit code " + exitCode);
    }
    return new Measurement(wallSeconds, ProcessCpu.secondsOfEndedChildren() - cpuBefore);
  }

  /**
   * Starts a server, and measures until it answers a request with 200.
   *
   * @param port port on which it listens
   */
  Running toAnswer(List<String> command, int port, String path)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process = start(command, port);
    while (!isOk(port, path)) {
      if (!process.isAlive() || System.nanoTime() - start > TIMEOUT.toNanos()) {
        process.destroyForcibly();
        throw new IllegalStateException(
            command
                + " did not start: "
                + new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      }
      Thread.sleep(POLL_INTERVAL);
    }
    double wallSeconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
    Duration cpu = process.info().totalCpuDuration().orElseThrow();
    return new Running(process, new Measurement(wallSeconds, cpu.toNanos() / NANOS_PER_SECOND));
  }

  private Process start(List<String> command, int port) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.environment().put("LISTEN_PORT", Integer.toString(port));
    builder.environment().put("WORKER_LISTEN_PORT", Integer.toString(port));
    builder.environment().put("PROVISIONER_URL", "http://127.0.0.1:" + port);
    return builder.start();
  }

  private boolean isOk(int port, String path) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
      connection.setRequestProperty("Authorization", "Bearer " + key);
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      return false;
    }
  }
}
