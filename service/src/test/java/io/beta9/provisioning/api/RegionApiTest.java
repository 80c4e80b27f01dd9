package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.testing.RegisteredAccounts;
import io.beta9.provisioning.testing.RunningApi;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Circuits of regions that an operator opens and closes manually. */
class RegionApiTest {
  private static final HttpClient http = HttpClient.newHttpClient();
  private static Service service;
  private static String customer;
  private static String operator;

  private record Answer(int status, JsonNode body) {}

  @BeforeAll
  static void start() {
    service = RunningApi.start();
    ApiKeyRepository keys = service.part(ApiKeyRepository.class);
    customer = keys.create(new TenantId("acme"), "ops").secret().text();
    RegisteredAccounts.verified(service.part(JdbcClient.class), "acme");
    operator = keys.create(new TenantId("us"), "oncall", Role.OPERATOR).secret().text();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static HttpResponse<String> raw(String key, String method, String path, String body)
      throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/yaml")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static Answer call(String key, String method, String path, String body) throws Exception {
    HttpResponse<String> answer = raw(key, method, "/api/v1" + path, body);
    return new Answer(answer.statusCode(), JsonMapper.shared().readTree(answer.body()));
  }

  private static String created(String name, String region) throws Exception {
    return call(
            customer,
            "POST",
            "/environments",
            """
            name: %s
            cloud:
              provider: aws
              region: %s
              account_id: "123456789012"
            beta9:
              domain: beta9.acme.example
            """
                .formatted(name, region))
        .body()
        .get("environment_id")
        .asString();
  }

  @Test
  void shows_why_an_environment_waits_while_the_circuit_of_its_region_is_open() throws Exception {
    Answer opened =
        call(operator, "POST", "/regions/eu-west-1/open?reason=AWS%20says%20so&for=2h", "");
    assertThat(opened.status()).isEqualTo(200);
    String id = created("waits", "eu-west-1");

    JsonNode waiting = call(customer, "GET", "/environments/" + id, "").body().get("waiting");
    assertThat(waiting.get("region").asString()).isEqualTo("eu-west-1");
    assertThat(waiting.get("until")).isEqualTo(opened.body().get("until"));
    assertThat(waiting.get("reason").asString())
        .startsWith("eu-west-1 accepts no new operations; it is probed with one operation at ")
        .endsWith(": oncall opened it: AWS says so.");
    JsonNode listed = call(customer, "GET", "/environments", "").body().get("items").get(0);
    assertThat(listed.get("waiting")).isEqualTo(waiting);
    assertThat(call(operator, "GET", "/queue", "").body().get("held").asLong()).isEqualTo(1);
    assertThat(raw(operator, "GET", "/metrics", "").body())
        .contains("provisioning_region_open{region=\"eu-west-1\"} 1.0")
        .contains("provisioning_queue_held{region=\"eu-west-1\"} 1.0")
        .contains("provisioning_region_open{region=\"us-east-1\"} 0.0");

    Answer closed = call(operator, "POST", "/regions/eu-west-1/close?reason=over", "");
    assertThat(closed.body().get("sentence").asString()).isEqualTo("eu-west-1 accepts operations.");
    assertThat(closed.body().get("reason").asString()).isEqualTo("oncall closed it: over");
    assertThat(call(customer, "GET", "/environments/" + id, "").body().path("waiting").isObject())
        .isFalse();
    JsonNode audit = call(operator, "GET", "/audit?all_tenants=true", "").body().get("items");
    assertThat(audit.get(0).get("action").asString()).isEqualTo("regions.close");
    assertThat(audit.get(0).get("reason").asString()).isEqualTo("over");
  }

  @Test
  void states_how_to_close_a_circuit_that_was_opened_without_an_end() throws Exception {
    Answer opened = call(operator, "POST", "/regions/sa-east-1/open?reason=so", "");
    assertThat(opened.body().get("sentence").asString())
        .isEqualTo(
            "sa-east-1 accepts no new operations until an operator runs"
                + " './provisioner regions close sa-east-1 --reason TEXT': oncall opened it: so.");
  }

  @Test
  void shows_what_opening_and_closing_would_change_and_changes_nothing() throws Exception {
    created("dry", "ap-south-1");

    Answer opened =
        call(operator, "POST", "/regions/ap-south-1/open?reason=so&for=2h&dry_run=true", "");
    assertThat(opened.status()).isEqualTo(200);
    assertThat(opened.body().get("state").asString()).isEqualTo("open");
    assertThat(opened.body().get("until").isString()).isTrue();
    assertThat(opened.body().get("waiting").asLong()).isEqualTo(1);
    assertThat(call(operator, "GET", "/regions", "").body().toString())
        .doesNotContain("ap-south-1");

    call(operator, "POST", "/regions/ap-south-1/open?reason=so", "");
    Answer closed =
        call(operator, "POST", "/regions/ap-south-1/close?reason=over&dry_run=true", "");
    assertThat(closed.body().get("state").asString()).isEqualTo("closed");
    assertThat(closed.body().get("waiting").asLong()).isEqualTo(1);
    JsonNode regions = call(operator, "GET", "/regions", "").body().get("regions");
    assertThat(regions.toString()).contains("ap-south-1 accepts no new operations");
    assertThat(call(operator, "GET", "/audit?all_tenants=true", "").body().get("items"))
        .filteredOn(entry -> entry.get("detail").asString("").contains("ap-south-1"))
        .extracting(entry -> entry.get("action").asString())
        .containsExactly("regions.open");
    call(operator, "POST", "/regions/ap-south-1/close?reason=over", "");
    assertThat(call(operator, "POST", "/regions/ap-south-1/open?dry_run=true", "").status())
        .isEqualTo(400);
    assertThat(call(operator, "POST", "/regions/mars-1/close?reason=x&dry_run=true", "").status())
        .isEqualTo(404);
  }

  @Test
  void rejects_invalid_requests_and_callers_who_are_not_operators() throws Exception {
    assertThat(call(operator, "POST", "/regions/eu-west-1/open", "").status()).isEqualTo(400);
    assertThat(call(operator, "POST", "/regions/eu-west-1/open?reason=x&for=soon", "").status())
        .isEqualTo(400);
    Answer unknown = call(operator, "POST", "/regions/mars-1/open?reason=x", "");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.body().get("detail").asString())
        .isEqualTo("'mars-1' is not an available region.");
    assertThat(call(customer, "POST", "/regions/eu-west-1/open?reason=x", "").status())
        .isEqualTo(403);
    assertThat(call(customer, "GET", "/regions", "").status()).isEqualTo(403);
  }
}
