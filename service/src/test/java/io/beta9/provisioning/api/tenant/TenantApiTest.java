package io.beta9.provisioning.api.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.cli.Cli;
import io.beta9.provisioning.cli.terminal.Terminal;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.environment.StoredJson;
import io.beta9.provisioning.metaconfig.MetaConfigJson;
import io.beta9.provisioning.metaconfig.MetaConfigReader;
import io.beta9.provisioning.metaconfig.ParseResult;
import io.beta9.provisioning.metaconfig.catalog.AwsRegions;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.metaconfig.text.BodyFormat;
import io.beta9.provisioning.testing.RegisteredAccounts;
import io.beta9.provisioning.testing.RunningApi;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tenants over the API and the command line. */
class TenantApiTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String ENVIRONMENT = "env_0123456789ab";
  private static final String NEW_ENVIRONMENT =
      """
      {"name": "other", "beta9": {"domain": "beta9.other.example"},
       "cloud": {"provider": "aws", "region": "us-east-1", "account_id": "210987654321"}}
      """;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Service service;
  private JdbcClient jdbc;
  private String owner;
  private String acme;

  @BeforeEach
  void start() {
    service = RunningApi.start();
    jdbc = service.part(JdbcClient.class);
    owner = key("platform", Role.OWNER);
    acme = key("acme", Role.ADMIN);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private String key(String tenant, Role role) {
    return service
        .part(ApiKeyRepository.class)
        .create(new TenantId(tenant), "test", role)
        .secret()
        .text();
  }

  private void environment(String status) {
    ParseResult read =
        new MetaConfigReader(AwsRegions.all())
            .read(
                """
                name: demo
                cloud:
                  provider: aws
                  region: us-east-1
                  account_id: "%s"
                beta9:
                  domain: beta9.demo.example
                """
                    .formatted(SimulatedAccount.ACCOUNT)
                    .getBytes(StandardCharsets.UTF_8),
                BodyFormat.YAML);
    service
        .part(EnvironmentRepository.class)
        .insert(
            new EnvironmentRepository.NewEnvironment(
                new EnvironmentId(ENVIRONMENT),
                new TenantId("acme"),
                "demo",
                "aws",
                SimulatedAccount.REGION,
                SimulatedAccount.ACCOUNT,
                RegisteredAccounts.verified(jdbc, "acme"),
                new StoredJson(MetaConfigJson.toJson(((ParseResult.Valid) read).config())),
                new StoredJson(InfraModelJson.toJson(SimulatedAccount.model())),
                new StoredJson("{}"),
                "ann"));
    jdbc.sql("update environments set status = ?").param(status).update();
    jdbc.sql(
            """
            insert into operations (id, environment_id, tenant_id, kind, requested_by, state,
              finished_at)
            values ('op_0123456789ab', ?, 'acme', 'provision', 'test', 'failed', now());
            """)
        .param(ENVIRONMENT)
        .update();
    jdbc.sql(
            """
            insert into events (environment_id, seq, tenant_id, kind, message)
            select ?, n, 'acme', 'k', 'm' from generate_series(1001, 7000) n
            """)
        .param(ENVIRONMENT)
        .update();
  }

  private record Reply(int status, JsonNode body) {}

  private Reply send(String key, String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + "/api/v1" + path))
            .header("Authorization", "Bearer " + key)
            .header("X-Reason", "a test")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    HttpResponse<String> response =
        HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Reply(response.statusCode(), JsonMapper.shared().readTree(response.body()));
  }

  private int destroyStatus(String secret) throws IOException, InterruptedException {
    return send(secret, "DELETE", "/environments/" + ENVIRONMENT + "?tenant=acme", "").status();
  }

  private int run(String... args) {
    out.reset();
    err.reset();
    return Cli.ofProcess(
            new Terminal(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                false,
                Map.of(
                    "PROVISIONER_URL",
                    "http://127.0.0.1:" + service.port(),
                    "PROVISIONER_KEY",
                    owner),
                Path.of("").toAbsolutePath()))
        .run(args);
  }

  private List<String> audit(String tenant) {
    return jdbc.sql("select action from audit where tenant_id = ? order by id")
        .param(tenant)
        .query(String.class)
        .list();
  }

  @Test
  void creates_lists_and_shows_tenants() {
    assertThat(run("tenants", "create", "initech"))
        .as(err.toString(StandardCharsets.UTF_8))
        .isZero();
    assertThat(run("tenants", "create", "initech")).isEqualTo(4);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("initech exists");
    assertThat(run("tenants", "create", "No Tenant")).isEqualTo(2);
    assertThat(run("tenants", "get", "initech")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("initech").contains("active");
    assertThat(run("tenants", "get", "unknown")).isEqualTo(3);
    assertThat(run("tenants", "list")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("acme").contains("platform");
    assertThat(audit("initech")).containsExactly("tenants.create");
  }

  @Test
  void only_an_owner_may_call_it_and_a_tenant_gets_not_found() throws Exception {
    for (String[] request :
        new String[][] {
          {"GET", "/tenants"},
          {"GET", "/tenants/acme"},
          {"GET", "/tenants/unknown"},
          {"POST", "/tenants/acme/suspend"},
          {"POST", "/tenants/acme/resume"},
          {"DELETE", "/tenants/acme"}
        }) {
      assertThat(send(acme, request[0], request[1], "").status()).as(request[1]).isEqualTo(403);
    }
    assertThat(send(acme, "POST", "/tenants", "{\"tenant\": \"x\"}").status()).isEqualTo(403);
    assertThat(run("tenants", "get", "acme")).isZero();
  }

  @Test
  void a_suspended_tenant_reads_and_requests_no_operation_until_it_is_resumed() throws Exception {
    environment("failed");
    assertThat(run("tenants", "suspend", "acme", "--reason", "unpaid")).isZero();
    assertThat(run("tenants", "suspend", "acme", "--reason", "again")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("suspended").contains("unpaid");

    assertThat(send(acme, "GET", "/environments/" + ENVIRONMENT, "").status()).isEqualTo(200);
    for (String[] request :
        new String[][] {
          {"POST", "/environments/" + ENVIRONMENT + "/retry", ""},
          {"DELETE", "/environments/" + ENVIRONMENT, ""},
          {"POST", "/environments", NEW_ENVIRONMENT},
          {"POST", "/environments?dry_run=true", NEW_ENVIRONMENT}
        }) {
      Reply refused = send(acme, request[0], request[1], request[2]);
      assertThat(refused.status()).as(refused.body().toString()).isEqualTo(409);
      assertThat(refused.body().get("code").stringValue()).isEqualTo("tenant-suspended");
    }
    assertThat(jdbc.sql("select status from environments").query(String.class).single())
        .isEqualTo("failed");

    String operator = key("on-call", Role.OPERATOR);
    assertThat(destroyStatus(operator)).isEqualTo(409);
    assertThat(run("tenants", "resume", "acme")).isZero();
    assertThat(send(acme, "POST", "/environments/" + ENVIRONMENT + "/retry", "").status())
        .isEqualTo(202);
    assertThat(audit("acme"))
        .containsExactly(
            "tenants.suspend",
            "env.retry",
            "env.destroy",
            "env.create",
            "env.destroy",
            "tenants.resume",
            "env.retry");
  }

  @Test
  void the_roles_of_a_suspended_tenant_change_nothing_but_end_operations_and_keys()
      throws Exception {
    environment("ready");
    String key = "/keys/" + keyId();
    assertThat(run("tenants", "suspend", "acme")).isZero();
    String environment = "/environments/" + ENVIRONMENT;
    for (String[] request :
        new String[][] {
          {"POST", "/keys", "{\"name\": \"x\"}"},
          {"POST", key + "/rotate", ""},
          {"POST", "/accounts", "{\"account_id\": \"210987654321\"}"},
          {"POST", "/accounts/acc_000000000000/verify", ""},
          {"DELETE", "/accounts/acc_000000000000", ""},
          {"POST", environment + "/force-destroy?confirm=demo&reason=x", ""},
          {"POST", environment + "/state/unlock", "{\"dry_run\": false, \"reason\": \"x\"}"},
          {"POST", environment + "/state/prune", "{\"dry_run\": false, \"reason\": \"x\"}"},
          {"POST", environment + "/state/kept/drop", "{\"reason\": \"x\"}"}
        }) {
      Reply refused = send(acme, request[0], request[1], request[2]);
      assertThat(refused.status()).as(request[1] + refused.body()).isEqualTo(409);
      assertThat(refused.body().get("code").stringValue()).isEqualTo("tenant-suspended");
    }
    assertThat(send(acme, "POST", environment + "/cancel", "").body().get("code").stringValue())
        .isEqualTo("nothing-to-cancel");
    assertThat(send(acme, "DELETE", key, "").status()).isEqualTo(200);
    assertThat(send(owner, "POST", "/keys?tenant=acme", "{\"name\": \"x\"}").status())
        .isEqualTo(201);
  }

  private String keyId() {
    return service
        .part(ApiKeyRepository.class)
        .create(new TenantId("acme"), "revoked later")
        .key()
        .id();
  }

  @Test
  void an_owner_may_destroy_what_a_suspended_tenant_has() throws Exception {
    environment("ready");
    assertThat(run("tenants", "suspend", "acme")).isZero();

    assertThat(destroyStatus(owner)).isEqualTo(202);
  }

  @Test
  void is_not_deleted_while_an_environment_exists_or_without_confirmation() {
    environment("ready");
    assertThat(run("tenants", "delete", "acme")).isEqualTo(2);
    assertThat(run("tenants", "delete", "acme", "--confirm", "acm")).isEqualTo(2);
    assertThat(run("tenants", "delete", "acme", "--confirm", "acme")).isEqualTo(4);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("it has 1 environments that are not destroyed");
    assertThat(run("tenants", "get", "acme")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("active");
  }

  @Test
  void erases_everything_of_a_deleted_tenant_but_its_audit_trail() throws Exception {
    environment("destroyed");
    assertThat(run("tenants", "delete", "acme", "--confirm", "acme", "--reason", "end"))
        .as(err.toString(StandardCharsets.UTF_8))
        .isZero();

    assertThat(send(acme, "GET", "/environments", "").status()).isEqualTo(401);
    assertThat(run("tenants", "get", "acme")).isEqualTo(3);
    for (String table :
        jdbc.sql(
                """
                select table_name from information_schema.columns
                 where column_name = 'tenant_id' and table_schema = current_schema()
                   and table_name not in ('audit', 'audit_heads')
                """)
            .query(String.class)
            .list()) {
      assertThat(
              jdbc.sql("select count(*) from " + table + " where tenant_id = 'acme'")
                  .query(Long.class)
                  .single())
          .as(table)
          .isZero();
    }
    assertThat(audit("acme")).containsExactly("tenants.delete-requested", "tenants.delete");
    assertThat(
            jdbc.sql("select detail from audit where action = 'tenants.delete'")
                .query(String.class)
                .single())
        .isEqualTo("erased, with 6000 events, log lines and journal lines");
    assertThat(run("audit", "verify")).isZero();
  }
}
