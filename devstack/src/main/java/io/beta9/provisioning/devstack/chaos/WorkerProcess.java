package io.beta9.provisioning.devstack.chaos;

import io.beta9.provisioning.devstack.servers.EmbeddedServers;
import io.beta9.provisioning.devstack.servers.ProcessSignals;
import io.beta9.provisioning.devstack.stack.Distribution;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A worker in a separate process, as in production, with its own database proxy. */
final class WorkerProcess implements AutoCloseable {
  private final Process process;
  private final DatabaseProxy databaseProxy;
  private volatile boolean paused;
  private volatile boolean terminating;
  private volatile Duration restartDelay = Duration.ofSeconds(5);

  private WorkerProcess(Process process, DatabaseProxy databaseProxy) {
    this.process = process;
    this.databaseProxy = databaseProxy;
  }

  /**
   * Starts a worker.
   *
   * @param distribution contains the program
   * @param servers contain the database, to which the worker connects through a proxy
   * @param settings environment variables, without the database URL
   * @param log file that receives the output
   */
  static WorkerProcess start(
      Distribution distribution, EmbeddedServers servers, Map<String, String> settings, Path log) {
    DatabaseProxy databaseProxy = new DatabaseProxy(servers.postgresPort());
    ProcessBuilder builder =
        new ProcessBuilder(
            distribution.serviceCommand("worker", List.of("-XX:TieredStopAtLevel=1", "-Xmx384m")));
    builder.environment().putAll(settings);
    builder.environment().put("DATABASE_URL", servers.databaseUrl(databaseProxy.port()));
    File file = log.toFile();
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(file));
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      return new WorkerProcess(builder.start(), databaseProxy);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start a worker", e);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Suspends the process. */
  void pause() {
    paused = true;
    ProcessSignals.send("STOP", pid());
  }

  void resume() {
    ProcessSignals.send("CONT", pid());
    paused = false;
  }

  /** Returns the time from the exit of this process to the start of its replacement. */
  Duration restartDelay() {
    return restartDelay;
  }

  void restartDelay(Duration delay) {
    restartDelay = delay;
  }

  /** Requests a graceful shutdown: running operations may finish within the drain period. */
  void terminate() {
    terminating = true;
    ProcessSignals.send("TERM", pid());
  }

  /** Returns whether the worker is running, connected to the database and not shutting down. */
  boolean canAcceptWork() {
    return isAlive() && !paused && !terminating && !databaseProxy.isBlocked();
  }

  DatabaseProxy databaseProxy() {
    return databaseProxy;
  }

  void awaitExit() throws InterruptedException {
    process.waitFor();
  }

  /** Returns the helm-runner process that the worker is executing, if any. */
  Optional<ProcessHandle> helmRunner() {
    return process
        .children()
        .filter(child -> child.info().commandLine().orElse("").contains("helm-runner"))
        .findFirst();
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      ProcessSignals.send("CONT", process.pid());
      process.destroyForcibly();
    }
    databaseProxy.close();
  }
}
