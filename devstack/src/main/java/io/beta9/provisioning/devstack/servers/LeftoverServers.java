package io.beta9.provisioning.devstack.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Stops the PostgreSQL and Redis servers that an earlier process left running on a data directory
 * because it was killed. The servers are found by their pid files. A process is stopped only if it
 * is really such a server: its name matches and its working directory, which both servers set to
 * their data directory, is the expected one. Otherwise the pid has been reused and the pid file is
 * deleted.
 */
public final class LeftoverServers {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  private final Path processes;
  private final Duration stopTimeout;
  private final Consumer<String> report;

  /**
   * @param report receives one message for each server that is stopped
   */
  public LeftoverServers(Consumer<String> report) {
    this(Path.of("/proc"), STOP_TIMEOUT, report);
  }

  /**
   * @param stopTimeout how long to wait after each signal
   */
  LeftoverServers(Path processes, Duration stopTimeout, Consumer<String> report) {
    this.processes = processes;
    this.stopTimeout = stopTimeout;
    this.report = report;
  }

  /**
   * Stops the servers of the data directory, if any.
   *
   * @throws UncheckedIOException if a pid file cannot be read or deleted
   */
  public void stop(Path directory) {
    // Fast shutdown, then immediate shutdown: a smart one (TERM) would wait for clients.
    stop(
        new Server(
            "PostgreSQL",
            "postgres",
            directory.resolve("postgres"),
            EmbeddedServers.postgresPidFile(directory)),
        List.of("INT", "QUIT", "KILL"));
    stop(
        new Server(
            "Redis",
            "redis-server",
            directory.resolve("redis"),
            EmbeddedServers.redisPidFile(directory)),
        List.of("TERM", "KILL"));
  }

  private record Server(String title, String processName, Path dataDirectory, Path pidFile) {}

  private void stop(Server server, List<String> signals) {
    Path pidFile = server.pidFile();
    if (!Files.exists(pidFile)) {
      return;
    }
    Optional<Long> pid = readPid(pidFile);
    if (pid.isPresent() && isServer(pid.get(), server)) {
      report.accept(
          "Stopping " + server.title() + " of an earlier run (pid " + pid.get() + ") ...");
      for (String signal : signals) {
        ProcessSignals.send(signal, pid.get());
        if (awaitExit(pid.get())) {
          break;
        }
      }
    }
    delete(pidFile);
  }

  private static Optional<Long> readPid(Path pidFile) {
    try {
      return Files.readString(pidFile).lines().findFirst().map(String::strip).map(Long::valueOf);
    } catch (NumberFormatException e) {
      // Written only in part when the server was killed.
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + pidFile, e);
    }
  }

  private boolean isServer(long pid, Server server) {
    Path process = processes.resolve(Long.toString(pid));
    try {
      return Files.readString(process.resolve("comm")).startsWith(server.processName())
          && Files.isSameFile(process.resolve("cwd"), server.dataDirectory());
    } catch (IOException e) {
      // No such process, or one of another user.
      return false;
    }
  }

  private boolean awaitExit(long pid) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    if (process.isEmpty()) {
      return true;
    }
    try {
      process.get().onExit().get(stopTimeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void delete(Path pidFile) {
    try {
      Files.deleteIfExists(pidFile);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + pidFile, e);
    }
  }
}
