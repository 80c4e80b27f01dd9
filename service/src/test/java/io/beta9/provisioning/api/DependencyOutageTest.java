package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.app.ServiceRole;
import io.beta9.provisioning.metrics.Exposition;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.report.HealthReports;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.testing.RegisteredAccounts;
import io.beta9.provisioning.testing.RegisteredWorkers;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** Responses of the API while PostgreSQL or Redis is unavailable. */
class DependencyOutageTest {
  private static final String UP = "provisioning_dependency_up";
  private static final String ENVIRONMENTS = "provisioning_environments";
  private static final String META_CONFIG =
      """
      name: patient
      cloud:
        provider: aws
        region: us-east-1
        account_id: "123456789012"
      beta9:
        domain: beta9.acme.example
      """;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void accepts_requests_without_redis_and_answers_503_without_postgresql() throws Exception {
    EmbeddedPostgres postgres = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
    try (postgres;
        Service service = start(postgres)) {
      String key =
          service.part(ApiKeyRepository.class).create(new TenantId("acme"), "test").secret().text();
      RegisteredAccounts.verified(service.part(JdbcClient.class), "acme");

      HttpResponse<String> accepted = post(service, key);
      assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
      service.part(WorkerRepository.class).register(RegisteredWorkers.named("w-1"));
      assertThat(service.part(OperationRepository.class).claimNext("w-1")).isPresent();

      HttpResponse<String> degraded = get(service, "/health");
      assertThat(degraded.statusCode()).isEqualTo(200);
      assertThat(health(degraded, "/status")).isEqualTo("DEGRADED");
      assertThat(health(degraded, "/components/redis/status")).isEqualTo("DEGRADED");
      assertThat(health(degraded, "/components/redis/details/reason"))
          .isEqualTo("the connection is refused");
      assertThat(health(degraded, "/components/keyChanges/status")).isEqualTo("UP");
      assertThat(health(degraded, "/components/database/status")).isEqualTo("UP");
      assertThat(get(service, "/health/ready").statusCode()).isEqualTo(200);
      Exposition metrics = Exposition.of(service, Exposition.Format.TEXT);
      assertThat(metrics.value(UP, Map.of("dependency", "redis"))).isZero();
      assertThat(metrics.value(UP, Map.of("dependency", "database"))).isEqualTo(1);
      assertThat(metrics.value(ENVIRONMENTS, Map.of("status", "queued"))).isEqualTo(1);
      assertThat(service.part(HealthReports.class).now().findings())
          .anySatisfy(finding -> assertThat(finding).startsWith("Redis is unavailable"));

      postgres.close();

      HttpResponse<String> refused = post(service, key);
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).contains("5");
      assertThat(refused.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/problem+json");
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> assertThat(get(service, "/health/ready").statusCode()).isEqualTo(503));
      HttpResponse<String> down = get(service, "/health");
      assertThat(down.statusCode()).isEqualTo(503);
      assertThat(health(down, "/components/database/status")).isEqualTo("DOWN");
      assertThat(health(down, "/components/database/details/reason")).isNotEmpty();
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                Exposition outage = Exposition.of(service, Exposition.Format.TEXT);
                assertThat(outage.value(UP, Map.of("dependency", "database"))).isZero();
                assertThat(outage.value(ENVIRONMENTS, Map.of("status", "queued")))
                    .as("a count that is not current is not published")
                    .isNaN();
              });
      assertThat(get(service, "/health/live").statusCode()).isEqualTo(200);
    }
  }

  private static String health(HttpResponse<String> response, String path) {
    return JsonMapper.shared().readTree(response.body()).at(path).asString();
  }

  private static Service start(EmbeddedPostgres postgres) throws IOException {
    return Service.start(
        Settings.from(
            Map.of(
                "DATABASE_URL",
                "postgresql://postgres@127.0.0.1:" + postgres.getPort() + "/postgres",
                "REDIS_URL",
                "redis://127.0.0.1:" + closedPort(),
                "LISTEN_PORT",
                "0")),
        Set.of(ServiceRole.API));
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private HttpResponse<String> post(Service service, String key) throws Exception {
    return http.send(
        request(service, "/api/v1/environments")
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/yaml")
            .POST(HttpRequest.BodyPublishers.ofString(META_CONFIG))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> get(Service service, String path) throws Exception {
    return http.send(request(service, path).build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(Service service, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path));
  }
}
