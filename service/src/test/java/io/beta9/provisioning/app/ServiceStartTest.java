package io.beta9.provisioning.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.worker.pipeline.WorkerTools;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class ServiceStartTest {

  private static Settings listeningOnAllAddresses(String database) {
    return Settings.from(
        Map.of(
            "DATABASE_URL",
            database,
            "REDIS_URL",
            "redis://127.0.0.1:" + Servers.redisPort(),
            "LISTEN_ADDRESS",
            "0.0.0.0",
            "LISTEN_PORT",
            "0",
            "ALLOW_PLAIN_HTTP",
            "true"));
  }

  @ParameterizedTest
  @EnumSource(ServiceRole.class)
  void refuses_to_serve_plain_http_beyond_loopback_unless_that_is_allowed(ServiceRole role) {
    Map<String, String> settings = Map.of("LISTEN_ADDRESS", "0.0.0.0");

    assertThatThrownBy(() -> Service.start(Settings.from(settings), Set.of(role)))
        .isInstanceOf(Service.RefusedException.class)
        .hasMessageContainingAll("0.0.0.0", "TLS_CERT_FILE", "ALLOW_PLAIN_HTTP=true");
  }

  @Test
  void requires_the_certificate_and_its_key_together() {
    assertThatThrownBy(
            () ->
                Service.start(
                    Settings.from(Map.of("TLS_CERT_FILE", "/tls.crt")), Set.of(ServiceRole.API)))
        .hasMessage("TLS_KEY_FILE: must be set as well, because TLS_CERT_FILE is set");
    assertThatThrownBy(
            () ->
                Service.start(
                    Settings.from(Map.of("TLS_KEY_FILE", "/tls.key")), Set.of(ServiceRole.API)))
        .hasMessage("TLS_CERT_FILE: must be set as well, because TLS_KEY_FILE is set");
  }

  @Test
  void refuses_to_listen_beyond_loopback_without_a_key_and_prints_the_command_that_creates_one() {
    assertThatThrownBy(
            () ->
                Service.start(
                    listeningOnAllAddresses(Servers.emptyDatabase()), Set.of(ServiceRole.API)))
        .isInstanceOf(Service.RefusedException.class)
        .hasMessageContaining("0.0.0.0")
        .hasMessageContaining("./provisioner admin keys create");
  }

  @Test
  void listens_beyond_loopback_once_there_is_a_key() {
    try (Service service =
        Service.start(listeningOnAllAddresses(withKey()), Set.of(ServiceRole.API))) {
      assertThat(service.port()).isPositive();
    }
  }

  private static String withKey() {
    String database = Servers.emptyDatabase();
    try (HikariDataSource pool = Servers.pool(database)) {
      Servers.migrations(pool).up();
      new ApiKeyRepository(JdbcClient.create(pool), new SecureRandom())
          .create(new TenantId("acme"), "first");
    }
    return database;
  }

  @Test
  void runs_an_api_and_two_workers_on_one_machine_and_serves_metrics_of_the_workers()
      throws Exception {
    String database = Servers.emptyDatabase();
    WorkerTools none =
        new WorkerTools(
            (stack, redactor, credentials) -> nothing(),
            (cluster, credentials, privateDirectory) -> nothing());
    try (Service api = Service.start(local(database, 0), Set.of(ServiceRole.API));
        HttpClient http = HttpClient.newHttpClient()) {
      // The workers have the settings of the API, as in one shell.
      Settings settings = local(database, api.port());
      try (Service first = Service.start(settings, Set.of(ServiceRole.WORKER), none);
          Service second = Service.start(settings, Set.of(ServiceRole.WORKER), none)) {
        assertThat(Set.of(api.port(), first.port(), second.port())).hasSize(3);
        assertThat(
                http.send(
                        HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + second.port() + "/metrics"))
                            .build(),
                        BodyHandlers.ofString())
                    .body())
            .contains("provisioning_errors_total");
      }
    }
  }

  @Test
  void names_the_setting_of_a_port_that_is_in_use() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      String database = Servers.emptyDatabase();

      assertThatThrownBy(() -> Service.start(local(database, port), Set.of(ServiceRole.API)))
          .isInstanceOf(Service.RefusedException.class)
          .hasMessageStartingWith("LISTEN_PORT: port " + port + " on 127.0.0.1 is in use");
    }
  }

  private static Settings local(String database, int port) {
    return Settings.from(
        Map.of(
            "DATABASE_URL",
            database,
            "REDIS_URL",
            "redis://127.0.0.1:" + Servers.redisPort(),
            "LISTEN_PORT",
            Integer.toString(port),
            "WORKER_DRAIN_SECONDS",
            "0"));
  }

  private static <T> T nothing() {
    throw new AssertionError("there are no operations");
  }

  @Test
  void stops_while_a_client_reads_an_event_stream() throws Exception {
    Service service = Service.start(listeningOnAllAddresses(withKey()), Set.of(ServiceRole.API));
    String key =
        service.part(ApiKeyRepository.class).create(new TenantId("acme"), "reader").secret().text();
    service
        .part(JdbcClient.class)
        .sql(
            """
            insert into environments (id, tenant_id, name, status, cloud_provider, region,
              account_id, meta_config, infra_model, state_backend_config, created_by)
            values ('env_4f1a2b3c4d5e', 'acme', 'demo', 'ready', 'aws', 'us-east-1', '1', '{}',
              '{}', '{}', 't')
            """)
        .update();
    HttpRequest stream =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:"
                        + service.port()
                        + "/api/v1/environments/env_4f1a2b3c4d5e/events"))
            .header("Authorization", "Bearer " + key)
            .header("Accept", "text/event-stream")
            .build();
    try (HttpClient http = HttpClient.newHttpClient();
        InputStream events = http.send(stream, BodyHandlers.ofInputStream()).body()) {
      assertTimeoutPreemptively(Duration.ofSeconds(20), service::close);
      assertThat(events.readAllBytes()).isEmpty();
    }
  }
}
