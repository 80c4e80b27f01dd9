package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.testing.RunningApi;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares the answers of the filter with those of Spring MVC, which a second media type selects.
 */
class EnvironmentReadFilterTest {
  private static final String ANY = "*/*";
  private static final String THROUGH_MVC = "application/json, application/problem+json";
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final JsonMapper JSON = JsonMapper.shared();

  private static Service service;
  private static String key;
  private static String otherTenantsKey;

  @BeforeAll
  static void start() {
    service = RunningApi.start();
    ApiKeyRepository keys = service.part(ApiKeyRepository.class);
    key = keys.create(new TenantId("acme"), "test").secret().text();
    otherTenantsKey = keys.create(new TenantId("other"), "test").secret().text();
    JdbcClient jdbc = service.part(JdbcClient.class);
    jdbc.sql(
            """
            insert into environments (id, tenant_id, name, status, phase, error_message, failure, progress,
              cloud_provider, region, account_id, meta_config, infra_model, state_backend_config, outputs,
              created_by, created_at, provisioned_at, destroyed_at, status_since)
            select 'env_00000000000' || n, 'acme', 'e' || n,
                   (array['queued', 'provisioning', 'ready', 'failed', 'destroyed'])[n],
                   case when n > 1 then 'apply' end, case n when 4 then 'A stale copy.' when 5 then 'Wrote "it" by hand.' end,
                   case when n = 4 then '{"code": "quota-exceeded", "class": "quota",
                     "parameters": {"activity": "Creating"}}'::jsonb end,
                   case when n > 1 then '{"step": "apply", "steps_completed": 3, "steps_total": 9,
                     "completed": 2, "planned": 5, "in_flight": [{"address": "aws_vpc.this",
                     "action": "create", "seconds": 7}]}'::jsonb end,
                   'aws', 'us-east-1', '123456789012', '{"name": "ü€😀 \\" \\u0001", "n": [1, {"a": null}]}',
                   '{"model": {}}', '{"bucket": "b"}', '{"vpc_id": "vpc-1", "count": 12345678901234567890.5}',
                   'ann', timestamptz '2026-01-01' + make_interval(secs => n),
                   case when n = 3 then now() end, case when n = 5 then now() end,
                   now() - interval '2 hours'
              from generate_series(1, 5) n
            """)
        .update();
    jdbc.sql(
            """
            insert into operations (id, environment_id, tenant_id, kind, requested_by, region_gate)
            values ('op_000000000001', 'env_000000000001', 'acme', 'provision', 'ann', 'us-east-1')
            """)
        .update();
    jdbc.sql(
            """
            insert into region_circuits (region, state, since, until, reason, openings)
            values ('us-east-1', 'open', now(), now() + interval '1 hour', 'it fails', 1)
            """)
        .update();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static HttpResponse<String> get(String path, String accept, String secret)
      throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
            .header("Authorization", "Bearer " + secret)
            .header("Accept", accept)
            .header("X-Request-Id", "req_test")
            .build(),
        BodyHandlers.ofString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/env_000000000001",
        "/env_000000000002",
        "/env_000000000003",
        "/env_000000000004",
        "/env_000000000005",
        "",
        "?limit=2",
        "?limit=",
        "?name=",
        "?name=e3",
        "?status=failed",
        "?status=queued&region=us-east-1",
        "?region=eu-west-1",
        "?status=nonsense",
        "?limit=0",
        "?limit=201",
        "?limit=many",
        "?cursor=nonsense",
        "?status=ready&status=failed",
        "/env_00000000000f",
        "/nonsense",
        "/env_000000000003/nonsense",
        "x"
      })
  void answers_as_spring_mvc_does(String path) throws Exception {
    HttpResponse<String> fast = get("/api/v1/environments" + path, ANY, key);
    HttpResponse<String> slow = get("/api/v1/environments" + path, THROUGH_MVC, key);

    assertThat(fast.statusCode()).isEqualTo(slow.statusCode());
    assertThat(fast.headers().firstValue("Content-Type"))
        .isEqualTo(slow.headers().firstValue("Content-Type"));
    assertThat(withoutDurations(fast.body())).isEqualTo(withoutDurations(slow.body()));
  }

  /** The warning names a duration in minutes. */
  private static String withoutDurations(String body) {
    return body.replaceAll(" for [^,]*,", " for …,");
  }

  @Test
  void writes_stored_json_as_it_is_stored() throws Exception {
    String body = get("/api/v1/environments/env_000000000003", ANY, key).body();
    JsonNode environment = JSON.readTree(body);

    assertThat(environment.at("/meta_config/name").stringValue()).isEqualTo("ü€😀 \" \u0001");
    assertThat(environment.at("/meta_config/n/1/a").isNull()).isTrue();
    assertThat(body).containsPattern("\"count\": ?12345678901234567890\\.5");
    assertThat(environment.at("/state_backend_config/bucket").stringValue()).isEqualTo("b");
  }

  @Test
  void lists_summaries_without_documents() throws Exception {
    JsonNode page = JSON.readTree(get("/api/v1/environments", ANY, key).body());

    assertThat(page.path("items").findValuesAsString("environment_id"))
        .containsExactly(
            "env_000000000005",
            "env_000000000004",
            "env_000000000003",
            "env_000000000002",
            "env_000000000001");
    JsonNode failed = page.path("items").get(1);
    assertThat(failed.path("failure_code").stringValue()).isEqualTo("quota-exceeded");
    assertThat(failed.path("progress").path("planned").intValue()).isEqualTo(5);
    assertThat(page.path("items").get(4).path("waiting").path("region").stringValue())
        .isEqualTo("us-east-1");
    assertThat(page.path("items").get(3).path("stuck_since").isNull()).isFalse();
    for (JsonNode item : page.path("items")) {
      assertThat(item.propertyNames())
          .doesNotContain("meta_config", "infra_model", "outputs", "state_backend_config");
    }
  }

  @Test
  void renders_failures_from_their_data_in_the_list_as_in_a_single_environment() throws Exception {
    JsonNode page = JSON.readTree(get("/api/v1/environments", ANY, key).body());

    for (JsonNode item : page.path("items")) {
      String id = item.path("environment_id").stringValue();
      JsonNode single = JSON.readTree(get("/api/v1/environments/" + id, ANY, key).body());
      assertThat(item.path("error_message")).as(id).isEqualTo(single.path("error_message"));
      assertThat(item.path("failure_code").asString(""))
          .as(id)
          .isEqualTo(single.path("failure").path("code").asString(""));
    }
    assertThat(page.path("items").get(1).path("error_message").stringValue())
        .isEqualTo(Failure.of(FailureCode.QUOTA_EXCEEDED, "Creating").message());
    assertThat(page.path("items").get(0).path("error_message").stringValue())
        .as("a text without data was written by an operator")
        .isEqualTo("Wrote \"it\" by hand.");
  }

  @Test
  void continues_after_the_cursor_of_a_page() throws Exception {
    JsonNode first = JSON.readTree(get("/api/v1/environments?limit=2", ANY, key).body());
    JsonNode second =
        JSON.readTree(
            get(
                    "/api/v1/environments?limit=2&cursor="
                        + first.path("next_cursor").stringValue(),
                    ANY,
                    key)
                .body());

    assertThat(second.path("items").findValuesAsString("environment_id"))
        .containsExactly("env_000000000003", "env_000000000002");
  }

  @Test
  void shows_no_environment_of_another_tenant() throws Exception {
    assertThat(get("/api/v1/environments/env_000000000003", ANY, otherTenantsKey).statusCode())
        .isEqualTo(404);
    assertThat(
            JSON.readTree(get("/api/v1/environments", ANY, otherTenantsKey).body())
                .path("items")
                .size())
        .isZero();
    assertThat(get("/api/v1/environments/env_000000000003", ANY, "b9p_unknown").statusCode())
        .isEqualTo(401);
  }

  @Test
  void counts_requests_by_route() throws Exception {
    get("/api/v1/environments/env_000000000003", ANY, key);
    get("/api/v1/environments", ANY, key);

    String metrics = get("/metrics", ANY, key).body();

    assertThat(metrics)
        .containsPattern(
            "api_requests_total\\{.*route=\"/api/v1/environments/\\{id\\}\".*status=\"200\"")
        .containsPattern("api_requests_total\\{.*route=\"/api/v1/environments\",.*status=\"200\"");
  }
}
