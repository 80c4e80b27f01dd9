package io.beta9.provisioning.tfstate.operations;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.AuditTrail;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.operation.ProcessRepository;
import io.beta9.provisioning.operation.ProcessRepository.PastProcess;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.tfstate.lock.StateLock;
import io.beta9.provisioning.tfstate.lock.StateLocks;
import io.beta9.provisioning.tfstate.operations.StateLocking.LockView;
import io.beta9.provisioning.tfstate.s3.StateDigest;
import io.beta9.provisioning.tfstate.s3.StateStore;
import io.beta9.provisioning.tfstate.s3.StateVersions;
import io.beta9.provisioning.timeline.JournalRepository;
import io.beta9.provisioning.worker.pipeline.TestQueue;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import software.amazon.awssdk.core.sync.RequestBody;
import tools.jackson.databind.json.JsonMapper;

/** An environment with a state in a simulated account, and the operations on it. */
abstract class StateOperationsScenario {
  static final Instant NOW = Instant.parse("2026-03-01T10:30:00Z");

  static final Caller ANN = new Caller(new TenantId("acme"), "key-1", "ann smith");

  static final Caller ANN_WITH_REASON = ANN.withReason("ticket 7");

  static final Caller EVE =
      new Caller(new TenantId("evil"), "key-2", "eve").withReason("curiosity");

  static final Caller OPERATOR =
      new Caller(new TenantId("evil"), "key-3", "olga", Role.OPERATOR)
          .forTenant(ANN.tenant())
          .withReason("on call");

  static HikariDataSource database;

  static TestQueue queue;

  final SimulatedAccount cloud = SimulatedAccount.withoutNetwork();

  final Set<String> runningHere = new HashSet<>();

  /** Executed while the holders of locks are assessed, before a lock is removed. */
  Runnable duringAssessment = () -> {};

  EnvironmentId id;

  StateBackend backend;

  StateAccess access;

  AuditTrail audit;

  StateVersions versions;

  @BeforeAll
  static void startDatabase() {
    database = Servers.migratedDatabase();
    queue = new TestQueue(database);
    queue.jdbc.sql("insert into tenants (id) values ('evil')").update();
    queue.worker("w-1", 1, 10, "w1");
  }

  @AfterAll
  static void stopDatabase() {
    database.close();
  }

  @BeforeEach
  void start() {
    for (String table :
        List.of("audit", "kept_states", "processes", "events", "operations", "environments")) {
      queue.jdbc.sql("delete from " + table).update();
    }
    id = queue.queued().environment();
    backend = StateBackend.of(SimulatedAccount.TARGET.location(), id.value(), "both");
    queue
        .jdbc
        .sql(
            """
            update environments set name = 'demo', state_backend_config = :backend::jsonb,
              meta_config = jsonb_set(jsonb_set(meta_config, '{cloud,role_arn}', :role::jsonb),
                '{cloud,external_id}', :external::jsonb)
            """)
        .param("backend", JsonMapper.shared().writeValueAsString(backend))
        .param("role", "\"" + SimulatedAccount.TARGET.roleArn() + "\"")
        .param("external", "\"" + SimulatedAccount.EXTERNAL_ID + "\"")
        .update();
    new StateStore(cloud.session()).ensure(backend);
    access =
        new StateAccess(
            queue.transactions, queue.environments, cloud.sessions(), JsonMapper.shared());
    audit = new AuditTrail(new AuditRepository(queue.jdbc));
    versions = new StateVersions(cloud.session(), backend);
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  static Clock clock() {
    return Clock.fixed(NOW, ZoneOffset.UTC);
  }

  void endOperation() {
    queue.jdbc.sql("update operations set state = 'succeeded', worker_id = null").update();
  }

  static String state(String lineage, long serial, String... names) {
    StringBuilder resources = new StringBuilder();
    for (String name : names) {
      String mode = name.startsWith("data.") ? "data" : "managed";
      resources.append(resources.isEmpty() ? "" : ",");
      resources.append(
          """
          {"mode": "%s", "type": "aws_vpc", "name": "%s", "instances": [
            {"attributes": {"id": "vpc-%s", "password": "hush"}}]}
          """
              .formatted(mode, name.replace("data.", ""), name));
    }
    return """
    {"version": 4, "terraform_version": "1.11.4", "serial": %d, "lineage": "%s",
     "outputs": {}, "resources": [%s]}
    """
        .formatted(serial, lineage, resources);
  }

  /** Writes a state and returns the id of its version. */
  String write(String content) {
    cloud
        .session()
        .s3()
        .putObject(
            r -> r.bucket(backend.bucket()).key(backend.key()), RequestBody.fromString(content));
    new StateDigest(cloud.session()).write(backend, content.getBytes(StandardCharsets.UTF_8));
    return versions.list().getFirst().id();
  }

  /** What was recorded before the actions were executed. */
  List<String> startedAudits() {
    return queue
        .jdbc
        .sql("select detail from audit where outcome = 'started' order by id")
        .query(String.class)
        .list();
  }

  List<String> auditLines() {
    return queue
        .jdbc
        .sql(
            """
            select action || ' ' || outcome || ': ' || coalesce(detail, '-') from audit where outcome <> 'started' order by
              id
            """)
        .query(String.class)
        .list();
  }

  static FailureCode codeOf(ThrowingCallable call) {
    return catchThrowableOfType(FailureException.class, call).failure().code();
  }

  StateReading reading() {
    return new StateReading(access, audit);
  }

  StateLocking locking() {
    return new StateLocking(
        access,
        new ProcessRepository(queue.jdbc),
        new JournalRepository(queue.jdbc),
        queue.events,
        audit,
        this::isRunningHere,
        clock());
  }

  boolean isRunningHere(PastProcess process) {
    duringAssessment.run();
    return runningHere.contains(process.runId());
  }

  void lock(String who, String created) {
    new StateLocks(cloud.session())
        .acquire(backend, new StateLock("lock-1", "OperationTypeApply", who, "1.11.4", created, ""))
        .orElseThrow();
  }

  List<LockView> locks() {
    return locking().locks(ANN, id).locks();
  }
}
