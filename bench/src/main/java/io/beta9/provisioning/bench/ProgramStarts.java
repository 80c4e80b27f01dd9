package io.beta9.provisioning.bench;

import io.beta9.provisioning.bench.StartupMeasurements.Measurement;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Starts programs and measures how long they take. */
final class ProgramStarts {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(5);
  private static final double NANOS_PER_SECOND = 1e9;

  /** {@code sysconf(_SC_CLK_TCK)}, which is 100 on every Linux that Java runs on. */
  private static final double TICKS_PER_SECOND = 100;

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
    double cpuBefore = cpuSecondsOfExitedChildren();
    long start = System.nanoTime();
    Process process = start(command, apiPort);
    process.getInputStream().readAllBytes();
    int exitCode = process.waitFor();
    double wallSeconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
    if (exitCode != 0) {
      throw new IllegalStateException(command + " failed with exit code " + exitCode);
    }
    return new Measurement(wallSeconds, cpuSecondsOfExitedChildren() - cpuBefore);
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

  /** Fields 16 and 17 of {@code proc(5)}: user and system time of waited-for children. */
  private static double cpuSecondsOfExitedChildren() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / TICKS_PER_SECOND;
  }
}
