package io.beta9.provisioning.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.testing.Servers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The health of a worker whose host loses what Terraform needs. */
class WorkerHealthTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private Path terraform;
  private Path mirror;
  private Path provider;
  private Path workdir;
  private Path charts;
  private Service worker;

  @BeforeEach
  void start() throws IOException {
    terraform = directory.resolve("terraform");
    Files.writeString(terraform, "#!/bin/sh\necho 'Terraform v1.14.0'\n");
    Files.setPosixFilePermissions(terraform, PosixFilePermissions.fromString("rwx------"));
    mirror = directory.resolve("mirror");
    provider =
        Files.createDirectories(
            mirror.resolve("registry.terraform.io").resolve("hashicorp").resolve("aws"));
    Files.createDirectory(provider.resolve("6.0.0"));
    workdir = directory.resolve("work");
    Path runner = Files.writeString(directory.resolve("helm-runner.jar"), "");
    Files.writeString(Files.createDirectory(directory.resolve("native")).resolve("helm.so"), "");
    charts = directory.resolve("charts");
    for (String chart : List.of("beta9", "baseline")) {
      Files.createDirectories(charts.resolve(chart));
      Files.writeString(charts.resolve(chart).resolve("Chart.yaml"), "name: " + chart + "\n");
    }
    worker =
        Service.start(
            Settings.from(
                Map.of(
                    "DATABASE_URL",
                    Servers.emptyDatabase(),
                    "REDIS_URL",
                    "redis://127.0.0.1:" + Servers.redisPort(),
                    "WORKDIR_BASE",
                    workdir.toString(),
                    "TERRAFORM_BINARY",
                    terraform.toString(),
                    "TERRAFORM_PROVIDER_MIRROR",
                    mirror.toString(),
                    "HELM_RUNNER_JAR",
                    runner.toString(),
                    "CHARTS_DIR",
                    charts.toString(),
                    "WORKER_DRAIN_SECONDS",
                    "0")),
            Set.of(ServiceRole.WORKER));
  }

  @AfterEach
  void stop() {
    worker.close();
    http.close();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + worker.port() + path)).build(),
        BodyHandlers.ofString());
  }

  private JsonNode details() throws IOException, InterruptedException {
    return JsonMapper.shared()
        .readTree(get("/health/ready").body())
        .at("/components/worker/details");
  }

  private void awaitReady() {
    await()
        .atMost(TIMEOUT)
        .untilAsserted(() -> assertThat(get("/health/ready").statusCode()).isEqualTo(200));
  }

  /** Waits until the worker is not ready because of this precondition, and of no other. */
  private void awaitNotReady(String precondition, String reason) throws Exception {
    await()
        .atMost(TIMEOUT)
        .untilAsserted(() -> assertThat(get("/health/ready").statusCode()).isEqualTo(503));
    JsonNode details = details();
    assertThat(details.get(precondition).asString()).contains(reason);
    details
        .propertyStream()
        .filter(detail -> !detail.getKey().equals(precondition))
        .forEach(detail -> assertThat(detail.getValue().asString()).isEqualTo("ok"));
    assertThat(get("/health").statusCode()).isEqualTo(503);
    assertThat(get("/health/live").statusCode()).as("a restart would not help").isEqualTo(200);
    assertThat(get("/metrics").body())
        .contains(
            "provisioning_worker_precondition_violated{precondition=\"" + precondition + "\"} 1.0");
  }

  @Test
  void names_what_is_missing_and_is_ready_again_when_it_is_back() throws Exception {
    awaitReady();
    assertThat(details().get("terraform").asString()).isEqualTo("ok");
    assertThat(details().get("provider-mirror").asString()).isEqualTo("ok");
    assertThat(details().get("helm").asString()).isEqualTo("ok");
    assertThat(details().get("work-directory").asString()).isEqualTo("ok");

    Files.setPosixFilePermissions(terraform, PosixFilePermissions.fromString("rw-------"));
    awaitNotReady("terraform", terraform.toString());
    Files.setPosixFilePermissions(terraform, PosixFilePermissions.fromString("rwx------"));
    awaitReady();

    Path moved = Files.move(mirror, directory.resolve("moved"));
    awaitNotReady("provider-mirror", mirror.toString());
    Files.move(moved, mirror);
    awaitReady();

    Path chart = Files.move(charts.resolve("beta9"), directory.resolve("moved-chart"));
    awaitNotReady("helm", charts.toString());
    Files.move(chart, charts.resolve("beta9"));
    awaitReady();

    Path kept = Files.move(workdir, directory.resolve("kept"));
    Files.writeString(workdir, "a file is in the way");
    awaitNotReady("work-directory", workdir.toString());
    Files.delete(workdir);
    Files.move(kept, workdir);
    awaitReady();
  }
}
