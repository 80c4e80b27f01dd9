package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.api.request.ReplicaReadFilter;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.app.ServiceRole;
import io.beta9.provisioning.database.Replica;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.testing.RegisteredAccounts;
import io.beta9.provisioning.testing.ReplicatedPostgres;
import io.beta9.provisioning.testing.Servers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two real servers, one streaming from the other, and two processes of the API on them. */
class ReplicaReadFilterTest {
  @TempDir static Path folder;
  private static final HttpClient http = HttpClient.newHttpClient();
  private static ReplicatedPostgres servers;
  private static EmbeddedPostgres replica;
  private static Service here;
  private static Service there;
  private static String key;
  private static String operator;
  private static int number;

  @BeforeAll
  static void start() throws Exception {
    servers = new ReplicatedPostgres(folder);
    here = service(null);
    here.close();
    replica = servers.replica("replica");
    here = service(ReplicatedPostgres.url(replica));
    there = service(ReplicatedPostgres.url(replica));
    ApiKeyRepository keys = here.part(ApiKeyRepository.class);
    key = keys.create(new TenantId("acme"), "ops").secret().text();
    RegisteredAccounts.verified(here.part(JdbcClient.class), "acme");
    operator = keys.create(new TenantId("us"), "oncall", Role.OPERATOR).secret().text();
  }

  @AfterAll
  static void stop() throws Exception {
    here.close();
    there.close();
    replica.close();
    servers.close();
  }

  @AfterEach
  void goOn() throws SQLException {
    order("select pg_wal_replay_resume()");
  }

  private static Service service(@org.jspecify.annotations.Nullable String readUrl) {
    return Service.start(
        Settings.from(
            Map.of(
                "DATABASE_URL",
                servers.primaryUrl(),
                "DATABASE_READ_URL",
                readUrl == null ? "" : readUrl,
                "DATABASE_READ_MAX_LAG",
                "2s",
                "REDIS_URL",
                "redis://127.0.0.1:" + Servers.redisPort(),
                "LISTEN_PORT",
                "0")),
        Set.of(ServiceRole.API));
  }

  private static void order(String sql) throws SQLException {
    try (var connection = replica.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static HttpResponse<String> call(
      Service service, String key, String method, String path, String body, String position)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + "/api/v1" + path))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/yaml")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!position.isEmpty()) {
      request.header(ReplicaReadFilter.POSITION, position);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(Service service, String path) throws Exception {
    return call(service, key, "GET", path, "", "");
  }

  private static JsonNode tree(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }

  private static HttpResponse<String> posted() throws Exception {
    HttpResponse<String> answer =
        call(
            here,
            key,
            "POST",
            "/environments",
            """
            name: demo-%d
            cloud:
              provider: aws
              region: us-east-1
              account_id: "123456789012"
            beta9:
              domain: beta9.acme.example
            """
                .formatted(++number),
            "");
    assertThat(answer.statusCode()).isEqualTo(202);
    return answer;
  }

  private static String id(HttpResponse<String> answer) {
    return tree(answer).get("environment_id").asString();
  }

  private static double served(Service service, String by, String because) {
    Counter counter =
        service
            .part(MeterRegistry.class)
            .find("api.reads")
            .tags("served_by", by, "because", because)
            .counter();
    return counter == null ? 0 : counter.count();
  }

  private static Replica.ReplicaState state(Service service) {
    service.part(Replica.class).check();
    return service.part(Replica.class).last().state();
  }

  private static void awaitFresh() {
    await()
        .until(
            () ->
                state(here) == Replica.ReplicaState.FRESH
                    && state(there) == Replica.ReplicaState.FRESH
                    && Double.valueOf(0)
                        .equals(
                            here.part(Replica.class).last().lag() == null
                                ? Double.NaN
                                : here.part(Replica.class).last().lag().toMillis()));
  }

  @Test
  void reads_from_the_replica_and_counts_the_reads() throws Exception {
    String id = id(posted());
    await().until(() -> get(there, "/environments/" + id).statusCode() == 200);
    awaitFresh();
    double before = served(there, "replica", "fresh");

    assertThat(get(there, "/environments/" + id).statusCode()).isEqualTo(200);
    assertThat(get(there, "/environments").statusCode()).isEqualTo(200);
    assertThat(get(there, "/environments/" + id + "/events").statusCode()).isEqualTo(200);
    assertThat(get(there, "/environments/" + id + "/logs").statusCode()).isEqualTo(200);

    assertThat(served(there, "replica", "fresh")).isGreaterThanOrEqualTo(before + 4);
    JsonNode health = tree(call(there, operator, "GET", "/reports/health", "", ""));
    assertThat(health.get("replica").get("state").asString()).isEqualTo("fresh");
  }

  @Test
  void reads_what_the_same_tenant_has_written() throws Exception {
    awaitFresh();
    order("select pg_wal_replay_pause()");
    String id = id(posted());

    assertThat(get(here, "/environments/" + id).statusCode()).isEqualTo(200);
    assertThat(
            tree(get(here, "/environments")).get("items").get(0).get("environment_id").asString())
        .isEqualTo(id);
    assertThat(served(here, "primary", "own_write")).isPositive();
    call(here, key, "POST", "/environments/" + id + "/cancel", "", "");
    assertThat(tree(get(here, "/environments/" + id)).get("status").asString()).isEqualTo("failed");
  }

  @Test
  void reads_through_another_process_what_the_sent_position_includes() throws Exception {
    String old = id(posted());
    await().until(() -> get(there, "/environments/" + old).statusCode() == 200);
    awaitFresh();
    order("select pg_wal_replay_pause()");
    String made = id(posted());
    HttpResponse<String> changed =
        call(here, key, "POST", "/environments/" + old + "/cancel", "", "");
    String position = changed.headers().firstValue(ReplicaReadFilter.POSITION).orElseThrow();

    assertThat(get(there, "/environments/" + made).statusCode()).isEqualTo(200);
    assertThat(get(there, "/environments/" + made + "/events").statusCode()).isEqualTo(200);
    assertThat(
            tree(call(there, key, "GET", "/environments/" + old, "", position))
                .get("status")
                .asString())
        .isEqualTo("failed");
  }

  @Test
  void does_not_read_from_a_replica_that_lags_too_far_and_reports_it() throws Exception {
    awaitFresh();
    order("select pg_wal_replay_pause()");
    posted();
    await().until(() -> state(there) == Replica.ReplicaState.LAGGING);
    double before = served(there, "primary", "lagging");

    assertThat(get(there, "/environments").statusCode()).isEqualTo(200);

    assertThat(served(there, "primary", "lagging")).isGreaterThan(before);
    JsonNode health = tree(call(there, operator, "GET", "/reports/health", "", ""));
    assertThat(health.get("replica").get("lag_seconds").asDouble()).isGreaterThanOrEqualTo(2);
    assertThat(health.get("findings").toString())
        .contains("behind, so the primary serves all reads", "DATABASE_READ_MAX_LAG");
    order("select pg_wal_replay_resume()");
    awaitFresh();
  }

  @Test
  void reads_from_the_primary_if_the_replica_is_unavailable() throws Exception {
    EmbeddedPostgres mortal = servers.replica("mortal");
    try (Service service = service(ReplicatedPostgres.url(mortal))) {
      await().until(() -> state(service) == Replica.ReplicaState.FRESH);
      assertThat(get(service, "/environments").statusCode()).isEqualTo(200);
      mortal.close();

      for (int i = 0; i < 5; i++) {
        assertThat(get(service, "/environments").statusCode()).isEqualTo(200);
      }

      assertThat(served(service, "primary", "unavailable")).isPositive();
      await().until(() -> state(service) == Replica.ReplicaState.UNAVAILABLE);
      JsonNode health = tree(call(service, operator, "GET", "/reports/health", "", ""));
      assertThat(health.get("findings").toString()).contains("The replica is unavailable");
    }
  }

  @Test
  void repeats_a_read_on_the_primary_if_the_replica_fails_during_it() throws Exception {
    String id = id(posted());
    try (var connection =
            DriverManager.getConnection(
                "jdbc:" + servers.primaryUrl().replace("postgres@", "") + "?user=postgres");
        var statement = connection.createStatement()) {
      statement.execute("create role unprivileged login");
    }
    await().until(() -> get(there, "/environments/" + id).statusCode() == 200);
    awaitFresh();
    // It may connect and query the position of the replica, and read no table.
    try (Service service =
        service(ReplicatedPostgres.url(replica).replace("postgres@", "unprivileged@"))) {
      assertThat(state(service)).isEqualTo(Replica.ReplicaState.FRESH);

      assertThat(get(service, "/environments/" + id).statusCode()).isEqualTo(200);
      assertThat(tree(get(service, "/environments?name=absent")).get("items")).isEmpty();
      assertThat(tree(get(service, "/environments/" + id + "/events?limit=1")).get("items"))
          .hasSize(1);

      assertThat(served(service, "replica", "fresh")).isGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void does_not_read_from_a_server_that_is_not_a_replica() throws Exception {
    try (Service service = service(servers.primaryUrl())) {
      assertThat(state(service)).isEqualTo(Replica.ReplicaState.NOT_A_REPLICA);
      assertThat(get(service, "/environments").statusCode()).isEqualTo(200);
      assertThat(served(service, "primary", "not_a_replica")).isPositive();
    }
  }
}
