package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.CompletedSteps;
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
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RepairApiTest {
  private static final HttpClient http = HttpClient.newHttpClient();
  private static final JsonMapper json = new JsonMapper();
  private static Service service;
  private static JdbcClient jdbc;
  private static OperationRepository operations;
  private static String key;
  private static String operator;

  @BeforeAll
  static void start() {
    service = RunningApi.start();
    ApiKeyRepository keys = service.part(ApiKeyRepository.class);
    key = keys.create(new TenantId("acme"), "ops").secret().text();
    RegisteredAccounts.verified(service.part(JdbcClient.class), "acme");
    operator = keys.create(new TenantId("us"), "oncall", Role.OPERATOR).secret().text();
    jdbc = service.part(JdbcClient.class);
    operations = service.part(OperationRepository.class);
    service.part(WorkerRepository.class).register(RegisteredWorkers.named("w-1"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private record Answer(int status, JsonNode body) {}

  private static Answer call(String key, String method, String path, String body) throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:" + service.port() + "/api/v1/environments" + path))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/yaml")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    return new Answer(answer.statusCode(), json.readTree(answer.body()));
  }

  private static Answer call(String method, String path, String body) throws Exception {
    return call(key, method, path, body);
  }

  private static String config(String name, String region, String cidr, String size) {
    return """
    name: %s
    cloud:
      provider: aws
      region: %s
      account_id: "123456789012"
    network:
      cidr: %s
    data:
      postgres:
        size: %s
    beta9:
      domain: beta9.acme.example
    """
        .formatted(name, region, cidr, size);
  }

  private static String config(String name, String size) {
    return config(name, "us-east-1", "10.42.0.0/16", size);
  }

  private static String created(String name) throws Exception {
    return call("POST", "", config(name, "db.t4g.medium")).body().get("environment_id").asString();
  }

  /** Inserts an environment without active operation in the given status. */
  private static String idleEnvironment(String name, String status, String phase) throws Exception {
    String id = created(name);
    jdbc.sql(
            """
            update operations set state = 'failed', finished_at = now() where environment_id = :id
            """)
        .param("id", id)
        .update();
    jdbc.sql("update environments set status = :status, phase = :phase where id = :id")
        .param("id", id)
        .param("status", status)
        .param("phase", phase)
        .update();
    return id;
  }

  private static String activeKind(String id) {
    return jdbc.sql("select kind from operations where environment_id = :id and state = 'waiting'")
        .param("id", id)
        .query(String.class)
        .single();
  }

  private static List<String> recorded(String id) {
    return jdbc.sql(
            """
            select step from operation_steps s join operations o on o.id = s.operation_id
             where o.environment_id = :id and o.state = 'waiting' and completed_at is not null
             order by step
            """)
        .param("id", id)
        .query(String.class)
        .list();
  }

  @Test
  void recovers_from_a_permanent_failure_after_the_meta_config_is_updated() throws Exception {
    String id = idleEnvironment("corrected", "failed", "apply");

    Answer answer = call("POST", "/" + id + "/update", config("corrected", "db.m6g.large"));

    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(202);
    assertThat(answer.body().get("status").asString()).isEqualTo("queued");
    assertThat(activeKind(id)).isEqualTo("update");
    assertThat(
            jdbc.sql(
                    "select infra_model -> 'postgres' ->> 'instance_class' from environments where"
                        + " id = :id")
                .param("id", id)
                .query(String.class)
                .single())
        .isEqualTo("db.m6g.large");
  }

  @Test
  void returns_the_differences_of_a_dry_run_and_changes_nothing() throws Exception {
    String id = idleEnvironment("dry", "ready", "check");

    Answer answer = call("POST", "/" + id + "/update?dry_run=true", config("dry", "db.m6g.large"));

    assertThat(answer.status()).isEqualTo(200);
    JsonNode changes = answer.body().get("changes");
    assertThat(changes).hasSize(1);
    assertThat(changes.get(0).get("path").asString()).isEqualTo("postgres.instance_class");
    assertThat(changes.get(0).get("before").asString()).isEqualTo("\"db.t4g.medium\"");
    assertThat(changes.get(0).get("after").asString()).isEqualTo("\"db.m6g.large\"");
    assertThat(call("GET", "/" + id, "").body().get("status").asString()).isEqualTo("ready");
  }

  @Test
  void plans_an_update_and_shows_what_it_interrupts_and_loses() throws Exception {
    String id = idleEnvironment("planned", "ready", "check");
    assertThat(call("POST", "/" + id + "/plans", config("planned", "db.m6g.large")).status())
        .as("nothing has been created")
        .isEqualTo(422);
    jdbc.sql(
            """
            insert into operation_steps (operation_id, step, epoch, started_at)
            select id, 'apply', 1, now() from operations where environment_id = :id
            """)
        .param("id", id)
        .update();

    Answer queued = call("POST", "/" + id + "/plans", config("planned", "db.m6g.large"));
    assertThat(queued.status()).as(queued.body().toString()).isEqualTo(202);
    assertThat(queued.body().get("state").asString()).isEqualTo("waiting");
    String plan = "/" + id + "/plans/" + queued.body().get("operation").asString();
    assertThat(call("POST", "/" + id + "/plans", config("planned", "db.m6g.large")).status())
        .isEqualTo(409);
    jdbc.sql(
            """
            update operations set state = 'succeeded', finished_at = now(), planned_changes =
              '[{"address": "aws_db_instance.this", "action": "update",
                 "attributes": ["instance_class"], "consequence": "database-restart"}]'
             where environment_id = :id and state = 'waiting'
            """)
        .param("id", id)
        .update();

    Answer done = call("GET", plan, "");
    assertThat(done.status()).isEqualTo(200);
    JsonNode change = done.body().get("changes").get(0);
    assertThat(change.get("address").asString()).isEqualTo("aws_db_instance.this");
    assertThat(change.get("consequence").asString()).isEqualTo("database-restart");
    assertThat(change.get("interruption_seconds").asLong()).isEqualTo(600);
    assertThat(call("GET", "/" + id, "").body().get("status").asString()).isEqualTo("ready");
    assertThat(call("GET", "/" + id + "/plans/op_000000000000", "").status()).isEqualTo(404);

    String update = "/" + id + "/update?plan=" + queued.body().get("operation").asString();
    assertThat(call("POST", update, config("planned", "db.m6g.xlarge")).body().toString())
        .contains("update-plan-outdated");
    assertThat(call("POST", update, config("planned", "db.m6g.large")).status()).isEqualTo(202);
  }

  @Test
  void rejects_changes_of_immutable_fields_and_names_each() throws Exception {
    String id = idleEnvironment("fixed", "ready", "check");

    Answer answer =
        call(
            "POST",
            "/" + id + "/update",
            config("other", "eu-west-1", "10.99.0.0/16", "db.t4g.medium"));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().get("errors"))
        .extracting(error -> error.get("path").asString())
        .containsExactly("name", "cloud.region", "network.cidr");
  }

  @Test
  void refuses_an_update_while_an_operation_is_running() throws Exception {
    String id = created("busy");
    assertThat(call("POST", "/" + id + "/update", config("busy", "db.m6g.large")).status())
        .isEqualTo(409);
  }

  @Test
  void bootstraps_with_the_infrastructure_steps_complete() throws Exception {
    String id = idleEnvironment("again", "failed", "beta9");

    assertThat(call("POST", "/" + id + "/bootstrap", "").status()).isEqualTo(202);

    assertThat(activeKind(id)).isEqualTo("update");
    assertThat(recorded(id))
        .containsExactly("apply", "outputs", "preflight", "secrets", "state-backend");
  }

  @Test
  void refuses_to_bootstrap_without_infrastructure() throws Exception {
    String id = idleEnvironment("nothing", "failed", "apply");

    Answer answer = call("POST", "/" + id + "/bootstrap", "");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.body().get("detail").asString())
        .contains("failed in step apply", "./provisioner env retry " + id);
  }

  @Test
  void queues_a_smoke_test_that_executes_only_the_verification() throws Exception {
    String id = idleEnvironment("probed", "ready", "check");

    assertThat(call("POST", "/" + id + "/smoke", "").status()).isEqualTo(202);

    assertThat(activeKind(id)).isEqualTo("update");
    assertThat(recorded(id))
        .contains(CompletedSteps.SMOKE_TEST, "apply", "expose")
        .doesNotContain("check", CompletedSteps.SMOKE_TEST_WITH_GPU);
  }

  @Test
  void repeats_a_failed_verification() throws Exception {
    String id = idleEnvironment("unverified", "failed", "check");

    assertThat(call("POST", "/" + id + "/smoke", "").status()).isEqualTo(202);
  }

  @Test
  void refuses_a_smoke_test_of_what_is_not_installed() throws Exception {
    String id = idleEnvironment("uninstalled", "failed", "beta9");

    assertThat(call("POST", "/" + id + "/smoke", "").status()).isEqualTo(409);
  }

  @Test
  void refuses_a_smoke_test_with_a_gpu_without_machines_that_have_one() throws Exception {
    String id = idleEnvironment("without-gpu", "ready", "check");

    Answer answer = call("POST", "/" + id + "/smoke?gpu=true", "");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.body().get("code").asString()).isEqualTo("no-gpu-machines");
  }

  private static void protect(String id) {
    jdbc.sql(
            """
            update environments
               set infra_model = jsonb_set(infra_model::jsonb, '{postgres,protect}', 'true')
             where id = :id
            """)
        .param("id", id)
        .update();
  }

  @Test
  void refuses_to_destroy_a_protected_database_without_a_snapshot() throws Exception {
    String id = idleEnvironment("guarded", "ready", "check");
    protect(id);

    Answer refused = call("DELETE", "/" + id, "");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body().toString()).contains("database-protected");
    assertThat(refused.body().toString())
        .contains("./provisioner env destroy " + id + " --final-snapshot");
    assertThat(call("GET", "/" + id, "").body().get("status").asString()).isEqualTo("ready");

    assertThat(call("DELETE", "/" + id + "?final_snapshot=true", "").status()).isEqualTo(202);
    assertThat(activeKind(id)).isEqualTo("destroy");
    assertThat(recorded(id)).containsExactly("final-snapshot");
  }

  @Test
  void keeps_the_snapshot_that_a_failed_destroy_was_to_keep() throws Exception {
    String id = idleEnvironment("kept", "ready", "check");
    call("DELETE", "/" + id + "?final_snapshot=true", "");
    fail(id);
    assertThat(call("POST", "/" + id + "/retry", "").status()).isEqualTo(202);
    assertThat(recorded(id)).containsExactly("final-snapshot");
    fail(id);
    assertThat(call("POST", "/" + id + "/retry", "").status()).isEqualTo(202);
    assertThat(recorded(id)).containsExactly("final-snapshot");

    String other = idleEnvironment("not-kept", "ready", "check");
    call("DELETE", "/" + other, "");
    fail(other);
    call("POST", "/" + other + "/retry", "");
    assertThat(recorded(other)).isEmpty();
  }

  private static void fail(String id) {
    jdbc.sql(
            """
            update operations set state = 'failed', finished_at = now()
             where environment_id = :id and state = 'waiting'
            """)
        .param("id", id)
        .update();
    jdbc.sql("update environments set status = 'failed', phase = 'destroy' where id = :id")
        .param("id", id)
        .update();
  }

  @Test
  void keeps_a_snapshot_of_a_protected_database_also_if_forced() throws Exception {
    String id = idleEnvironment("forced-guarded", "provisioning", "apply");
    protect(id);

    assertThat(
            call("POST", "/" + id + "/force-destroy?dry_run=true", "")
                .body()
                .get("actions")
                .get(1)
                .asString())
        .contains("keep a snapshot of the protected database");
    call("POST", "/" + id + "/force-destroy?confirm=forced-guarded&reason=why", "");

    assertThat(recorded(id)).containsExactly("final-snapshot", "forced");
  }

  /** As an earlier version stored it: the fields that it lacks have their defaults. */
  @Test
  void shows_no_difference_for_fields_that_the_stored_model_does_not_have() throws Exception {
    String id = idleEnvironment("old", "ready", "check");
    jdbc.sql(
            """
            update environments
               set infra_model = (infra_model::jsonb - 'state_log_bucket')
                     #- '{cluster,endpoint}' #- '{cluster,admins}' #- '{network,flow_logs}' #- '{postgres,protect}'
                     #- '{postgres,log_export}' #- '{beta9,allowed_cidrs}',
                   meta_config = ((meta_config::jsonb - 'access') #- '{data,state}') #- '{cluster,endpoint}'
             where id = :id
            """)
        .param("id", id)
        .update();

    Answer answer = call("POST", "/" + id + "/update?dry_run=true", config("old", "db.t4g.medium"));

    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    assertThat(answer.body().get("changes")).isEmpty();
    assertThat(call("DELETE", "/" + id, "").status()).isEqualTo(202);
  }

  @Test
  void requires_the_name_and_a_reason_for_a_forced_destruction() throws Exception {
    String id = idleEnvironment("stuck", "provisioning", "apply");

    Answer wrong = call("POST", "/" + id + "/force-destroy?confirm=other&reason=why", "");
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.body().get("detail").asString()).contains("'other'", "'stuck'");
    assertThat(call("POST", "/" + id + "/force-destroy?confirm=stuck", "").status()).isEqualTo(400);
    assertThat(call("GET", "/" + id, "").body().get("status").asString()).isEqualTo("provisioning");
  }

  @Test
  void forces_the_destruction_from_any_status_without_a_running_operation() throws Exception {
    String id = idleEnvironment("adrift", "provisioning", "apply");

    Answer dry = call("POST", "/" + id + "/force-destroy?dry_run=true", "");
    assertThat(dry.body().get("actions").toString()).contains("destroy with Terraform");
    assertThat(call("GET", "/" + id, "").body().get("status").asString()).isEqualTo("provisioning");

    Answer answer =
        call(operator, "POST", "/" + id + "/force-destroy?confirm=adrift&reason=since+noon", "");

    assertThat(answer.body().get("queued").asBoolean()).as(answer.body().toString()).isTrue();
    assertThat(activeKind(id)).isEqualTo("destroy");
    assertThat(recorded(id)).containsExactly("forced");
    assertThat(
            jdbc.sql(
                    """
                    select message from events where environment_id = :id
                       and kind = 'force-destroy-requested'
                    """)
                .param("id", id)
                .query(String.class)
                .single())
        .contains("by oncall: since noon");
  }

  @Test
  void cancels_a_running_operation_before_a_forced_destruction() throws Exception {
    String id = created("working");
    Claim claim;
    do {
      claim = operations.claimNext("w-1").orElseThrow();
    } while (!claim.environment().value().equals(id));
    String order = "/" + id + "/force-destroy?confirm=working&reason=why";

    Answer first = call("POST", order, "");

    assertThat(first.body().get("queued").asBoolean()).isFalse();
    assertThat(first.body().get("actions").toString())
        .contains("cancel provision", "its worker ends it");
    assertThat(
            jdbc.sql("select cancel_requested_at is not null from operations where id = :id")
                .param("id", claim.operation().value())
                .query(Boolean.class)
                .single())
        .isTrue();

    jdbc.sql(
            """
            update operations set state = 'cancelled', worker_id = null, finished_at = now()
             where id = :id
            """)
        .param("id", claim.operation().value())
        .update();
    assertThat(call("POST", order, "").body().get("queued").asBoolean()).isTrue();
  }

  @Test
  void returns_a_kubeconfig_when_the_cluster_exists() throws Exception {
    String id = idleEnvironment("cluster", "ready", "check");
    assertThat(call("GET", "/" + id + "/kubeconfig", "").status()).isEqualTo(409);

    jdbc.sql(
            """
            update environments set outputs = '{"cluster_name": "beta9-x",
              "cluster_endpoint": "https://x.example", "cluster_certificate_authority": "Y2E="}'
             where id = :id
            """)
        .param("id", id)
        .update();

    assertThat(call("GET", "/" + id + "/kubeconfig", "").body().get("kubeconfig").asString())
        .contains("server: \"https://x.example\"", "- \"get-token\"", "- \"beta9-x\"");
  }

  @Test
  void returns_how_to_connect_when_beta9_is_exposed() throws Exception {
    String id = idleEnvironment("exposed", "ready", "check");
    assertThat(call("GET", "/" + id + "/connection", "").status()).isEqualTo(409);

    jdbc.sql(
            """
            update environments set outputs = '{"load_balancer_hostname": "a.elb.amazonaws.com"}'
             where id = :id
            """)
        .param("id", id)
        .update();

    JsonNode connection = call("GET", "/" + id + "/connection", "").body();
    assertThat(connection.at("/grpc/host").asString()).isEqualTo("a.elb.amazonaws.com");
    assertThat(connection.at("/reachable_from").asString()).isEqualTo("vpc");
    assertThat(connection.at("/token/secret_name").asString()).contains(id);
  }

  @Test
  void returns_the_diagnosis_to_an_operator_and_not_to_another_tenant() throws Exception {
    String id = idleEnvironment("seen", "ready", "check");

    assertThat(call(operator, "GET", "/" + id + "/diagnosis", "").body().get("verdict").asString())
        .isEqualTo("degraded");
    String otherTenant =
        service.part(ApiKeyRepository.class).create(new TenantId("other"), "x").secret().text();
    assertThat(call(otherTenant, "GET", "/" + id + "/diagnosis", "").status()).isEqualTo(404);
    assertThat(call(otherTenant, "POST", "/" + id + "/bootstrap", "").status()).isEqualTo(404);
    assertThat(call(otherTenant, "POST", "/" + id + "/smoke", "").status()).isEqualTo(404);
  }
}
