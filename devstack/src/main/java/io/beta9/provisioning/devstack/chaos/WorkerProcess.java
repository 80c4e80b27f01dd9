package io.beta9.provisioning.devstack.chaos;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A worker in a process of its own, as it runs in production, with its own way to the database. */
final class WorkerProcess implements AutoCloseable {
  private final Process process;
  private final Gate gate;
  private volatile boolean paused;
  private volatile boolean leaving;
  private volatile Duration absence = Duration.ofSeconds(5);

  private WorkerProcess(Process process, Gate gate) {
    this.process = process;
    this.gate = gate;
  }

  /**
   * Starts one.
   *
   * @param jar the service as it is shipped
   * @param settings its environment variables but for the database's address
   */
  static WorkerProcess start(Path jar, int databasePort, Map<String, String> settings, Path log) {
    Gate gate = new Gate(databasePort);
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx384m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                jar.toString(),
                "worker"));
    builder.environment().putAll(settings);
    builder
        .environment()
        .put("DATABASE_URL", "postgresql://postgres@127.0.0.1:" + gate.port() + "/postgres");
    File file = log.toFile();
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(file));
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      return new WorkerProcess(builder.start(), gate);
    } catch (IOException e) {
      throw new UncheckedIOException("a worker did not start", e);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Makes it stand still. */
  void pause() {
    paused = true;
    Signals.send("STOP", pid());
  }

  void goOn() {
    Signals.send("CONT", pid());
    paused = false;
  }

  /** How long after its end its successor comes. */
  Duration absence() {
    return absence;
  }

  void absence(Duration length) {
    absence = length;
  }

  /** Tells it to end when its work is done, or its time is over. */
  void leave() {
    leaving = true;
    Signals.send("TERM", pid());
  }

  /** Whether it could take work up: it lives, moves, reaches the database and is to stay. */
  boolean isAble() {
    return isAlive() && !paused && !leaving && !gate.isShut();
  }

  Gate gate() {
    return gate;
  }

  void awaitEnd() throws InterruptedException {
    process.waitFor();
  }

  /** The helm-runner that it has started just now, if it has. */
  java.util.Optional<ProcessHandle> helm() {
    return process
        .children()
        .filter(child -> child.info().commandLine().orElse("").contains("helm-runner"))
        .findFirst();
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      Signals.send("CONT", process.pid());
      process.destroyForcibly();
    }
    gate.close();
  }
}
