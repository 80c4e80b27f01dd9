package io.beta9.provisioning.monitoring;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Prometheus server that scrapes every second and evaluates the rules every second. */
final class RunningPrometheus implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final int port;

  /** A value of a query result with its labels; NaN is a value, too. */
  record QueryValue(Map<String, String> labels, double value) {}

  /**
   * Starts a server.
   *
   * @param targets the ports of the processes, by job name
   */
  RunningPrometheus(Path directory, Path rules, Map<String, Integer> targets) throws IOException {
    Path program = PrometheusProgram.find("prometheus");
    Files.createDirectories(directory);
    Files.writeString(
        directory.resolve("rules.yaml"),
        Files.readString(rules).replace("interval: 30s", "interval: 1s"));
    Path configuration =
        Files.writeString(directory.resolve("prometheus.yaml"), configuration(targets));
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    process =
        new ProcessBuilder(
                program.toString(),
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("prometheus.log").toFile())
            .start();
  }

  private static String configuration(Map<String, Integer> targets) {
    return """
    global: {scrape_interval: 1s, evaluation_interval: 1s}
    rule_files: [rules.yaml]
    scrape_configs:
    %s
    """
        .formatted(
            targets.entrySet().stream()
                .map(
                    target ->
                        "  - {job_name: %s, static_configs: [{targets: [\"127.0.0.1:%d\"]}]}"
                            .formatted(target.getKey(), target.getValue()))
                .collect(Collectors.joining("\n")));
  }

  /** Waits until each target has been scraped successfully this many times from now on. */
  void awaitScrapes(int number, int targets) throws IOException, InterruptedException {
    await()
        .atMost(TIMEOUT)
        .ignoreExceptions()
        .pollInterval(Duration.ofMillis(200))
        .until(() -> query("up == 1").size() == targets);
    double start = scrapes();
    await()
        .atMost(TIMEOUT)
        .ignoreExceptions()
        .pollInterval(Duration.ofMillis(200))
        .until(() -> scrapes() >= start + number);
  }

  private double scrapes() throws IOException, InterruptedException {
    return query("min(count_over_time(up[10m]))").getFirst().value();
  }

  /**
   * Returns the current values of an expression.
   *
   * @throws AssertionError if the server rejects it
   */
  List<QueryValue> query(String expression) throws IOException, InterruptedException {
    JsonNode answer =
        get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    if (!answer.path("status").asString("").equals("success")) {
      throw new AssertionError(expression + ": " + answer);
    }
    return answer
        .at("/data/result")
        .valueStream()
        .map(
            result ->
                new QueryValue(
                    result
                        .get("metric")
                        .propertyStream()
                        .collect(
                            Collectors.toMap(
                                Map.Entry::getKey, label -> label.getValue().asString())),
                    value(result.at("/value/1").asString())))
        .toList();
  }

  private static double value(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /** Returns the names of the firing alerts. */
  List<String> firingAlerts() throws IOException, InterruptedException {
    return get("/api/v1/alerts")
        .at("/data/alerts")
        .valueStream()
        .filter(alert -> alert.get("state").asString().equals("firing"))
        .map(alert -> alert.at("/labels/alertname").asString())
        .toList();
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    String body =
        http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                BodyHandlers.ofString())
            .body();
    return JsonMapper.shared().readTree(body);
  }

  @Override
  public void close() {
    http.close();
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
