package io.beta9.provisioning.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.metaconfig.CloudTarget;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import software.amazon.awssdk.core.sync.RequestBody;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Each situation brought about in the servers and in the account, and the words for it. */
class EnvironmentDiagnoserTest {
  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
  private static final String ID = SimulatedAccount.ID.value();
  private static final StateBackend BACKEND = StateBackend.of(SimulatedAccount.TARGET, ID, "s3");

  private HikariDataSource database;
  private JdbcClient jdbc;
  private SimulatedAccount account;

  @BeforeEach
  void open() {
    account = SimulatedAccount.open();
    account.session().s3().createBucket(request -> request.bucket(BACKEND.bucket()));
    database = Servers.migratedDatabase();
    jdbc = JdbcClient.create(database);
    jdbc.sql("insert into tenants (id) values ('acme')").update();
    jdbc.sql(
            """
            insert into workers (id, host, boot_id, pid, pid_started_at, version, concurrency)
            values ('w-1', 'machine-1', 'b', 1, 1, '1', 2)
            """)
        .update();
    environment("provisioning", SimulatedAccount.TARGET);
  }

  @AfterEach
  void close() {
    database.close();
    account.close();
  }

  private void environment(String status, CloudTarget target) {
    jdbc.sql(
            """
            insert into environments (id, tenant_id, name, status, phase, cloud_provider, region,
              account_id, meta_config, infra_model, state_backend_config, created_by, progress)
            values (:id, 'acme', 'demo', :status, 'apply', 'aws', :region, :account,
              :meta::jsonb, '{}', :backend::jsonb, 'test',
              '{"step": "apply", "steps_completed": 7, "steps_total": 16, "completed": 3,
                "planned": 80, "in_flight": [{"address": "module.data.aws_db_instance.this[0]",
                "action": "create", "seconds": 1500}]}')
            """)
        .param("id", ID)
        .param("status", status)
        .param("region", target.region())
        .param("account", target.accountId())
        .param("meta", "{\"name\": \"demo\", \"cloud\": " + JSON.writeValueAsString(target) + "}")
        .param("backend", JSON.writeValueAsString(BACKEND))
        .update();
  }

  private void operation(String state) {
    jdbc.sql(
            """
            insert into operations (id, environment_id, tenant_id, kind, state, worker_id, epoch,
              requested_by)
            values ('op_000000000001', :id, 'acme', 'provision', :state,
              case when :state = 'running' then 'w-1' end, 2, 'test')
            """)
        .param("id", ID)
        .param("state", state)
        .update();
  }

  private void terraform(String host) {
    jdbc.sql(
            """
            insert into processes (operation_id, run_id, epoch, kind, host, boot_id, pid,
              pid_started_at, directory)
            values ('op_000000000001', 'apply-2', 2, 'apply', :host, 'b', 4711, 1, '/tmp')
            """)
        .param("host", host)
        .update();
  }

  /** What a finished run elsewhere has taken for a database. */
  private void usually(int seconds) {
    jdbc.sql(
            """
            insert into journal (operation_id, run_id, line, event)
            values ('op_000000000001', 'other', :seconds, jsonb_build_object(
              'type', 'apply_complete', 'hook', jsonb_build_object('action', 'create',
              'elapsed_seconds', :seconds, 'resource', jsonb_build_object(
              'addr', 'x', 'resource_type', 'aws_db_instance'))))
            """)
        .param("seconds", seconds)
        .update();
  }

  private void lock(String who, Instant at) {
    account
        .session()
        .s3()
        .putObject(
            request -> request.bucket(BACKEND.bucket()).key(BACKEND.key() + ".tflock"),
            RequestBody.fromString(
                """
                {"ID": "lock-1", "Operation": "OperationTypeApply", "Who": "%s",
                 "Version": "1", "Created": "%s", "Info": ""}
                """
                    .formatted(who, at)));
  }

  private void logLine(String text) {
    jdbc.sql(
            """
            insert into log_lines (environment_id, seq, tenant_id, operation_id, epoch, step,
              stream, text)
            values (:id, (select count(*) + 1 from log_lines), 'acme', 'op_000000000001', 2,
              'apply', 'terraform', :text)
            """)
        .param("id", ID)
        .param("text", text)
        .update();
  }

  private Diagnosis diagnosis() {
    return new EnvironmentDiagnoser(
            new EnvironmentFactsRepository(jdbc, JSON), account.sessions(), JSON, Clock.systemUTC())
        .of(
            new EnvironmentRepository(jdbc, JSON)
                .find(new TenantId("acme"), SimulatedAccount.ID)
                .orElseThrow());
  }

  private static String found(Diagnosis diagnosis, String topic) {
    return diagnosis.findings().stream()
        .filter(finding -> finding.topic().equals(topic))
        .map(Diagnosis.Finding::text)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void one_that_waits_for_a_region_that_fails_says_until_when_and_where_to_look() {
    operation("waiting");
    jdbc.sql("update operations set region_gate = 'us-east-1'").update();
    jdbc.sql(
            """
            insert into region_circuits (region, state, since, until, reason, openings)
            values ('us-east-1', 'open', now(), '2030-01-01T12:00:00Z', 'it failed for 3', 1)
            """)
        .update();

    Diagnosis diagnosis = diagnosis();

    assertThat(diagnosis.verdict()).isEqualTo("waiting-for-its-region");
    assertThat(diagnosis.sentence())
        .isEqualTo(
            "Waiting for its region: us-east-1 accepts no new operations; it is probed with one"
                + " operation at 2030-01-01T12:00:00Z: it failed for 3.");
    assertThat(diagnosis.command()).isEqualTo("./provisioner regions list");
  }

  @Test
  void what_goes_its_way_is_working_as_usual_and_the_facts_are_told() {
    operation("running");
    terraform("machine-1");
    usually(1400);
    usually(1500);
    usually(9000);
    logLine("aws_db_instance.this: Still creating...");
    lock("root@machine-1", Instant.now());

    Diagnosis diagnosis = diagnosis();

    assertThat(diagnosis.verdict()).as(diagnosis.sentence()).isEqualTo("working-as-usual");
    assertThat(diagnosis.command()).isEqualTo("./provisioner env watch " + ID);
    assertThat(found(diagnosis, "operation")).contains("provision op_000000000001, epoch 2");
    assertThat(found(diagnosis, "worker")).contains("w-1 on machine-1").endsWith("it lives");
    assertThat(found(diagnosis, "terraform")).contains("apply recorded as running on machine-1");
    assertThat(found(diagnosis, "in flight"))
        .contains("module.data.aws_db_instance.this[0]", "for 25 min", "usually takes 25 min")
        .doesNotContain("late");
    assertThat(found(diagnosis, "state lock")).contains("root@machine-1");
  }

  @Test
  void what_takes_much_longer_than_elsewhere_is_slow_but_alive() {
    operation("running");
    terraform("machine-1");
    usually(300);

    Diagnosis diagnosis = diagnosis();

    assertThat(diagnosis.verdict()).isEqualTo("slow-but-alive");
    assertThat(diagnosis.sentence())
        .contains("aws_db_instance.this[0]", "for 25 min", "usually takes 5 min");
  }

  @Test
  void a_worker_without_a_sign_of_life_is_about_to_be_taken_over() {
    operation("running");
    jdbc.sql("update workers set renewed_at = now() - interval '4 minutes'").update();

    Diagnosis diagnosis = diagnosis();

    assertThat(diagnosis.verdict()).isEqualTo("worker-dead");
    assertThat(diagnosis.sentence())
        .contains("Worker dead and about to be taken over: w-1", "for 4 min");
    assertThat(diagnosis.command()).isEqualTo("./provisioner workers list");
  }

  @Test
  void a_lock_of_another_machine_is_in_the_way() {
    operation("running");
    terraform("machine-1");
    lock("jane@laptop", Instant.now());

    assertThat(diagnosis().verdict()).isEqualTo("lock-in-the-way");
    assertThat(diagnosis().sentence()).contains("locked by jane@laptop");
  }

  @Test
  void a_lock_that_is_older_than_the_run_is_not_the_runs() {
    operation("running");
    terraform("machine-1");
    lock("root@machine-1", Instant.now().minusSeconds(3600));

    assertThat(diagnosis().verdict()).isEqualTo("lock-in-the-way");
  }

  @Test
  void throttling_is_seen_in_the_log() {
    operation("running");
    terraform("machine-1");
    for (int line = 0; line < 6; line++) {
      logLine("api error ThrottlingException: Rate exceeded");
    }

    assertThat(diagnosis().verdict()).isEqualTo("throttled");
    assertThat(diagnosis().sentence()).contains("AWS refused 6 calls");
  }

  @Test
  void who_waits_is_told_how_many_are_before_it_and_whether_anybody_works() {
    operation("waiting");
    assertThat(diagnosis().sentence())
        .isEqualTo("Waiting in the queue: it is the next, and 1 worker takes work.");

    jdbc.sql("update workers set state = 'draining'").update();
    assertThat(diagnosis().verdict()).isEqualTo("nobody-works");
    assertThat(diagnosis().command()).isEqualTo("./provisioner worker");

    jdbc.sql("update operations set not_before = now() + interval '2 minutes', attempt = 3")
        .update();
    assertThat(diagnosis().verdict()).isEqualTo("waiting-for-its-next-try");
    assertThat(diagnosis().sentence()).contains("try number 3");
  }

  @Test
  void a_failure_says_whose_move_it_is() {
    jdbc.sql(
            """
            update environments set status = 'failed', failure = '{"kind": "CONFIGURATION",
              "code": "instance-type-not-offered", "what": "Making nodes failed",
              "why": "the type is not offered", "next": "Choose another"}'
            """)
        .update();

    assertThat(diagnosis().verdict()).isEqualTo("failed");
    assertThat(diagnosis().sentence())
        .contains("the customer's move", "the type is not offered", "Choose another");
    assertThat(diagnosis().command()).isEqualTo("./provisioner env update " + ID + " -f FILE");

    jdbc.sql("update environments set failure = jsonb_set(failure, '{kind}', '\"QUOTA\"')")
        .update();
    assertThat(diagnosis().sentence()).contains("the customer's move");
    assertThat(diagnosis().command())
        .as("its configuration is good")
        .isEqualTo("./provisioner env retry " + ID);
  }

  @Test
  void a_status_that_was_set_by_hand_is_nobodys_work() {
    assertThat(diagnosis().verdict()).isEqualTo("nobodys-work");
  }

  @Test
  void what_is_ready_or_gone_is_told_so() {
    jdbc.sql("update environments set status = 'ready'").update();
    assertThat(diagnosis().verdict()).isEqualTo("ready");
    jdbc.sql("update environments set status = 'destroyed'").update();
    assertThat(diagnosis().verdict()).isEqualTo("gone");
  }

  @Test
  void an_account_that_cannot_be_entered_is_a_finding_and_no_error() {
    jdbc.sql(
            "update environments set meta_config = jsonb_set(meta_config, '{cloud,role_arn}',"
                + " :arn::jsonb)")
        .param("arn", "\"arn:aws:iam::123456789012:role/Nobody\"")
        .update();
    operation("running");

    assertThat(found(diagnosis(), "state lock")).startsWith("cannot be looked at:");
    assertThat(diagnosis().verdict()).isIn("working-as-usual", "slow-but-alive");
  }
}
