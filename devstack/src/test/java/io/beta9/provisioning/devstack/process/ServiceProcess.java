package io.beta9.provisioning.devstack.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.devstack.servers.Ports;
import io.beta9.provisioning.devstack.servers.ProcessSignals;
import io.beta9.provisioning.devstack.stack.Distribution;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** API or worker of one version as a separate process, started by the launcher of the version. */
public final class ServiceProcess implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofMinutes(3);

  private final Process process;
  private final Path log;
  private final int port;

  private ServiceProcess(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /**
   * Starts a process.
   *
   * @param role {@code api} or {@code worker}
   * @param settings environment variables, without the port
   */
  public static ServiceProcess start(
      Distribution version, String role, Map<String, String> settings, Path log)
      throws IOException {
    int port = Ports.findFree();
    Map<String, String> environment = new HashMap<>(settings);
    environment.put(
        role.equals("api") ? "LISTEN_PORT" : "WORKER_LISTEN_PORT", Integer.toString(port));
    ProcessBuilder builder = builder(version, environment, role);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    return new ServiceProcess(builder.start(), log, port);
  }

  /** Returns a process that executes a command of the version. */
  public static ProcessBuilder builder(
      Distribution version, Map<String, String> settings, String... arguments) {
    ProcessBuilder builder = new ProcessBuilder(version.launcher().toString());
    builder.command().addAll(List.of(arguments));
    // The launcher uses what belongs to its version unless these are set.
    builder.environment().keySet().removeAll(Set.of("HELM_RUNNER_JAR", "CHARTS_DIR"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(settings);
    return builder;
  }

  /** Waits until the process reports that it is ready. */
  public ServiceProcess awaitReady() {
    await()
        .alias(log + " and /health/ready")
        .atMost(START_TIMEOUT)
        .pollInterval(Duration.ofMillis(200))
        .failFast(log + ": the process has exited", () -> !process.isAlive())
        .until(this::isReady);
    return this;
  }

  private boolean isReady() throws InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(url().resolve("/health/ready"))
              .timeout(Duration.ofSeconds(10))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // Not yet listening.
    }
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public Path log() {
    return log;
  }

  /** Requests a graceful stop. */
  public void terminate() {
    ProcessSignals.send("TERM", process.pid());
  }

  /** Requests a graceful stop, and then that the process does not wait for running operations. */
  public void terminateTwice() {
    terminate();
    // Signals of one number that are pending at the same time are delivered once.
    await()
        .alias(log + ": the first SIGTERM was received")
        .atMost(Duration.ofMinutes(1))
        .until(() -> Files.readString(log).contains("Received SIGTERM"));
    terminate();
  }

  public void awaitExit(Duration timeout) throws InterruptedException {
    assertThat(process.waitFor(timeout.toSeconds(), TimeUnit.SECONDS))
        .as("%s: the process has exited", log)
        .isTrue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
