package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.testing.RegisteredAccounts;
import io.beta9.provisioning.testing.RunningApi;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ApiTest {
  private static final String GOOD =
      """
      name: %s
      cloud:
        provider: aws
        region: us-east-1
        account_id: "123456789012"
      beta9:
        domain: beta9.acme.example
      """;

  private static final HttpClient http = HttpClient.newHttpClient();
  private static final JsonMapper json = new JsonMapper();
  private static Service service;
  private static String key;
  private static String otherTenantsKey;

  @BeforeAll
  static void start() {
    service = RunningApi.start();
    ApiKeyRepository keys = service.part(ApiKeyRepository.class);
    key = keys.create(new TenantId("acme"), "test").secret().text();
    RegisteredAccounts.verified(service.part(JdbcClient.class), "acme");
    otherTenantsKey = keys.create(new TenantId("other"), "test").secret().text();
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
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    return send(
        request(path)
            .header("Content-Type", "application/yaml")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static String created(String name) throws Exception {
    HttpResponse<String> answer = post("/api/v1/environments", GOOD.formatted(name));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return json.readTree(answer.body()).get("environment_id").asString();
  }

  private static long rows(String table) {
    return service
        .part(JdbcClient.class)
        .sql("select count(*) from " + table)
        .query(Long.class)
        .single();
  }

  @Test
  void accepts_a_meta_config_and_queues_the_environment() throws Exception {
    HttpResponse<String> answer = post("/api/v1/environments", GOOD.formatted("accepted"));
    assertThat(answer.statusCode()).isEqualTo(202);
    JsonNode body = json.readTree(answer.body());
    assertThat(body.get("status").asString()).isEqualTo("queued");
    assertThat(body.get("environment_id").asString()).matches("env_[0-9a-f]{12}");
    assertThat(body.get("created_at").asString()).isNotEmpty();
    assertThat(body.at("/infra_model/system_nodes/instance_type").asString())
        .isEqualTo("m6i.large");
    assertThat(answer.headers().firstValue("Location"))
        .hasValue("/api/v1/environments/" + body.get("environment_id").asString());
  }

  @Test
  void reports_every_invalid_field_and_writes_nothing() throws Exception {
    long before = rows("environments") + rows("operations") + rows("events");
    HttpResponse<String> answer =
        post(
            "/api/v1/environments",
            GOOD.formatted("Bad_Name")
                + "cluster:\n  profile: smal\nnetwork:\n  cidr: 8.8.8.0/24\n");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonNode errors = json.readTree(answer.body()).get("errors");
    assertThat(errors.findValuesAsString("path"))
        .contains("name", "cluster.profile", "network.cidr");
    assertThat(errors.toString()).contains("'smal' is not a profile; did you mean 'small'?");
    assertThat(rows("environments") + rows("operations") + rows("events")).isEqualTo(before);
  }

  @Test
  void rejects_a_body_over_256_kilobytes() throws Exception {
    HttpResponse<String> answer =
        post("/api/v1/environments", "#" + "x".repeat(256 * 1024) + "\n" + GOOD.formatted("long"));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("the maximum is 262,144");
  }

  @Test
  void answers_409_for_a_name_in_use() throws Exception {
    created("taken");
    HttpResponse<String> again = post("/api/v1/environments", GOOD.formatted("taken"));
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.body()).contains("urn:beta9-provisioning:problem:name-taken");
  }

  @Test
  void answers_a_repeated_request_with_the_same_idempotency_key_from_the_first_one()
      throws Exception {
    var first =
        send(
            request("/api/v1/environments")
                .header("Idempotency-Key", "k-1")
                .POST(HttpRequest.BodyPublishers.ofString(GOOD.formatted("once"))));
    var second =
        send(
            request("/api/v1/environments")
                .header("Idempotency-Key", "k-1")
                .POST(HttpRequest.BodyPublishers.ofString(GOOD.formatted("once"))));
    var other =
        send(
            request("/api/v1/environments")
                .header("Idempotency-Key", "k-1")
                .POST(HttpRequest.BodyPublishers.ofString(GOOD.formatted("another"))));
    assertThat(second.statusCode()).isEqualTo(202);
    assertThat(json.readTree(second.body()).get("environment_id"))
        .isEqualTo(json.readTree(first.body()).get("environment_id"));
    assertThat(other.statusCode()).isEqualTo(422);
  }

  @Test
  void answers_404_for_an_environment_of_another_tenant() throws Exception {
    String id = created("mine");
    for (String path : new String[] {"", "/events", "/logs"}) {
      HttpResponse<String> answer =
          send(
              HttpRequest.newBuilder(
                      URI.create(
                          "http://127.0.0.1:"
                              + service.port()
                              + "/api/v1/environments/"
                              + id
                              + path))
                  .header("Authorization", "Bearer " + otherTenantsKey));
      assertThat(answer.statusCode()).as(path).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/%61pi/v1/environments",
        "/api;x=1/v1/environments",
        "/api/;x=1/v1/environments",
        "/x/../api/v1/environments",
        "/./api/v1/environments"
      })
  void every_spelling_of_a_path_requires_a_key(String path) throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path)).build(),
            BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(401);
  }

  @Test
  void answers_401_without_an_active_key() throws Exception {
    for (String header : new String[] {"Bearer nonsense", "Basic abc", ""}) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(
              URI.create("http://127.0.0.1:" + service.port() + "/api/v1/environments"));
      HttpResponse<String> answer =
          send(header.isEmpty() ? request : request.header("Authorization", header));
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }
  }

  @Test
  void destroys_a_queued_environment_only_once() throws Exception {
    String id = created("going");
    var first = send(request("/api/v1/environments/" + id).DELETE());
    assertThat(first.statusCode()).as(first.body()).isEqualTo(202);
    assertThat(json.readTree(first.body()).get("status").asString()).isEqualTo("destroy_queued");
    assertThat(send(request("/api/v1/environments/" + id).DELETE()).statusCode()).isEqualTo(409);
  }

  @Test
  void retries_only_failed_environments() throws Exception {
    String id = created("retried");
    assertThat(post("/api/v1/environments/" + id + "/retry", "").statusCode()).isEqualTo(409);
    service
        .part(JdbcClient.class)
        .sql(
            """
            update operations set state = 'failed' where environment_id = :id;
            """)
        .param("id", id)
        .update();
    service
        .part(JdbcClient.class)
        .sql("update environments set status = 'failed' where id = :id")
        .param("id", id)
        .update();
    var answer = post("/api/v1/environments/" + id + "/retry", "");
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(json.readTree(answer.body()).get("status").asString()).isEqualTo("queued");
  }

  @Test
  void returns_every_item_once_over_all_pages() throws Exception {
    for (int i = 0; i < 5; i++) {
      created("page-" + i);
    }
    java.util.List<String> seen = new java.util.ArrayList<>();
    String cursor = "";
    while (cursor != null) {
      JsonNode page =
          json.readTree(
              send(request(
                      "/api/v1/environments?status=queued&limit=2"
                          + (cursor.isEmpty() ? "" : "&cursor=" + cursor)))
                  .body());
      page.get("items").forEach(item -> seen.add(item.get("name").asString()));
      cursor = page.get("next_cursor").isNull() ? null : page.get("next_cursor").asString();
    }
    assertThat(seen).doesNotHaveDuplicates().contains("page-0", "page-1", "page-2", "page-3");
  }

  @Test
  void streams_events_and_resumes_at_any_event() throws Exception {
    String id = created("streamed");
    send(request("/api/v1/environments/" + id).DELETE());
    assertThat(streamedId(id, "0")).isEqualTo("id: 1");
    assertThat(streamedId(id, "1")).isEqualTo("id: 2");
  }

  private static String streamedId(String environment, String lastId) throws Exception {
    var response =
        http.send(
            request("/api/v1/environments/" + environment + "/events")
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", lastId)
                .build(),
            BodyHandlers.ofInputStream());
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    try (var reader =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      return reader.readLine();
    }
  }

  @Test
  void serves_health_metrics_and_openapi_without_a_key() throws Exception {
    created("measured");
    for (String path :
        new String[] {"/health", "/health/live", "/health/ready", "/metrics", "/openapi.json"}) {
      HttpResponse<String> answer =
          send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path)));
      assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(200);
    }
    assertThat(send(request("/metrics")).body())
        .contains(
            "api_requests_total{",
            "api_request_duration_seconds_bucket{",
            "provisioning_environments_total{status=\"queued\"}",
            "provisioning_queue_length");
    assertThat(json.readTree(send(request("/openapi.json")).body()).at("/paths").propertyNames())
        .contains("/api/v1/environments", "/api/v1/environments/{id}/retry");
  }

  @Test
  void allows_only_operators_to_read_about_all_tenants() throws Exception {
    for (String path :
        new String[] {"/queue", "/reports/failures", "/reports/capacity", "/reports/health"}) {
      assertThat(send(request("/api/v1" + path)).statusCode()).as(path).isEqualTo(403);
    }
    String operator =
        service
            .part(ApiKeyRepository.class)
            .create(new TenantId("acme"), "on call", Role.OPERATOR)
            .secret()
            .text();
    for (String path :
        new String[] {"/queue", "/reports/failures", "/reports/capacity", "/reports/health"}) {
      HttpResponse<String> answer =
          send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + service.port() + "/api/v1" + path))
                  .header("Authorization", "Bearer " + operator));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
  }
}
