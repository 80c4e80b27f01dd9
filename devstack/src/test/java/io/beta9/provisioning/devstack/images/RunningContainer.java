package io.beta9.provisioning.devstack.images;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A container that was started, which ends with this object. */
record RunningContainer(Process process, Path log) implements AutoCloseable {
  private static final Duration STARTUP_TIMEOUT = Duration.ofMinutes(3);

  /** Waits until the readiness probe succeeds, and returns its answer. */
  String awaitReady(int port) {
    Awaitility.await()
        .atMost(STARTUP_TIMEOUT)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> isReady(port));
    return body(port);
  }

  private boolean isReady(int port) {
    if (!process.isAlive()) {
      throw new IllegalStateException("the container ended:\n" + output());
    }
    try {
      return connection(port).getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      return false; // Not listening yet.
    }
  }

  private static String body(int port) {
    try (InputStream body = connection(port).getInputStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HttpURLConnection connection(int port) throws IOException {
    return (HttpURLConnection)
        URI.create("http://127.0.0.1:" + port + "/health/ready").toURL().openConnection();
  }

  /** Returns the command lines of the container's processes, without those that started it. */
  List<String> processes() {
    return process.descendants().flatMap(p -> p.info().commandLine().stream()).toList();
  }

  /** Sends SIGTERM to the container's first process, as the kubelet does, and waits for the end. */
  int stop() throws InterruptedException {
    process
        .descendants()
        .filter(p -> p.info().command().orElse("").endsWith("/tini"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no tini in " + processes()))
        .destroy();
    return process.waitFor();
  }

  String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
