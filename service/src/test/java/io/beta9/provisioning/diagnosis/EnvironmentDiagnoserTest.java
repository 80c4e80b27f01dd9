package io.beta9.provisioning.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.cloud.aws.AwsAccounts;
import io.beta9.provisioning.diagnosis.EnvironmentFacts.ClusterState;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.failure.ResponsibleParty;
import io.beta9.provisioning.failure.json.FailureJson;
import io.beta9.provisioning.metaconfig.CloudTarget;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import software.amazon.awssdk.core.sync.RequestBody;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Creates each situation in the servers and in the account, and checks its verdict. */
class EnvironmentDiagnoserTest {
  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
  private static final String ID = SimulatedAccount.ID.value();
  private static final StateBackend BACKEND =
      StateBackend.of(SimulatedAccount.TARGET.location(), ID, "s3");

  private HikariDataSource database;
  private JdbcClient jdbc;
  private SimulatedAccount account;
  private List<String> clusterProblems = List.of();
  private @Nullable Failure clusterFailure;

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

  /** Records how long a run in another environment took to create a database. */
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

  private EnvironmentFacts facts() {
    return diagnoser(
            environment -> {
              if (clusterFailure != null) {
                throw new FailureException(clusterFailure);
              }
              return clusterProblems;
            },
            new DiagnosisLimit())
        .factsOf(environment());
  }

  private Verdict verdict() {
    return VerdictRules.verdict(facts());
  }

  private EnvironmentFacts.InFlightFact inFlight() {
    return facts().inFlight().getFirst();
  }

  private EnvironmentDiagnoser diagnoser(ClusterCheck check, DiagnosisLimit limit) {
    return new EnvironmentDiagnoser(
        new EnvironmentFactsRepository(jdbc),
        new AwsAccounts(account.sessions()),
        check,
        limit,
        JSON,
        Clock.systemUTC());
  }

  private Environment environment() {
    return new EnvironmentRepository(jdbc, JSON)
        .find(new TenantId("acme"), SimulatedAccount.ID)
        .orElseThrow();
  }

  @Test
  void a_place_is_occupied_until_a_cluster_that_is_no_longer_waited_for_has_been_read()
      throws Exception {
    jdbc.sql("update environments set status = 'ready'").update();
    CountDownLatch answers = new CountDownLatch(1);
    DiagnosisLimit limit = new DiagnosisLimit(1, 1);
    EnvironmentDiagnoser slow =
        diagnoser(
            environment -> {
              awaitUninterruptibly(answers);
              return List.of();
            },
            limit);

    assertThat(slow.factsOf(environment()).cluster())
        .isEqualTo(
            new ClusterState.NotReadable(
                new Unread.NoAnswer(EnvironmentDiagnoser.ACCOUNT_TIMEOUT)));
    assertThatThrownBy(() -> slow.of(environment()))
        .isInstanceOf(DiagnosisLimit.TooManyDiagnosesException.class);
    assertThatThrownBy(() -> slow.clusterOf(environment()))
        .isInstanceOf(DiagnosisLimit.TooManyDiagnosesException.class);

    answers.countDown();
    await().untilAsserted(() -> assertThat(slow.of(environment()).verdict()).isEqualTo("ready"));
  }

  /** Like a client of HTTP that cannot be interrupted. */
  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        // The read continues.
      }
    }
  }

  @Test
  void a_diagnosis_that_has_ended_occupies_nothing() {
    jdbc.sql("update environments set status = 'ready'").update();
    DiagnosisLimit limit = new DiagnosisLimit(1, 1);
    EnvironmentDiagnoser diagnoser =
        diagnoser(
            environment -> {
              throw new FailureException(Failure.of(FailureCode.CLUSTER_UNREACHABLE));
            },
            limit);

    for (int i = 0; i < 3; i++) {
      await().untilAsserted(() -> diagnoser.of(environment()));
    }
  }

  @Test
  void reports_until_when_an_operation_waits_for_its_region() {
    operation("waiting");
    jdbc.sql("update operations set region_gate = 'us-east-1'").update();
    jdbc.sql(
            """
            insert into region_circuits (region, state, since, until, reason, openings)
            values ('us-east-1', 'open', now(), '2030-01-01T12:00:00Z', 'it failed for 3', 1)
            """)
        .update();

    assertThat(verdict())
        .isInstanceOfSatisfying(
            Verdict.RegionCircuitOpen.class,
            verdict -> {
              assertThat(verdict.circuit().region()).isEqualTo("us-east-1");
              assertThat(verdict.circuit().until()).isEqualTo("2030-01-01T12:00:00Z");
            });
  }

  @Test
  void reports_the_facts_of_an_operation_in_progress() {
    operation("running");
    terraform("machine-1");
    usually(1400);
    usually(1500);
    usually(9000);
    logLine("aws_db_instance.this: Still creating...");
    lock("root@machine-1", Instant.now());

    EnvironmentFacts facts = facts();

    assertThat(VerdictRules.verdict(facts)).isEqualTo(new Verdict.InProgress("apply"));
    assertThat(facts.operation())
        .isNotNull()
        .returns("op_000000000001", EnvironmentFacts.CurrentOperation::operation)
        .returns("provision", EnvironmentFacts.CurrentOperation::kind)
        .returns(2L, EnvironmentFacts.CurrentOperation::epoch);
    assertThat(facts.operation().owner())
        .isNotNull()
        .returns("w-1", EnvironmentFacts.OwnerFact::worker)
        .returns("machine-1", EnvironmentFacts.OwnerFact::host)
        .returns(true, EnvironmentFacts.OwnerFact::isAlive);
    assertThat(facts.operation().child())
        .isNotNull()
        .returns("apply", EnvironmentFacts.ProcessFact::kind)
        .returns("machine-1", EnvironmentFacts.ProcessFact::host)
        .returns(4711L, EnvironmentFacts.ProcessFact::pid);
    assertThat(facts.inFlight())
        .singleElement()
        .returns("module.data.aws_db_instance.this[0]", EnvironmentFacts.InFlightFact::address)
        .returns("create", EnvironmentFacts.InFlightFact::action)
        .returns(25L, resource -> resource.since().toMinutes())
        .returns(Duration.ofMinutes(25), EnvironmentFacts.InFlightFact::typical)
        .returns(false, EnvironmentFacts.InFlightFact::isLate);
    assertThat(facts.lock())
        .isInstanceOfSatisfying(
            EnvironmentFacts.Lock.Held.class,
            held -> {
              assertThat(held.who()).isEqualTo("root@machine-1");
              assertThat(held.host()).isEqualTo("machine-1");
            });
  }

  @Test
  void reports_a_resource_that_takes_much_longer_than_typical() {
    operation("running");
    terraform("machine-1");
    usually(300);

    assertThat(verdict())
        .isInstanceOfSatisfying(
            Verdict.Slow.class,
            slow -> {
              assertThat(slow.late())
                  .singleElement()
                  .returns(
                      "module.data.aws_db_instance.this[0]", EnvironmentFacts.InFlightFact::address)
                  .returns(25L, resource -> resource.since().toMinutes())
                  .returns(Duration.ofMinutes(5), EnvironmentFacts.InFlightFact::typical);
              assertThat(slow.sinceLastLog()).isNull();
            });
  }

  private void delay(Failure delay) {
    jdbc.sql(
            """
            insert into events (environment_id, seq, tenant_id, operation_id, kind, message, data)
            values (:id, (select count(*) + 1 from events), 'acme', 'op_000000000001',
              'resource-delayed', '', jsonb_build_object('failure', :failure::jsonb))
            """)
        .param("id", ID)
        .param("failure", FailureJson.write(delay))
        .update();
  }

  private static Failure delayed(FailureCode code) {
    return Failure.of(code)
        .about(new ResourceAddress("module.data.aws_db_instance.this[0]"))
        .with(FailureParameter.ACTION, "create")
        .with(FailureParameter.AGE, Duration.ofMinutes(25))
        .with(FailureParameter.USUAL, Duration.ofMinutes(15));
  }

  @Test
  void names_what_blocks_a_deletion_and_who_has_to_act() {
    operation("running");
    terraform("machine-1");
    usually(1500);
    delay(delayed(FailureCode.RESOURCE_DELAYED));
    Failure blocked =
        delayed(FailureCode.RESOURCE_DELETION_BLOCKED)
            .with(FailureParameter.BLOCKERS, "network interface|eni-1|foreign|bastion")
            .with(FailureParameter.FOREIGN, "eni-1");
    delay(blocked);

    assertThat(verdict()).isEqualTo(new Verdict.DeletionBlocked(blocked));
    assertThat(verdict().responsible()).isEqualTo(ResponsibleParty.CUSTOMER);
    assertThat(inFlight().delay()).isEqualTo(blocked);
  }

  @Test
  void reports_a_delay_of_the_first_environment() {
    operation("running");
    terraform("machine-1");
    Failure delay =
        delayed(FailureCode.RESOURCE_DELAYED).with(FailureParameter.AWS_EVENTS, "out of stock");
    delay(delay);

    assertThat(verdict()).isInstanceOf(Verdict.Slow.class);
    assertThat(inFlight().delay()).isEqualTo(delay);
    assertThat(inFlight().isLate()).isTrue();
  }

  @Test
  void reports_a_worker_without_heartbeats() {
    operation("running");
    jdbc.sql("update workers set renewed_at = now() - interval '4 minutes'").update();

    assertThat(verdict())
        .isInstanceOfSatisfying(
            Verdict.WorkerDead.class,
            dead -> {
              assertThat(dead.worker()).isEqualTo("w-1");
              assertThat(dead.sinceLastHeartbeat().toMinutes()).isEqualTo(4);
            });
  }

  @Test
  void reports_a_lock_of_another_host() {
    operation("running");
    terraform("machine-1");
    lock("jane@laptop", Instant.now());

    assertThat(verdict())
        .isInstanceOfSatisfying(
            Verdict.StateLocked.class,
            locked -> assertThat(locked.lock().who()).isEqualTo("jane@laptop"));
  }

  @Test
  void reports_a_lock_that_is_older_than_the_current_run() {
    operation("running");
    terraform("machine-1");
    lock("root@machine-1", Instant.now().minusSeconds(3600));

    assertThat(verdict()).isInstanceOf(Verdict.StateLocked.class);
  }

  @Test
  void reports_throttling_from_the_log() {
    operation("running");
    terraform("machine-1");
    for (int line = 0; line < 6; line++) {
      logLine("api error ThrottlingException: Rate exceeded");
    }

    assertThat(verdict()).isEqualTo(new Verdict.Throttled(6));
  }

  @Test
  void reports_the_position_in_the_queue_and_the_active_workers() {
    operation("waiting");
    assertThat(verdict()).isEqualTo(new Verdict.Queued(0, 1));

    jdbc.sql("update workers set state = 'draining'").update();
    assertThat(verdict()).isEqualTo(new Verdict.NoActiveWorkers());

    jdbc.sql("update operations set not_before = now() + interval '2 minutes', attempt = 3")
        .update();
    assertThat(verdict())
        .isInstanceOfSatisfying(
            Verdict.RetryScheduled.class,
            scheduled -> {
              assertThat(scheduled.attempt()).isEqualTo(3);
              assertThat(scheduled.at()).isAfter(Instant.now());
              assertThat(scheduled.last()).isNull();
            });
  }

  @Test
  void reports_the_responsible_party_of_a_failure() {
    jdbc.sql(
            """
            update environments set status = 'failed', failure = '{"code": "rejected-by-aws",
              "parameters": {"activity": "Creating nodes", "reported": "the type is not offered"}}'
            """)
        .update();

    assertThat(verdict())
        .isEqualTo(
            new Verdict.EnvironmentFailed(
                Failure.of(FailureCode.REJECTED_BY_AWS, "Creating nodes")
                    .with(FailureParameter.REPORTED, "the type is not offered")));
    assertThat(verdict().responsible()).isEqualTo(ResponsibleParty.CUSTOMER);

    jdbc.sql("update environments set failure = jsonb_set(failure, '{code}', '\"vpc-quota\"')")
        .update();
    assertThat(verdict().responsible()).isEqualTo(ResponsibleParty.CUSTOMER);

    jdbc.sql(
            "update environments set failure = jsonb_set(failure, '{code}', '\"bad-credentials\"')")
        .update();
    assertThat(verdict().responsible())
        .as("the party of the code, not that of its class")
        .isEqualTo(ResponsibleParty.OPERATOR);
  }

  @Test
  void reports_a_status_that_was_set_manually() {
    assertThat(verdict()).isEqualTo(new Verdict.StatusSetManually("provisioning"));
  }

  @Test
  void reports_every_problem_in_the_cluster_of_a_ready_environment() {
    clusterProblems =
        List.of("NetworkPolicy beta9-within is missing", "Deployment a/b is not ready: 0 of 1");
    jdbc.sql("update environments set status = 'ready'").update();

    assertThat(facts().cluster()).isEqualTo(new ClusterState.Inspected(clusterProblems));
    assertThat(verdict()).isEqualTo(new Verdict.Degraded(clusterProblems));
  }

  @Test
  void reports_the_cluster_of_a_ready_environment_that_cannot_be_accessed() {
    clusterFailure =
        Failure.of(FailureCode.CLUSTER_UNREACHABLE)
            .about("beta9-1")
            .with(FailureParameter.REPORTED, "connection refused");
    jdbc.sql("update environments set status = 'ready'").update();

    assertThat(verdict())
        .isEqualTo(
            new Verdict.ClusterNotReadable(
                new Unread.ReadFailed(clusterFailure.forEnvironment(ID))));
  }

  @Test
  void does_not_inspect_the_cluster_during_an_operation() {
    clusterProblems = List.of("Deployment a/b is not ready");
    operation("running");

    assertThat(facts().cluster()).isEqualTo(new ClusterState.NotInspected());
  }

  @Test
  void reports_ready_and_destroyed_environments() {
    jdbc.sql("update environments set status = 'ready'").update();
    assertThat(verdict()).isEqualTo(new Verdict.Ready());
    jdbc.sql("update environments set status = 'destroyed'").update();
    assertThat(verdict()).isEqualTo(new Verdict.EnvironmentDestroyed(null));
  }

  @Test
  void reports_an_account_that_cannot_be_accessed_as_a_finding() {
    jdbc.sql(
            "update environments set meta_config = jsonb_set(meta_config, '{cloud,role_arn}',"
                + " :arn::jsonb)")
        .param("arn", "\"arn:aws:iam::123456789012:role/Unknown\"")
        .update();
    operation("running");

    assertThat(facts().lock())
        .isInstanceOfSatisfying(
            EnvironmentFacts.Lock.Unreachable.class,
            lock ->
                assertThat(lock.reason())
                    .isInstanceOfSatisfying(
                        Unread.ReadFailed.class,
                        failed ->
                            assertThat(failed.failure().code())
                                .isEqualTo(FailureCode.ROLE_NOT_ASSUMABLE)));
    assertThat(verdict().code()).isIn(VerdictCode.IN_PROGRESS, VerdictCode.SLOW);
  }
}
