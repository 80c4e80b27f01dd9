package io.beta9.provisioning.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.app.ServiceRole;
import io.beta9.provisioning.certificates.CertificateMonitor;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.terraform.run.Terraform;
import io.beta9.provisioning.terraform.run.TerraformRunMetrics;
import io.beta9.provisioning.terraform.run.TinyStack;
import io.beta9.provisioning.testing.FakeWorkerTools;
import io.beta9.provisioning.testing.ReplicatedPostgres;
import io.beta9.provisioning.testing.Servers;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * An API and a worker as separate services, with PostgreSQL and its replica, Redis and a simulated
 * account. Terraform of the environments and Helm are fast fakes; one run of the real Terraform
 * provides its metrics.
 */
final class MonitoredInstallation implements AutoCloseable {
  private static final Duration OPERATION_TIMEOUT = Duration.ofMinutes(2);
  private static final Path EXAMPLE = Path.of("..", "examples", "small.yaml");

  private final Path directory;
  private final FakeWorkerTools fakes = new FakeWorkerTools(this::jdbc);
  private final HttpClient http = HttpClient.newHttpClient();
  private final ReplicatedPostgres servers;
  private final EmbeddedPostgres replica;
  private final Service api;
  private final Service worker;
  private final String key;

  MonitoredInstallation(Path directory) throws IOException, SQLException {
    this.directory = directory;
    servers = new ReplicatedPostgres(directory);
    // The schema exists before the replica is copied.
    Service.start(settings(""), Set.of(ServiceRole.API)).close();
    replica = servers.replica("replica");
    api = Service.start(settings(ReplicatedPostgres.url(replica)), Set.of(ServiceRole.API));
    worker = Service.start(settings(""), Set.of(ServiceRole.WORKER), fakes.tools());
    fakes.registerAccount("acme");
    key =
        api.part(ApiKeyRepository.class)
            .create(new TenantId("acme"), "ann", Role.ADMIN, Role.OWNER)
            .secret()
            .text();
  }

  private Settings settings(String replicaUrl) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("DATABASE_URL", servers.primaryUrl());
    settings.put("DATABASE_READ_URL", replicaUrl);
    settings.put("REDIS_URL", "redis://127.0.0.1:" + Servers.redisPort());
    settings.put("LISTEN_PORT", "0");
    settings.put("WORKDIR_BASE", directory.resolve("work").toString());
    settings.put("WORKER_DRAIN_SECONDS", "5");
    return Settings.from(settings);
  }

  int apiPort() {
    return api.port();
  }

  int workerPort() {
    return worker.port();
  }

  private JdbcClient jdbc() {
    return api.part(JdbcClient.class);
  }

  /** Provisions one environment, lets an operation on another one fail, and reads both. */
  void work() throws Exception {
    String ready = create("demo");
    awaitStatus(ready, "ready");
    String failed = create("failing");
    fakes
        .clusters()
        .failInstallations(
            Failure.of(FailureCode.IMAGE_NOT_PULLED)
                .about("beta9")
                .with(FailureParameter.NAMESPACE, "beta9"));
    awaitStatus(failed, "failed");
    for (String id : Set.of(ready, failed)) {
      assertThat(send("GET", "/environments/" + id, "").statusCode()).isEqualTo(200);
    }
    assertThat(send("GET", "/environments/env_000000000000", "").statusCode()).isEqualTo(404);
    storeCertificate(ready);
    api.part(CertificateMonitor.class).check();
    runTerraform();
  }

  private String create(String name) throws Exception {
    String metaConfig = Files.readString(EXAMPLE).replaceFirst("(?m)^name: .*$", "name: " + name);
    HttpResponse<String> response = send("POST", "/environments", metaConfig);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    return JsonMapper.shared().readTree(response.body()).get("environment_id").asString();
  }

  private void awaitStatus(String id, String status) {
    await()
        .atMost(OPERATION_TIMEOUT)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(
            () ->
                assertThat(
                        jdbc()
                            .sql("select status from environments where id = :id")
                            .param("id", id)
                            .query(String.class)
                            .single())
                    .isEqualTo(status));
  }

  /** Gives the environment the certificate authority that a real cluster has. */
  private void storeCertificate(String id) throws Exception {
    jdbc()
        .sql(
            """
            update environments
               set outputs = outputs || jsonb_build_object('cluster_certificate_authority', :ca::text)
             where id = :id
            """)
        .param("ca", SelfSignedCertificate.pemAsBase64(directory.resolve("store.p12")))
        .param("id", id)
        .update();
  }

  private void runTerraform() {
    TinyStack stack = TinyStack.withSlowApply(directory.resolve("tiny"));
    Terraform terraform = stack.terraform(worker.part(TerraformRunMetrics.class));
    terraform.init(TinyStack.run("init-1"));
    terraform.plan(TinyStack.run("plan-1"), List.of());
    terraform.apply(TinyStack.run("apply-1"));
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + "/api/v1" + path))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/yaml")
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  @Override
  public void close() throws IOException {
    http.close();
    worker.close();
    api.close();
    replica.close();
    servers.close();
    fakes.close();
  }
}
