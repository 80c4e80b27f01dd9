package io.beta9.provisioning.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.testing.Servers;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which classes the processes load: OpenTelemetry costs start-up time and memory. */
@Tag("slow")
class TracingClassesTest {
  private static final String OPEN_TELEMETRY = "io.opentelemetry.";

  @TempDir private Path directory;

  @Test
  void nothing_of_opentelemetry_is_loaded_unless_traces_are_exported() throws Exception {
    assertThat(classesOfApi(""))
        .anyMatch(line -> line.contains("io.beta9.provisioning.telemetry.trace.Tracing "))
        .noneMatch(line -> line.contains(OPEN_TELEMETRY));
    assertThat(classesOfApi("http://127.0.0.1:9")).anyMatch(line -> line.contains(OPEN_TELEMETRY));
  }

  private List<String> classesOfApi(String endpoint) throws Exception {
    int port = freePort();
    Path log = directory.resolve("classes" + endpoint.length() + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xlog:class+load:file=" + log + ":none:filecount=0",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "io.beta9.provisioning.Main",
            "api");
    builder.environment().put("DATABASE_URL", Servers.emptyDatabase());
    builder.environment().put("REDIS_URL", "redis://127.0.0.1:" + Servers.redisPort());
    builder.environment().put("LISTEN_PORT", Integer.toString(port));
    if (!endpoint.isEmpty()) {
      builder.environment().put("TRACING_ENDPOINT", endpoint);
    }
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("api" + endpoint.length() + ".log").toFile())
            .start();
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest ready =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready")).build();
      await()
          .atMost(Duration.ofMinutes(2))
          .ignoreExceptions()
          .until(() -> http.send(ready, BodyHandlers.discarding()).statusCode() == 200);
      http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build(),
          BodyHandlers.discarding());
    } finally {
      process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
    return Files.readAllLines(log);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
