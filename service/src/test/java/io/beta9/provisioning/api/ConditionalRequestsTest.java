package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.testing.RegisteredAccounts;
import io.beta9.provisioning.testing.RunningApi;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Entity tags, compression, idempotency keys and dry runs. */
class ConditionalRequestsTest {
  private static final String ENVIRONMENTS = "/api/v1/environments";
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final JsonMapper JSON = JsonMapper.shared();

  private static Service service;
  private static JdbcClient jdbc;
  private static String key;

  @BeforeAll
  static void start() {
    service = RunningApi.start();
    jdbc = service.part(JdbcClient.class);
    key =
        service
            .part(ApiKeyRepository.class)
            .create(new TenantId("acme"), "test", Role.ADMIN, Role.OPERATOR)
            .secret()
            .text();
    RegisteredAccounts.verified(jdbc, "acme");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
        .header("Authorization", "Bearer " + key);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder post(String path, String type, String body) {
    return request(path)
        .header("Content-Type", type)
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private static HttpRequest.Builder create(String name) {
    return post(ENVIRONMENTS, "application/yaml", metaConfig(name));
  }

  private static String metaConfig(String name) {
    return """
    name: %s
    cloud: {provider: aws, region: us-east-1, account_id: "123456789012"}
    beta9: {domain: beta9.acme.example}
    """
        .formatted(name);
  }

  private static String created(String name) throws Exception {
    HttpResponse<String> answer = send(create(name));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return JSON.readTree(answer.body()).get("environment_id").asString();
  }

  private static String tag(HttpResponse<?> answer) {
    return answer.headers().firstValue("ETag").orElseThrow();
  }

  private static long rows(String table) {
    return jdbc.sql("select count(*) from " + table).query(Long.class).single();
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "application/yaml", "application/json, text/x"})
  void a_known_representation_is_not_sent_again(String accept) throws Exception {
    String path = ENVIRONMENTS + "/" + created("tag-" + Math.abs(accept.hashCode()));
    HttpResponse<String> first = send(request(path).header("Accept", accept));
    HttpResponse<String> second =
        send(
            request(path)
                .header("Accept", accept)
                .header("If-None-Match", "\"other\", W/" + tag(first)));
    assertThat(second.statusCode()).isEqualTo(304);
    assertThat(second.body()).isEmpty();
    assertThat(tag(second)).isEqualTo(tag(first));
    assertThat(send(request(path).header("If-None-Match", "\"other\"")).statusCode())
        .isEqualTo(200);
    HttpResponse<String> head =
        send(
            request(path)
                .header("Accept", accept)
                .method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(tag(head)).isEqualTo(tag(first));
  }

  @Test
  void a_change_in_the_database_by_hand_changes_the_tag() throws Exception {
    String id = created("by-hand");
    for (String path : List.of(ENVIRONMENTS + "/" + id, ENVIRONMENTS + "?name=by-hand")) {
      jdbc.sql("update environments set status = 'queued' where id = :id").param("id", id).update();
      String before = tag(send(request(path)));
      assertThat(tag(send(request(path)))).isEqualTo(before);
      jdbc.sql("update environments set status = 'ready' where id = :id").param("id", id).update();
      HttpResponse<String> after = send(request(path).header("If-None-Match", before));
      assertThat(after.statusCode()).isEqualTo(200);
      assertThat(tag(after)).isNotEqualTo(before);
    }
  }

  @Test
  void a_change_is_executed_only_if_the_resource_has_the_tag() throws Exception {
    String id = created("if-match");
    String path = ENVIRONMENTS + "/" + id;
    String old = tag(send(request(path)));
    jdbc.sql("update environments set error_message = 'x' where id = :id").param("id", id).update();
    String current = tag(send(request(path)));

    HttpResponse<String> refused = send(request(path).header("If-Match", old).DELETE());
    assertThat(refused.statusCode()).isEqualTo(412);
    assertThat(refused.body()).contains("precondition-failed");
    assertThat(send(request(path)).body()).contains("\"status\":\"queued\"");

    assertThat(
            send(request("/api/v1/keys/key_000000000000").header("If-Match", old).DELETE())
                .statusCode())
        .isEqualTo(400);
    assertThat(send(request(path).header("If-Match", "\"a\", " + current).DELETE()).statusCode())
        .isEqualTo(202);
  }

  @Test
  void a_change_is_not_executed_if_another_one_was_committed_after_the_first_check()
      throws Exception {
    String id = created("race");
    String path = ENVIRONMENTS + "/" + id;
    String known = tag(send(request(path)));
    String reset = "update environments set error_message = null where id = :id";
    for (HttpRequest.Builder change :
        List.of(
            request(path).DELETE(),
            post(path + "/cancel", "application/json", ""),
            post(path + "/force-destroy?confirm=race&reason=test", "application/json", ""))) {
      CompletableFuture<HttpResponse<String>> answer;
      try (Connection other = service.part(DataSource.class).getConnection()) {
        other.setAutoCommit(false);
        try (PreparedStatement update =
            other.prepareStatement("update environments set error_message = 'x' where id = ?")) {
          update.setString(1, id);
          update.executeUpdate();
        }
        answer = HTTP.sendAsync(change.header("If-Match", known).build(), BodyHandlers.ofString());
        await().until(ConditionalRequestsTest::isWaitingForARow);
        other.commit();
      }
      HttpResponse<String> refused = answer.join();
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(412);
      jdbc.sql(reset).param("id", id).update();
      assertThat(tag(send(request(path)))).isEqualTo(known);
    }
    assertThat(send(request(path).header("If-Match", known).DELETE()).statusCode()).isEqualTo(202);
  }

  private static boolean isWaitingForARow() {
    return jdbc.sql(
            """
            select exists (select 1 from pg_stat_activity
                            where datname = current_database() and wait_event_type = 'Lock')
            """)
        .query(Boolean.class)
        .single();
  }

  @Test
  void compresses_long_representations_for_clients_that_accept_it() throws Exception {
    String path = ENVIRONMENTS + "/" + created("gzip");
    HttpResponse<String> plain = send(request(path));
    HttpResponse<byte[]> compressed =
        HTTP.send(
            request(path).header("Accept-Encoding", "br, gzip;q=0.5").build(),
            BodyHandlers.ofByteArray());
    assertThat(compressed.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(compressed.headers().allValues("Vary").toString()).contains("Accept-Encoding");
    assertThat(
            new String(
                new GZIPInputStream(new ByteArrayInputStream(compressed.body())).readAllBytes(),
                StandardCharsets.UTF_8))
        .isEqualTo(plain.body());
    assertThat(tag(compressed)).isNotEqualTo(tag(plain));
    assertThat(send(request(path).header("If-None-Match", tag(compressed))).statusCode())
        .isEqualTo(304);
    assertThat(
            send(request(path).header("Accept-Encoding", "gzip;q=0"))
                .headers()
                .firstValue("Content-Encoding"))
        .isEmpty();
  }

  @Test
  void a_repeated_request_is_not_executed_again_and_returns_no_secret() throws Exception {
    HttpRequest.Builder request =
        post("/api/v1/keys", "application/json", "{\"name\": \"once\"}")
            .header("Idempotency-Key", "keys-1");
    HttpResponse<String> first = send(request);
    long keys = rows("api_keys");
    HttpResponse<String> second = send(request);

    assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
    assertThat(second.statusCode()).as(second.body()).isEqualTo(201);
    assertThat(second.headers().firstValue("Idempotency-Replayed")).hasValue("true");
    JsonNode known = JSON.readTree(second.body());
    assertThat(known.at("/key")).isEqualTo(JSON.readTree(first.body()).at("/key"));
    assertThat(known.get("secret").isNull()).isTrue();
    assertThat(rows("api_keys")).isEqualTo(keys);
    String secret = JSON.readTree(first.body()).get("secret").asString();
    assertThat(
            jdbc.sql(
                    "select convert_from(body, 'UTF8') from idempotent_requests where key ="
                        + " 'keys-1'")
                .query(String.class)
                .single())
        .doesNotContain(secret);
  }

  @Test
  void a_key_cannot_be_used_for_another_request() throws Exception {
    assertThat(send(create("key-reuse").header("Idempotency-Key", "reuse")).statusCode())
        .isEqualTo(202);
    for (HttpRequest.Builder other :
        List.of(
            create("key-reuse-2"),
            post("/api/v1/keys", "application/json", "{\"name\": \"a\"}"),
            post("/api/v1/regions/us-east-1/close?reason=a", "application/json", ""))) {
      HttpResponse<String> answer = send(other.header("Idempotency-Key", "reuse"));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
      assertThat(answer.body()).contains("idempotency-key-reused");
    }
  }

  @Test
  void a_rejected_request_can_be_repeated_with_its_key() throws Exception {
    String path = "/api/v1/workers/unknown/drain";
    for (int i = 0; i < 2; i++) {
      HttpResponse<String> answer =
          send(post(path, "application/json", "").header("Idempotency-Key", "rejected"));
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.headers().firstValue("Idempotency-Replayed")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "with\ttab"})
  void an_invalid_key_is_rejected(String invalid) throws Exception {
    HttpRequest.Builder request = create("invalid-key");
    try {
      request.header("Idempotency-Key", invalid);
    } catch (IllegalArgumentException e) {
      return; // The client does not send it.
    }
    assertThat(send(request).statusCode()).isEqualTo(400);
  }

  @Test
  void concurrent_requests_with_one_key_are_executed_once() throws Exception {
    long before = rows("api_keys");
    HttpRequest request =
        post("/api/v1/keys", "application/json", "{\"name\": \"concurrent\"}")
            .header("Idempotency-Key", "concurrent")
            .build();
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      answers.add(HTTP.sendAsync(request, BodyHandlers.ofString()));
    }
    int secrets = 0;
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertThat(answer.get().statusCode()).as(answer.get().body()).isEqualTo(201);
      secrets += JSON.readTree(answer.get().body()).get("secret").isNull() ? 0 : 1;
    }
    assertThat(secrets).isEqualTo(1);
    assertThat(rows("api_keys")).isEqualTo(before + 1);
  }

  @Test
  void a_dry_run_returns_what_would_be_created_and_stores_nothing() throws Exception {
    List<String> tables =
        List.of("environments", "operations", "events", "audit", "idempotent_requests");
    List<Long> before = tables.stream().map(ConditionalRequestsTest::rows).toList();
    HttpResponse<String> answer =
        send(
            post(ENVIRONMENTS + "?dry_run=true", "application/yaml", metaConfig("dry"))
                .header("Idempotency-Key", "dry"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode preview = JSON.readTree(answer.body());
    assertThat(preview.at("/infra_model/system_nodes/instance_type").asString()).isNotEmpty();
    assertThat(preview.at("/resources").findValuesAsString("type"))
        .contains("aws_vpc", "aws_eks_cluster", "aws_db_instance", "aws_subnet");
    assertThat(tables.stream().map(ConditionalRequestsTest::rows).toList()).isEqualTo(before);
    assertThat(send(create("dry").header("Idempotency-Key", "dry")).statusCode()).isEqualTo(202);
  }

  @Test
  void a_dry_run_makes_the_same_checks_as_the_creation() throws Exception {
    created("dry-taken");
    String path = ENVIRONMENTS + "?dry_run=true";
    assertThat(send(post(path, "application/yaml", metaConfig("dry-taken"))).statusCode())
        .isEqualTo(409);
    assertThat(send(post(path, "application/yaml", "name: Bad_Name")).statusCode()).isEqualTo(400);
    assertThat(
            send(post(
                    path,
                    "application/yaml",
                    metaConfig("dry-account").replace("123456789012", "999999999999")))
                .body())
        .contains("account-not-registered");
    jdbc.sql("update tenants set max_environments = 0 where id = 'acme'").update();
    try {
      assertThat(send(post(path, "application/yaml", metaConfig("dry-limit"))).body())
          .contains("too-many-environments");
    } finally {
      jdbc.sql("update tenants set max_environments = null where id = 'acme'").update();
    }
  }
}
