package io.beta9.provisioning.bench.server;

import io.beta9.provisioning.devstack.servers.Ports;
import io.beta9.provisioning.devstack.servers.ProcessSignals;
import io.beta9.provisioning.devstack.stack.Distribution;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The API or a worker as production runs it: started by the distribution's launcher, with its AOT
 * cache if one has been recorded. {@code BENCH_JAVA_OPTIONS} overrides single options of the JVM.
 */
public final class ServiceProcess implements AutoCloseable {
  private static final Duration STARTUP_TIMEOUT = Duration.ofMinutes(2);

  private final Process process;
  private final int port;

  private ServiceProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts the API and waits until it is ready.
   *
   * @param home root of the project, which contains the distribution
   * @param settings environment variables
   * @param log file that receives the output
   */
  public static ServiceProcess start(Path home, Map<String, String> settings, Path log)
      throws IOException, InterruptedException {
    return start("api", home, settings, log);
  }

  /**
   * Starts a worker and waits until it is ready.
   *
   * @param home root of the project, which contains the distribution
   * @param settings environment variables
   * @param log file that receives the output
   */
  public static ServiceProcess startWorker(Path home, Map<String, String> settings, Path log)
      throws IOException, InterruptedException {
    return start("worker", home, settings, log);
  }

  private static ServiceProcess start(
      String role, Path home, Map<String, String> settings, Path log)
      throws IOException, InterruptedException {
    int port = Ports.findFree();
    ProcessBuilder builder =
        new ProcessBuilder(Distribution.ofProject(home).launcher().toString(), role);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    String options = System.getenv("BENCH_JAVA_OPTIONS");
    if (options != null) {
      builder.environment().put("JAVA_OPTIONS", options);
    }
    // The benchmarks measure what the process can do, with one key and from one address.
    for (String limit : List.of("READS", "WRITES", "STREAMS", "UNAUTHENTICATED")) {
      builder.environment().put("RATE_LIMIT_" + limit, "0");
    }
    builder.environment().put("LISTEN_MAX_CONNECTIONS_PER_ADDRESS", "1000");
    builder.environment().putAll(settings);
    builder.environment().put("LISTEN_PORT", Integer.toString(port));
    builder.environment().put("WORKER_LISTEN_PORT", Integer.toString(port));
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    ServiceProcess service = new ServiceProcess(builder.start(), port);
    service.awaitReady(log);
    return service;
  }

  private void awaitReady(Path log) throws InterruptedException {
    HttpRequest ready =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready")).build();
    long end = System.nanoTime() + STARTUP_TIMEOUT.toNanos();
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (process.isAlive() && System.nanoTime() < end) {
        try {
          if (http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
            return;
          }
        } catch (IOException e) {
          // It does not listen yet.
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
    close();
    throw new IllegalStateException("The service did not start; its log is " + log);
  }

  public int port() {
    return port;
  }

  /** Returns the CPU seconds of the process so far. */
  public double cpuSeconds() {
    return ProcessCpu.seconds(process.pid());
  }

  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      ProcessSignals.send("TERM", process.pid());
    }
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
