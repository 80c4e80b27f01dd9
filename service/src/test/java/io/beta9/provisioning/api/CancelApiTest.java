package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.testing.RegisteredAccounts;
import io.beta9.provisioning.testing.RegisteredWorkers;
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
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CancelApiTest {
  private static final HttpClient http = HttpClient.newHttpClient();
  private static final JsonMapper json = new JsonMapper();
  private static Service service;
  private static JdbcClient jdbc;
  private static OperationRepository operations;
  private static String key;

  @BeforeAll
  static void start() {
    service = RunningApi.start();
    key = service.part(ApiKeyRepository.class).create(new TenantId("acme"), "ops").secret().text();
    RegisteredAccounts.verified(service.part(JdbcClient.class), "acme");
    jdbc = service.part(JdbcClient.class);
    operations = service.part(OperationRepository.class);
    service.part(WorkerRepository.class).register(RegisteredWorkers.named("w-1"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private record Answer(int status, JsonNode body) {}

  private static Answer call(String method, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + service.port() + "/api/v1/environments" + path))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/yaml")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
    return new Answer(answer.statusCode(), json.readTree(answer.body()));
  }

  private static String created(String name) throws Exception {
    return call("POST", "", metaConfig(name)).body().get("environment_id").asString();
  }

  private static String metaConfig(String name) {
    return """
    name: %s
    cloud:
      provider: aws
      region: us-east-1
      account_id: "123456789012"
    beta9:
      domain: beta9.acme.example
    """
        .formatted(name);
  }

  private static Claim claimed(String id) {
    while (true) {
      Claim claim = operations.claimNext("w-1").orElseThrow();
      if (claim.environment().equals(new EnvironmentId(id))) {
        return claim;
      }
    }
  }

  private static void status(String id, String status) {
    jdbc.sql("update environments set status = :status where id = :id")
        .param("status", status)
        .param("id", id)
        .update();
  }

  /** Ends its operation successfully, so that it is ready. */
  private static void succeed(String id) {
    Claim claim = claimed(id);
    service
        .part(TransactionTemplate.class)
        .executeWithoutResult(
            transaction -> {
              operations.lockClaim(claim);
              operations.succeed(claim);
            });
    status(id, "ready");
  }

  private static String operationOf(String id) {
    return jdbc.sql("select id from operations where environment_id = :id")
        .param("id", id)
        .query(String.class)
        .single();
  }

  private static boolean requested(Claim claim) {
    return jdbc.sql("select cancel_requested_at is not null from operations where id = :id")
        .param("id", claim.operation().value())
        .query(Boolean.class)
        .single();
  }

  @Test
  void ends_a_queued_operation_immediately_and_allows_retry_and_destruction() throws Exception {
    String id = created("waiting");
    Answer answer = call("POST", "/" + id + "/cancel", "");
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.body().get("status").asString()).isEqualTo("failed");
    assertThat(answer.body().at("/failure/code").asString()).isEqualTo("operation-cancelled");
    assertThat(answer.body().get("error_message").asString())
        .contains("ops requested it, before it started", "env retry " + id);
    assertThat(operations.due(1000)).extracting(OperationId::value).doesNotContain(operationOf(id));

    assertThat(call("POST", "/" + id + "/retry", "").body().get("status").asString())
        .isEqualTo("queued");
    call("POST", "/" + id + "/cancel", "");
    assertThat(call("DELETE", "/" + id, "").body().get("status").asString())
        .isEqualTo("destroy_queued");
  }

  @Test
  void restores_ready_if_a_queued_destruction_is_cancelled() throws Exception {
    String id = created("kept");
    succeed(id);
    jdbc.sql("update environments set provisioned_at = '2026-01-01T00:00:00Z' where id = :id")
        .param("id", id)
        .update();
    call("DELETE", "/" + id, "");

    JsonNode kept = call("POST", "/" + id + "/cancel", "").body();

    assertThat(kept.get("status").asString()).isEqualTo("ready");
    assertThat(kept.get("provisioned_at").asString()).startsWith("2026-01-01");
    assertThat(kept.get("failure").isNull()).isTrue();
  }

  @Test
  void restores_what_a_queued_update_has_replaced_if_it_is_cancelled() throws Exception {
    String id = created("unchanged");
    succeed(id);
    String before = stored(id);
    Answer update =
        call(
            "POST",
            "/" + id + "/update",
            metaConfig("unchanged") + "  workers:\n    max_workers: 2\n");
    assertThat(update.status()).as(update.body().toString()).isEqualTo(202);
    assertThat(stored(id)).isNotEqualTo(before);
    jdbc.sql("update environments set accepted_consequences = '[\"node-groups\"]' where id = :id")
        .param("id", id)
        .update();

    JsonNode kept = call("POST", "/" + id + "/cancel", "").body();

    assertThat(kept.get("status").asString()).isEqualTo("ready");
    assertThat(stored(id)).isEqualTo(before);
    assertThat(
            service
                .part(EnvironmentRepository.class)
                .acceptedConsequences(new TenantId("acme"), new EnvironmentId(id)))
        .as("what was accepted for it only")
        .isEmpty();
  }

  private static String stored(String id) {
    return jdbc.sql("select meta_config::text || infra_model from environments where id = :id")
        .param("id", id)
        .query(String.class)
        .single();
  }

  @Test
  void
      requests_cancellation_of_a_running_operation_once_and_refuses_its_destruction_with_the_next_step()
          throws Exception {
    String id = created("running");
    Claim claim = claimed(id);
    status(id, "provisioning");

    Answer refused = call("DELETE", "/" + id, "");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body().get("detail").asString()).contains("cancel its operation first");

    assertThat(call("POST", "/" + id + "/cancel", "").status()).isEqualTo(202);
    assertThat(call("POST", "/" + id + "/cancel", "").body().get("status").asString())
        .isEqualTo("provisioning");
    assertThat(requested(claim)).isTrue();
    assertThat(
            jdbc.sql(
                    "select count(*) from events where environment_id = :id and kind ="
                        + " 'cancel-requested'")
                .param("id", id)
                .query(Integer.class)
                .single())
        .isEqualTo(1);
  }

  @Test
  void ends_an_operation_that_waits_for_its_next_attempt() throws Exception {
    String id = created("postponed");
    Claim claim = claimed(id);
    Failure throttled =
        Failure.of(FailureCode.THROTTLED, "Creating the cluster")
            .with(FailureParameter.REPORTED, "AWS answered Throttling");
    service
        .part(TransactionTemplate.class)
        .executeWithoutResult(
            transaction -> {
              operations.lockClaim(claim);
              operations.postpone(claim, throttled, java.time.Duration.ofHours(1));
            });
    assertThat(call("POST", "/" + id + "/cancel", "").body().get("error_message").asString())
        .contains("while it waited for its next attempt");
  }

  @Test
  void requests_cancellation_if_terraform_may_still_be_running() throws Exception {
    String id = created("reserved");
    Claim claim = claimed(id);
    jdbc.sql(
            """
            update operations set state = 'waiting', worker_id = null, reserved_place = 'there',
                   reserved_until = now() + interval '10 min' where id = :id
            """)
        .param("id", claim.operation().value())
        .update();
    status(id, "provisioning");
    assertThat(call("POST", "/" + id + "/cancel", "").body().get("status").asString())
        .isEqualTo("provisioning");
    assertThat(requested(claim)).isTrue();
  }

  @Test
  void answers_409_without_an_operation_unless_the_same_request_cancelled_it() throws Exception {
    String id = created("twice");
    String[] header = {"Idempotency-Key", "cancel-1"};
    assertThat(call("POST", "/" + id + "/cancel", "", header).status()).isEqualTo(202);
    assertThat(call("POST", "/" + id + "/cancel", "", header).status()).isEqualTo(202);
    Answer again = call("POST", "/" + id + "/cancel", "");
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.body().get("detail").asString())
        .isEqualTo("No operation is active in twice, whose status is failed.");
    assertThat(call("POST", "/env_000000000000/cancel", "").status()).isEqualTo(404);
  }
}
