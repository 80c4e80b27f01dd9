package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.cli.Cli;
import io.beta9.provisioning.cli.terminal.Terminal;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.environment.StoredJson;
import io.beta9.provisioning.metaconfig.MetaConfigJson;
import io.beta9.provisioning.metaconfig.MetaConfigReader;
import io.beta9.provisioning.metaconfig.ParseResult;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.metaconfig.catalog.AwsRegions;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.metaconfig.text.BodyFormat;
import io.beta9.provisioning.testing.RegisteredAccounts;
import io.beta9.provisioning.testing.RunningApi;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.tfstate.s3.StateDigest;
import io.beta9.provisioning.tfstate.s3.StateStore;
import io.beta9.provisioning.tfstate.s3.StateVersions;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.StoredEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands below {@code state} against a running API and a simulated account. */
class StateCommandsTest {
  private static final String ID = SimulatedAccount.ID.value();
  private static final StateBackend BACKEND =
      StateBackend.of(SimulatedAccount.TARGET.location(), ID, "both");

  private final SimulatedAccount account = SimulatedAccount.open();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Service service;
  private JdbcClient jdbc;
  private String key;

  @BeforeEach
  void start() {
    account.setSystemProperties();
    service = RunningApi.start();
    jdbc = service.part(JdbcClient.class);
    key = service.part(ApiKeyRepository.class).create(new TenantId("acme"), "ann").secret().text();
    insertEnvironment();
    new StateStore(account.session()).ensure(BACKEND);
  }

  @AfterEach
  void stop() {
    service.close();
    account.close();
  }

  private void insertEnvironment() {
    String yaml =
        """
        name: demo
        cloud:
          provider: aws
          region: us-east-1
          account_id: "%s"
        beta9:
          domain: beta9.demo.example
        """
            .formatted(SimulatedAccount.ACCOUNT);
    ParseResult read =
        new MetaConfigReader(AwsRegions.all())
            .read(yaml.getBytes(StandardCharsets.UTF_8), BodyFormat.YAML);
    service
        .part(EnvironmentRepository.class)
        .insert(
            new EnvironmentRepository.NewEnvironment(
                SimulatedAccount.ID,
                new TenantId("acme"),
                "demo",
                "aws",
                SimulatedAccount.REGION,
                SimulatedAccount.ACCOUNT,
                RegisteredAccounts.verified(jdbc, "acme"),
                new StoredJson(MetaConfigJson.toJson(((ParseResult.Valid) read).config())),
                new StoredJson(InfraModelJson.toJson(SimulatedAccount.model())),
                new StoredJson(service.part(JsonMapper.class).writeValueAsString(BACKEND)),
                "ann"));
    jdbc.sql("update environments set status = 'ready'").update();
  }

  private int run(String... args) {
    out.reset();
    err.reset();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            Map.of("PROVISIONER_URL", "http://127.0.0.1:" + service.port(), "PROVISIONER_KEY", key),
            Path.of("").toAbsolutePath());
    return Cli.ofProcess(terminal).run(args);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static String state(long serial, String... names) {
    StringBuilder resources = new StringBuilder();
    for (String name : names) {
      resources
          .append(resources.isEmpty() ? "" : ",")
          .append(
              """
              {"mode": "managed", "type": "aws_elasticache_replication_group", "name": "%s",
               "provider": "p", "instances": [{"schema_version": 1,
                 "attributes": {"id": "rg-%s", "auth_token": "geheim-1", "port": 6379,
                                "nested": [{"inner": "geheim-2"}], "master_password": "geheim-3"},
                 "sensitive_attributes": [[{"type": "get_attr", "value": "auth_token"}],
                   [{"type": "get_attr", "value": "nested"},
                    {"type": "index", "value": {"value": 0, "type": "number"}},
                    {"type": "get_attr", "value": "inner"}]],
                 "private": "Z2VoZWlt"}]}
              """
                  .formatted(name, name));
    }
    return """
    {"version": 4, "terraform_version": "1.11.4", "serial": %d, "lineage": "line-1",
     "outputs": {"plain": {"value": "p", "type": "string"},
                 "hush": {"value": "geheim-4", "type": "string", "sensitive": true}},
     "resources": [%s], "check_results": null}
    """
        .formatted(serial, resources);
  }

  private void write(String state) {
    account
        .session()
        .s3()
        .putObject(
            r -> r.bucket(BACKEND.bucket()).key(BACKEND.key()), RequestBody.fromString(state));
    new StateDigest(account.session()).write(BACKEND, state.getBytes(StandardCharsets.UTF_8));
  }

  private List<StateVersions.StateVersion> versions() {
    return new StateVersions(account.session(), BACKEND).list();
  }

  private void lock(String who, Instant since) {
    String info =
        """
        {"ID":"lock-1","Operation":"OperationTypeApply","Info":"","Who":"%s","Version":"1.11.4",
         "Created":"%s","Path":"x"}
        """
            .formatted(who, since);
    account
        .session()
        .s3()
        .putObject(
            r -> r.bucket(BACKEND.bucket()).key(BACKEND.lockFileKey()),
            RequestBody.fromString(info));
    account
        .session()
        .dynamodb()
        .putItem(
            r ->
                r.tableName(BACKEND.lockTable())
                    .item(
                        Map.of(
                            "LockID",
                            AttributeValue.fromS(BACKEND.lockItemId()),
                            "Info",
                            AttributeValue.fromS(info))));
  }

  private JsonNode json() {
    return JsonMapper.shared().readTree(out());
  }

  /** Returns place, owner and assessment of the locks in this field of what was printed. */
  private List<String> locks(String field) {
    return json()
        .path(field)
        .valueStream()
        .map(
            lock ->
                lock.path("place").asString("")
                    + " "
                    + lock.path("who").asString("")
                    + " "
                    + lock.path("holder").asString(""))
        .toList();
  }

  /** Records an apply that was started now under a claim, without an observed end. */
  private void applyBegan(String operationState) {
    jdbc.sql(
            """
            insert into workers (id, host, boot_id, pid, pid_started_at, version, concurrency)
            values ('w-1', 'their-host', 'b', 1, 1, 'test', 1)
            """)
        .update();
    jdbc.sql(
            """
            insert into operations (id, environment_id, tenant_id, kind, state, epoch, worker_id,
              requested_by)
            values ('op_000000000001', :id, 'acme', 'provision', :state, 1,
              case when :state = 'running' then 'w-1' end, 'ann')
            """)
        .param("id", ID)
        .param("state", operationState)
        .update();
    jdbc.sql(
            """
            insert into processes (operation_id, run_id, epoch, kind, host, boot_id, pid,
              pid_started_at, directory)
            values ('op_000000000001', 'r', 1, 'APPLY', 'their-host', 'b', 17, 4711, '/x')
            """)
        .update();
  }

  private List<String> audit() {
    return jdbc.sql(
            "select action || ' ' || outcome || ' ' || coalesce(reason, '-') from audit where"
                + " outcome <> 'started' order by id")
        .query(String.class)
        .list();
  }

  @Test
  void hides_secrets_of_a_state() {
    write(state(3, "this"));

    assertThat(run("state", "show", "demo")).as(err()).isZero();
    assertThat(out())
        .isEqualTo(
            """
            Serial     3
            Lineage    line-1
            Terraform  1.11.4
            Outputs    plain, hush

            RESOURCE                                ID
            aws_elasticache_replication_group.this  rg-this
            """);

    assertThat(run("state", "show", "demo", "--resource", "aws_elasticache_replication_group.this"))
        .isZero();
    assertThat(json())
        .isEqualTo(
            JsonMapper.shared()
                .readTree(
                    """
                    {"id": "rg-this", "auth_token": "(sensitive)", "port": 6379,
                     "nested": [{"inner": "(sensitive)"}], "master_password": "(sensitive)"}
                    """));

    assertThat(run("state", "show", "demo", "-o", "json")).isZero();
    assertThat(json().path("outputs"))
        .isEqualTo(JsonMapper.shared().readTree("{\"plain\": \"p\", \"hush\": \"(sensitive)\"}"));
    assertThat(out()).doesNotContain("geheim", "Z2VoZWlt");
    assertThat(audit()).isEmpty();
  }

  @Test
  void previews_what_a_destruction_would_delete() {
    assertThat(run("env", "destroy", "demo", "--dry-run")).as(err()).isZero();
    assertThat(out()).isEqualTo(wouldBeDestroyed(0));
    write(state(3, "this"));

    assertThat(run("env", "destroy", "demo", "--dry-run")).as(err()).isZero();

    assertThat(out())
        .isEqualTo(
            wouldBeDestroyed(1)
                + """
                RESOURCE                                ID
                aws_elasticache_replication_group.this  rg-this
                """);
    assertThat(jdbc.sql("select status from environments").query(String.class).single())
        .isEqualTo("ready");
  }

  private static String wouldBeDestroyed(int resources) {
    return """
    demo (%s, ready) would be destroyed with all its data. Nothing was changed.
    The Terraform state contains %d resources. Other resources of the environment are then \
    searched for in the account.
    """
        .formatted(ID, resources);
  }

  @Test
  void distinguishes_missing_states_from_invalid_commands() {
    assertThat(run("state", "show", "demo")).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(run("state", "versions", "demo", "-o", "json")).isZero();
    assertThat(json().path("items")).isEmpty();
    write(state(3, "this"));
    assertThat(run("state", "show", "demo", "--version", "nonesuch")).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(run("state", "show", "demo", "--resource", "aws_vpc.other"))
        .isEqualTo(ExitCode.NOT_FOUND);
    assertThat(run("state", "show", "other")).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(run("state", "show", "env_000000000000")).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(run("state", "prune")).isEqualTo(ExitCode.WRONG_USE);
    assertThat(run("state", "prune", "demo", "--keep", "0")).isEqualTo(ExitCode.WRONG_USE);
    assertThat(run("state")).isEqualTo(ExitCode.WRONG_USE);
  }

  @Test
  void requires_a_reason_for_the_raw_state_and_audits_it() {
    write(state(3, "this"));

    assertThat(run("state", "show", "demo", "--raw")).isEqualTo(ExitCode.WRONG_USE);
    assertThat(run("state", "show", "demo", "--raw", "--reason", "Größe prüfen, 100%")).isZero();

    assertThat(json()).isEqualTo(JsonMapper.shared().readTree(state(3, "this")));
    assertThat(audit()).containsExactly("state.show-raw done Größe prüfen, 100%");
    assertThat(run("audit", "list", "--env", "demo", "--since", "1h", "-o", "json"))
        .as(err())
        .isZero();
    assertThat(json().path("items"))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.path("actor").asString("")).isEqualTo("ann");
              assertThat(entry.path("action").asString("")).isEqualTo("state.show-raw");
              assertThat(entry.path("outcome").asString("")).isEqualTo("done");
              assertThat(entry.path("reason").asString("")).isEqualTo("Größe prüfen, 100%");
            });
  }

  @Test
  void rolls_back_by_writing_the_old_content_with_a_new_serial_and_digest() {
    write(state(3, "kept", "lost"));
    String good = versions().getFirst().id();
    write(state(7, "kept"));

    assertThat(run("state", "rollback", "demo", "--to", good, "--dry-run")).as(err()).isZero();
    assertThat(out())
        .isEqualTo(
            """
            The content of serial 3 is written again as serial 8; the current serial is 7.
              + aws_elasticache_replication_group.lost  added to the state
            """);
    assertThat(run("state", "rollback", "demo", "--to", good)).isEqualTo(ExitCode.WRONG_USE);
    assertThat(
            run("state", "rollback", "demo", "--to", good, "--confirm", "x", "--reason", "a test"))
        .isEqualTo(ExitCode.WRONG_USE);
    assertThat(versions()).hasSize(2);

    assertThat(
            run("state", "rollback", "demo", "--to", good, "--confirm", "demo", "--reason", "oops"))
        .as(err())
        .isZero();

    assertThat(versions()).hasSize(3);
    assertThat(run("state", "show", "demo", "-o", "json")).isZero();
    assertThat(json().path("serial").asLong()).isEqualTo(8);
    assertThat(json().path("resources")).hasSize(2);
    assertThat(new StateDigest(account.session()).check(BACKEND))
        .isEqualTo(new StateDigest.DigestStatus.Matches());
    assertThat(run("state", "lock", "demo")).isZero();
    assertThat(out()).isEqualTo("The state is not locked.\n");
    assertThat(audit())
        .containsExactly("state.rollback refused a test", "state.rollback done oops");
    assertThat(StoredEvent.of(jdbc, ID))
        .containsExactly(StoredEvent.of(new EventData.StateRolledBack("ann", 3, 8, "oops")));
  }

  @Test
  void refuses_a_rollback_while_an_operation_runs_or_the_state_is_locked() {
    write(state(3, "kept"));
    String to = versions().getFirst().id();
    String[] command = {
      "state", "rollback", "demo", "--to", to, "--confirm", "demo", "--reason", "a test"
    };
    lock("bob@laptop", Instant.now());
    assertThat(run(command)).isEqualTo(ExitCode.REFUSED);
    assertThat(audit()).containsExactly("state.rollback refused a test");

    applyBegan("waiting");
    assertThat(run(command)).isEqualTo(ExitCode.REFUSED);
    assertThat(versions()).hasSize(1);
    assertThat(audit())
        .as("rejected when it was planned")
        .containsExactly("state.rollback refused a test");
  }

  @Test
  void never_removes_the_lock_of_a_running_process() {
    write(state(3, "this"));
    applyBegan("running");
    lock("root@their-host", Instant.now());

    assertThat(run("state", "unlock", "demo", "--force", "--confirm", "demo", "--reason", "hurry"))
        .isEqualTo(ExitCode.REFUSED);

    assertThat(run("state", "lock", "demo", "-o", "json")).isZero();
    assertThat(locks("locks"))
        .containsExactly(
            "the lock file root@their-host alive", "the lock table root@their-host alive");
    assertThat(audit()).containsExactly("state.unlock refused hurry");
  }

  @Test
  void removes_the_lock_of_a_terminated_process_from_both_places() {
    applyBegan("failed");
    lock("root@their-host", Instant.now());

    assertThat(run("state", "unlock", "demo", "--dry-run", "-o", "json")).as(err()).isZero();
    assertThat(json().path("dry_run").asBoolean(false)).isTrue();
    assertThat(locks("removed"))
        .containsExactly(
            "the lock file root@their-host dead", "the lock table root@their-host dead");
    assertThat(run("state", "unlock", "demo")).isEqualTo(ExitCode.WRONG_USE);

    assertThat(run("state", "unlock", "demo", "--reason", "its machine was terminated")).isZero();

    assertThat(run("state", "lock", "demo", "-o", "json")).isZero();
    assertThat(json().path("locked").asBoolean(true)).isFalse();
    assertThat(run("state", "unlock", "demo", "--reason", "again")).isZero();
    assertThat(out()).isEqualTo("The state is not locked; nothing was changed.\n");
    assertThat(StoredEvent.of(jdbc, ID))
        .extracting(StoredEvent::kind, event -> event.text("place"), event -> event.text("reason"))
        .containsExactly(
            tuple("state-unlocked", "the lock file", "its machine was terminated"),
            tuple("state-unlocked", "the lock table", "its machine was terminated"));
  }

  @Test
  void requires_force_and_the_name_for_a_lock_with_an_unknown_holder() {
    lock("bob@laptop", Instant.now().minusSeconds(4000));

    assertThat(run("state", "unlock", "demo", "--reason", "x")).isEqualTo(ExitCode.REFUSED);
    assertThat(run("state", "unlock", "demo", "--force", "--reason", "x"))
        .isEqualTo(ExitCode.WRONG_USE);

    assertThat(run("state", "unlock", "demo", "--force", "--confirm", "demo", "--reason", "x"))
        .as(err())
        .isZero();
    assertThat(run("state", "lock", "demo", "-o", "json")).isZero();
    assertThat(locks("locks")).isEmpty();
  }

  @Test
  void keeps_the_newest_versions_when_pruning() {
    for (int serial = 1; serial <= 6; serial++) {
      write(state(serial, "this"));
    }
    List<StateVersions.StateVersion> before = versions();
    for (int i = 0; i < 3; i++) {
      lock("root@their-host", Instant.now());
      account
          .session()
          .s3()
          .deleteObject(r -> r.bucket(BACKEND.bucket()).key(BACKEND.lockFileKey()));
    }

    assertThat(run("state", "prune", "demo", "--keep", "2", "--dry-run")).as(err()).isZero();
    assertThat(versions()).isEqualTo(before);
    assertThat(run("state", "prune", "--all", "--keep", "2", "--reason", "monthly")).isZero();
    assertThat(out().lines().toList().getLast().split(" +")).startsWith(ID, "2", "4");

    assertThat(versions()).isEqualTo(before.subList(0, 2));
    ListObjectVersionsResponse locks =
        account
            .session()
            .s3()
            .listObjectVersions(r -> r.bucket(BACKEND.bucket()).prefix(BACKEND.lockFileKey()));
    assertThat(locks.versions()).isEmpty();
    assertThat(locks.deleteMarkers()).hasSize(1);
    assertThat(run("state", "show", "demo", "-o", "json")).isZero();
    assertThat(json().path("serial").asLong()).isEqualTo(6);
    assertThat(audit()).containsExactly("state.prune done monthly");
  }

  @Test
  void audits_requests_with_reasons_and_refusals() {
    assertThat(run("env", "retry", "demo", "--reason", "why not")).isEqualTo(ExitCode.REFUSED);
    assertThat(run("env", "destroy", "demo", "--yes", "--reason", "no longer needed")).isZero();
    assertThat(run("env", "cancel", "demo")).isZero();

    assertThat(audit())
        .containsExactly(
            "env.retry refused why not", "env.destroy done no longer needed", "env.cancel done -");
  }

  @Test
  void hides_state_and_audit_trail_from_other_tenants() {
    write(state(3, "this"));
    assertThat(run("state", "prune", "demo")).isZero();
    key = service.part(ApiKeyRepository.class).create(new TenantId("evil"), "eve").secret().text();

    assertThat(run("state", "show", ID)).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(run("state", "unlock", ID, "--reason", "x")).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(run("audit", "list", "-o", "json")).isZero();
    assertThat(json().path("items")).isEmpty();
  }
}
