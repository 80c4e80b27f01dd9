package io.beta9.provisioning.tfstate.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.AuditTrail;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.ChangeCondition;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.UnknownEnvironmentException;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.text.LockEvidence;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ProcessRepository;
import io.beta9.provisioning.operation.ProcessRepository.PastProcess;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository.KeptState;
import io.beta9.provisioning.tfstate.lock.LockHolder;
import io.beta9.provisioning.tfstate.lock.StateLock;
import io.beta9.provisioning.tfstate.lock.StateLocks;
import io.beta9.provisioning.tfstate.operations.StateLocking.LockView;
import io.beta9.provisioning.tfstate.operations.StateLocking.UnlockRequest;
import io.beta9.provisioning.tfstate.operations.StateRollback.RollbackRequest;
import io.beta9.provisioning.tfstate.operations.StateRollback.RolledBack;
import io.beta9.provisioning.tfstate.s3.StateDigest;
import io.beta9.provisioning.tfstate.s3.StateNotFoundException;
import io.beta9.provisioning.tfstate.s3.StateNotFoundException.Missing;
import io.beta9.provisioning.tfstate.s3.StateStore;
import io.beta9.provisioning.tfstate.s3.StateVersions;
import io.beta9.provisioning.tfstate.s3.StateVersions.StateVersion;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.JournalRepository;
import io.beta9.provisioning.timeline.StoredEvent;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import tools.jackson.databind.json.JsonMapper;

/** What operators do with a state: conditions, effects, events and audit entries. */
class StateOperationsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:30:00Z");
  private static final Caller ANN = new Caller(new TenantId("acme"), "key-1", "ann smith");
  private static final Caller ANN_WITH_REASON = ANN.withReason("ticket 7");
  private static final Caller EVE =
      new Caller(new TenantId("evil"), "key-2", "eve").withReason("curiosity");
  private static final Caller OPERATOR =
      new Caller(new TenantId("evil"), "key-3", "olga", Role.OPERATOR)
          .forTenant(ANN.tenant())
          .withReason("on call");

  private static HikariDataSource database;
  private static TestQueue queue;

  private final SimulatedAccount cloud = SimulatedAccount.withoutNetwork();
  private final Set<String> runningHere = new HashSet<>();

  /** Executed while the holders of locks are assessed, before a lock is removed. */
  private Runnable duringAssessment = () -> {};

  private EnvironmentId id;
  private StateBackend backend;
  private StateAccess access;
  private AuditTrail audit;
  private StateVersions versions;

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

  private static Clock clock() {
    return Clock.fixed(NOW, ZoneOffset.UTC);
  }

  private void endOperation() {
    queue.jdbc.sql("update operations set state = 'succeeded', worker_id = null").update();
  }

  private static String state(String lineage, long serial, String... names) {
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
  private String write(String content) {
    cloud
        .session()
        .s3()
        .putObject(
            r -> r.bucket(backend.bucket()).key(backend.key()), RequestBody.fromString(content));
    new StateDigest(cloud.session()).write(backend, content.getBytes(StandardCharsets.UTF_8));
    return versions.list().getFirst().id();
  }

  /** What was recorded before the actions were executed. */
  private List<String> startedAudits() {
    return queue
        .jdbc
        .sql("select detail from audit where outcome = 'started' order by id")
        .query(String.class)
        .list();
  }

  private List<String> auditLines() {
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

  private static String because(LockHolder.HolderVerdict verdict, LockEvidence evidence) {
    return new LockHolder(verdict, evidence, null).reason();
  }

  private static Missing missing(ThrowingCallable call) {
    return catchThrowableOfType(StateNotFoundException.class, call).missing();
  }

  private static FailureCode codeOf(ThrowingCallable call) {
    return catchThrowableOfType(FailureException.class, call).failure().code();
  }

  private StateReading reading() {
    return new StateReading(access, audit);
  }

  private StateRollback rollback() {
    return new StateRollback(access, queue.operations, queue.events, audit, "host-1", clock());
  }

  private RolledBack rollBack(String version) {
    return rollback().rollBack(ANN_WITH_REASON, id, new RollbackRequest(version, "demo", false));
  }

  @Test
  void only_the_tenant_and_operators_find_the_environment() {
    write(state("a", 3, "this"));
    assertThat(reading().show(ANN, id, null).serial()).isEqualTo(3);
    assertThat(reading().show(OPERATOR, id, null).serial()).isEqualTo(3);
    assertThatThrownBy(() -> reading().show(EVE, id, null))
        .isInstanceOf(UnknownEnvironmentException.class);
    EnvironmentId unknown = new EnvironmentId("env_000000000000");
    assertThatThrownBy(() -> reading().show(OPERATOR, unknown, null))
        .isInstanceOf(UnknownEnvironmentException.class);
    assertThat(access.open(OPERATOR, id).caller().tenant()).isEqualTo(ANN.tenant());
  }

  @Test
  void a_state_is_shown_without_secrets() {
    assertThat(reading().versions(ANN, id)).isEmpty();
    assertThat(missing(() -> reading().show(ANN, id, null)))
        .isEqualTo(new Missing.MissingState(id.value()));
    String old = write(state("a", 3, "this", "data.here"));
    write(state("a", 4, "this", "that"));

    StateReading.Shown shown = reading().show(ANN, id, old);
    assertThat(shown.version()).isEqualTo(old);
    assertThat(shown.serial()).isEqualTo(3);
    assertThat(shown.lineage()).isEqualTo("a");
    assertThat(shown.terraformVersion()).isEqualTo("1.11.4");
    assertThat(shown.resources()).hasSize(2);
    assertThat(reading().show(ANN, id, null).serial()).isEqualTo(4);
    assertThat(reading().versions(ANN, id)).hasSize(2);
    assertThat(reading().show(ANN, id, null, "aws_vpc.that").attributes().toString())
        .contains("vpc-that")
        .doesNotContain("hush");
    assertThat(auditLines()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"aws_vpc.other, aws_vpc.this", "this, aws_vpc.this", "aws_subnet.x, "})
  void a_resource_that_does_not_exist_is_reported_with_the_nearest_one(
      String address, String nearest) {
    write(state("a", 3, "this"));
    assertThat(missing(() -> reading().show(ANN, id, null, address)))
        .isEqualTo(new Missing.MissingResource(id.value(), address, nearest));
  }

  @Test
  void a_version_that_does_not_exist_or_is_truncated_is_reported() {
    write("{\"lineage\": \"a\"");
    assertThat(codeOf(() -> reading().show(ANN, id, null))).isEqualTo(FailureCode.STATE_UNREADABLE);
    assertThat(missing(() -> reading().show(ANN, id, "nonesuch")))
        .isEqualTo(new Missing.MissingVersion(id.value(), "nonesuch"));
  }

  @Test
  void the_state_with_its_secrets_needs_a_reason_and_is_audited() {
    write(state("a", 3, "this"));
    assertThat(codeOf(() -> reading().raw(ANN, id, null))).isEqualTo(FailureCode.REASON_MISSING);
    assertThat(reading().raw(ANN_WITH_REASON, id, null).toString()).contains("hush");
    assertThat(auditLines())
        .containsExactly(
            "state.show-raw refused: "
                + Failure.of(FailureCode.REASON_MISSING, "Showing the state with its secrets")
                    .message(),
            "state.show-raw done: serial 3 was shown with its secrets");
  }

  @Test
  void the_audit_trail_names_the_version_that_was_shown_with_its_secrets() {
    String version = write(state("a", 3, "this"));
    reading().raw(ANN_WITH_REASON, id, null);
    reading().raw(ANN_WITH_REASON, id, version);
    assertThat(startedAudits()).containsExactly("the current version", "version " + version);
  }

  @Test
  void a_rollback_writes_the_older_content_with_a_serial_above_both() {
    endOperation();
    String old = write(state("a", 3, "kept", "lost", "data.old"));
    write(state("a", 7, "kept", "new", "data.new"));
    RolledBack expected = rollback().rollBack(ANN, id, new RollbackRequest(old, null, true));
    assertThat(expected.dryRun()).isTrue();
    assertThat(versions.list()).hasSize(2);

    RolledBack done = rollBack(old);
    assertThat(done)
        .isEqualTo(
            new RolledBack(
                id.value(), false, old, 7, 3, 8, List.of("aws_vpc.new"), List.of("aws_vpc.lost")));
    assertThat(done.forgotten()).isEqualTo(expected.forgotten());
    assertThat(versions.list()).hasSize(3);
    assertThat(reading().show(ANN, id, null).serial()).isEqualTo(8);
    assertThat(reading().show(ANN, id, null).resources()).hasSize(3);
    assertThat(new StateDigest(cloud.session()).check(backend))
        .isEqualTo(new StateDigest.DigestStatus.Matches());
    assertThat(new StateLocks(cloud.session()).heldLocks(backend)).as("unlocked").isEmpty();
    assertThat(queue.eventsOf(id))
        .containsExactly(
            StoredEvent.of(new EventData.StateRolledBack("ann smith", 3, 8, "ticket 7")));
    assertThat(auditLines())
        .containsExactly(
            "state.rollback done: version " + old + " (serial 3) was written again as serial 8");
  }

  @Test
  void a_rollback_of_a_deleted_state_restores_it() {
    endOperation();
    String old = write(state("a", 3, "kept"));
    cloud.session().s3().deleteObject(r -> r.bucket(backend.bucket()).key(backend.key()));
    RolledBack done = rollBack(old);
    assertThat(done.fromSerial()).isZero();
    assertThat(done.newSerial()).isEqualTo(4);
    assertThat(done.remembered()).containsExactly("aws_vpc.kept");
    assertThat(reading().show(ANN, id, null).serial()).isEqualTo(4);
  }

  @Test
  void a_rollback_to_a_higher_serial_exceeds_that_one() {
    endOperation();
    String old = write(state("a", 9, "kept"));
    write(state("a", 4, "kept"));
    assertThat(rollBack(old).newSerial()).isEqualTo(10);
  }

  @Test
  void a_rollback_needs_a_reason_the_name_and_an_idle_environment() {
    String old = write(state("a", 3, "kept"));
    RollbackRequest request = new RollbackRequest(old, "demo", false);
    assertThat(codeOf(() -> rollback().rollBack(ANN, id, request)))
        .isEqualTo(FailureCode.REASON_MISSING);
    assertThat(
            codeOf(
                () ->
                    rollback()
                        .rollBack(ANN_WITH_REASON, id, new RollbackRequest(old, "other", false))))
        .isEqualTo(FailureCode.CONFIRMATION_MISSING);
    for (boolean dryRun : new boolean[] {false, true}) {
      assertThat(
              codeOf(
                  () ->
                      rollback()
                          .rollBack(ANN_WITH_REASON, id, new RollbackRequest(old, "demo", dryRun))))
          .isEqualTo(FailureCode.OPERATION_IN_PROGRESS);
    }
    assertThat(versions.list()).hasSize(1);
    assertThat(auditLines())
        .hasSize(3)
        .allMatch(line -> line.startsWith("state.rollback refused: "));
  }

  @Test
  void a_rollback_is_rejected_for_another_lineage_a_lock_and_a_concurrent_change() {
    endOperation();
    String other = write(state("b", 3, "kept"));
    String old = write(state("a", 3, "kept"));
    write(state("a", 4, "kept"));
    assertThat(codeOf(() -> rollBack(other))).isEqualTo(FailureCode.LINEAGE_MISMATCH);

    StateLocks locks = new StateLocks(cloud.session());
    StateLock bob = new StateLock("lock-1", "OperationTypeApply", "bob@laptop", "", "", "");
    var held = locks.acquire(backend, bob).orElseThrow();
    FailureException locked = catchThrowableOfType(FailureException.class, () -> rollBack(old));
    assertThat(locked.failure().code()).isEqualTo(FailureCode.STATE_LOCKED);
    assertThat(locked.failure().parameter(FailureParameter.OWNER)).hasValue("bob@laptop");
    assertThat(locks.heldLocks(backend)).isEqualTo(held);
    held.forEach(lock -> locks.remove(backend, lock));

    cloud
        .sim()
        .faultRules()
        .add(
            new FaultRule.Failure(
                "s3",
                "PutObject",
                "*terraform.tfstate",
                1,
                1,
                412,
                "PreconditionFailed",
                "changed",
                false));
    assertThat(codeOf(() -> rollBack(old))).isEqualTo(FailureCode.STATE_CHANGED);
    assertThat(locks.heldLocks(backend)).as("unlocked after the failure").isEmpty();
    assertThat(versions.list()).hasSize(3);
  }

  @Test
  void pruning_keeps_the_newest_versions_and_reports_the_others() {
    for (int serial = 1; serial <= 4; serial++) {
      write(state("a", serial, "this"));
    }
    List<StateVersion> before = versions.list();
    for (int i = 0; i < 2; i++) {
      StateLock lock = new StateLock("lock-" + i, "", "", "", "", "");
      StateLocks locks = new StateLocks(cloud.session());
      locks.acquire(backend, lock).orElseThrow().forEach(held -> locks.remove(backend, held));
    }
    StatePruning pruning = new StatePruning(access, audit);
    StatePruning.Pruned expected = pruning.prune(ANN, id, 2, true);
    assertThat(expected.removed()).isEqualTo(2);
    assertThat(versions.list()).isEqualTo(before);
    assertThat(auditLines()).isEmpty();

    StatePruning.Pruned pruned = pruning.prune(ANN, id, 2, false);
    assertThat(pruned.environmentId()).isEqualTo(id.value());
    assertThat(pruned.dryRun()).isFalse();
    assertThat(pruned.kept()).isEqualTo(2);
    assertThat(pruned.removed()).isEqualTo(2);
    assertThat(pruned.versions()).isEqualTo(before.subList(2, 4));
    assertThat(pruned.bytes()).isEqualTo(before.get(2).bytes() + before.get(3).bytes());
    assertThat(versions.list()).isEqualTo(before.subList(0, 2));
    assertThat(versions.deleteOldLocks()).as("they were deleted as well").isZero();
    assertThat(auditLines()).containsExactly("state.prune done: 2 versions deleted, 2 kept");
  }

  @Test
  void pruning_never_deletes_the_current_version() {
    StateVersion older = new StateVersion("1", NOW, 1, false);
    StateVersion current = new StateVersion("2", NOW, 1, true);
    assertThat(StatePruning.excessVersions(List.of(older, current), 1)).isEmpty();
    assertThat(StatePruning.excessVersions(List.of(current, older), 1)).containsExactly(older);
    assertThatThrownBy(() -> StatePruning.excessVersions(List.of(), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private KeptStateOperations keptStates() {
    return new KeptStateOperations(access, new KeptStateRepository(queue.jdbc), audit);
  }

  private boolean isWaiting() {
    return keptStates().status(ANN, id).waiting();
  }

  @Test
  void a_kept_state_is_dropped_with_a_reason_and_the_name() {
    assertThat(isWaiting()).isFalse();
    Claim claim = queue.operations.claimNext("w-1").orElseThrow();
    new KeptStateRepository(queue.jdbc).save(claim, new KeptState("a", 7, new byte[] {1}));
    assertThat(keptStates().status(ANN, id))
        .isEqualTo(new KeptStateOperations.PendingState(id.value(), true, "a", 7L));
    assertThat(codeOf(() -> keptStates().drop(ANN, id, "demo")))
        .isEqualTo(FailureCode.REASON_MISSING);
    assertThat(codeOf(() -> keptStates().drop(ANN_WITH_REASON, id, "other")))
        .isEqualTo(FailureCode.CONFIRMATION_MISSING);
    assertThat(isWaiting()).isTrue();

    assertThat(keptStates().drop(ANN_WITH_REASON, id, "demo").serial()).isEqualTo(7);
    assertThat(isWaiting()).isFalse();
    assertThat(keptStates().drop(OPERATOR, id, "demo").waiting()).isFalse();
    assertThat(auditLines())
        .endsWith(
            "state.drop-kept done: discarded serial 7",
            "state.drop-kept done: no kept state existed");
  }

  private StateLocking locking() {
    return new StateLocking(
        access,
        new ProcessRepository(queue.jdbc),
        new JournalRepository(queue.jdbc),
        queue.events,
        audit,
        this::isRunningHere,
        clock());
  }

  private boolean isRunningHere(PastProcess process) {
    duringAssessment.run();
    return runningHere.contains(process.runId());
  }

  private void lock(String who, String created) {
    new StateLocks(cloud.session())
        .acquire(backend, new StateLock("lock-1", "OperationTypeApply", who, "1.11.4", created, ""))
        .orElseThrow();
  }

  /** Records an apply on the host of the lock that started when the lock was taken. */
  private Claim applyStarted(Instant startedAt) {
    Claim claim = queue.operations.claimNext("w-1").orElseThrow();
    new ProcessRepository(queue.jdbc)
        .started(
            claim, new ProcessRepository.RecordedProcess("run-1", "APPLY", "w1", "b", 9, 90, "/x"));
    queue
        .jdbc
        .sql("update processes set started_at = :at::timestamptz")
        .param("at", startedAt.toString())
        .update();
    return claim;
  }

  private List<LockView> locks() {
    return locking().locks(ANN, id).locks();
  }

  private static UnlockRequest unlock(boolean force, String confirm) {
    return new UnlockRequest(false, force, confirm);
  }

  @Test
  void locks_are_shown_with_their_age_and_the_assessment_of_their_holder() {
    assertThat(locking().locks(ANN, id).locked()).isFalse();
    lock("ann@laptop", NOW.minusSeconds(90).toString());
    assertThat(locking().locks(ANN, id).locked()).isTrue();
    assertThat(locks())
        .extracting(LockView::place)
        .containsExactly("the lock file", "the lock table");
    LockView view = locks().getFirst();
    assertThat(view.id()).isEqualTo("lock-1");
    assertThat(view.operation()).isEqualTo("OperationTypeApply");
    assertThat(view.who()).isEqualTo("ann@laptop");
    assertThat(view.takenAt()).isEqualTo(NOW.minusSeconds(90));
    assertThat(view.ageSeconds()).isEqualTo(90);
    assertThat(view.holder()).isEqualTo("unknown");
    assertThat(view.because())
        .isEqualTo(because(LockHolder.HolderVerdict.UNKNOWN, LockEvidence.NOT_AN_OPERATION));
  }

  @ParameterizedTest
  @CsvSource({"2026-03-01T10:30:05Z, 0", "yesterday, "})
  void the_age_of_a_lock_is_not_negative_and_may_be_unknown(String created, Long age) {
    lock("ann@laptop", created);
    assertThat(locks().getFirst().ageSeconds()).isEqualTo(age);
  }

  @Test
  void the_lock_of_a_dead_process_is_removed_with_a_reason() {
    applyStarted(NOW.minusSeconds(100));
    endOperation();
    lock("root@w1", NOW.minusSeconds(97).toString());
    assertThat(locks()).allMatch(view -> view.holder().equals("dead"));

    assertThat(locking().unlock(ANN, id, new UnlockRequest(true, false, null)).removed())
        .hasSize(2);
    assertThat(locks()).hasSize(2);
    assertThat(codeOf(() -> locking().unlock(ANN, id, unlock(false, null))))
        .isEqualTo(FailureCode.REASON_MISSING);
    assertThat(locking().unlock(ANN_WITH_REASON, id, unlock(false, null)).removed()).hasSize(2);
    assertThat(locks()).isEmpty();
    assertThat(queue.eventsOf(id))
        .hasSize(2)
        .allMatch(event -> event.is(EventKind.STATE_UNLOCKED))
        .allMatch(event -> event.text("user").equals("ann smith"))
        .allMatch(event -> event.text("reason").equals("ticket 7"));
    assertThat(locking().unlock(ANN_WITH_REASON, id, unlock(false, null)).removed()).isEmpty();
    assertThat(auditLines())
        .endsWith(
            "state.unlock done: lock-1 of root@w1 in the lock file, lock-1 of root@w1 in the lock"
                + " table",
            "state.unlock done: nothing was locked");
  }

  @Test
  void the_lock_of_a_running_process_is_never_removed() {
    applyStarted(NOW.minusSeconds(100));
    endOperation();
    runningHere.add("run-1");
    lock("root@w1", NOW.minusSeconds(97).toString());
    for (boolean dryRun : new boolean[] {true, false}) {
      assertThat(
              codeOf(
                  () ->
                      locking()
                          .unlock(ANN_WITH_REASON, id, new UnlockRequest(dryRun, true, "demo"))))
          .isEqualTo(FailureCode.LOCK_OWNER_ALIVE);
    }
    assertThat(locks()).hasSize(2);
  }

  @Test
  void the_lock_of_an_unknown_holder_needs_force_and_the_name() {
    lock("bob@laptop", NOW.toString());
    FailureException unknown =
        catchThrowableOfType(
            FailureException.class,
            () -> locking().unlock(ANN_WITH_REASON, id, unlock(false, "demo")));
    assertThat(unknown.failure().code()).isEqualTo(FailureCode.LOCK_OWNER_UNKNOWN);
    assertThat(unknown.failure().parameter(FailureParameter.OWNER)).hasValue("bob@laptop");
    assertThat(codeOf(() -> locking().unlock(ANN_WITH_REASON, id, unlock(true, "other"))))
        .isEqualTo(FailureCode.CONFIRMATION_MISSING);
    assertThat(locks()).hasSize(2);
    assertThat(locking().unlock(ANN_WITH_REASON, id, unlock(true, "demo")).removed()).hasSize(2);
  }

  @Test
  void a_lock_that_its_process_reported_it_could_not_release_has_a_dead_holder() {
    Claim claim = applyStarted(NOW.minusSeconds(100));
    lock("root@w1", "yesterday");
    assertThat(locks()).allMatch(view -> view.holder().equals("unknown"));
    new JournalRepository(queue.jdbc)
        .append(
            claim,
            "run-1",
            0,
            List.of(
                """
                {"type": "diagnostic", "@message": "Error: Error releasing the state lock",
                 "diagnostic": {"detail": "Lock Info: ID: lock-1"}}
                """));
    assertThat(locks()).allMatch(view -> view.holder().equals("dead"));
    assertThat(locks().getFirst().because())
        .isEqualTo(because(LockHolder.HolderVerdict.DEAD, LockEvidence.RELEASE_FAILED));
  }

  @Test
  void the_audit_trail_states_that_an_unlock_was_forced() {
    locking().unlock(ANN_WITH_REASON, id, unlock(false, null));
    lock("bob@laptop", NOW.toString());
    locking().unlock(ANN_WITH_REASON, id, unlock(true, "demo"));
    assertThat(startedAudits()).containsExactly(null, "forced");
  }

  @Test
  void a_lock_that_was_taken_in_place_of_the_assessed_one_is_kept_and_not_reported_as_removed() {
    applyStarted(NOW.minusSeconds(100));
    endOperation();
    lock("root@w1", NOW.minusSeconds(97).toString());
    duringAssessment =
        () -> {
          duringAssessment = () -> {};
          StateLocks other = new StateLocks(cloud.session());
          other.heldLocks(backend).forEach(held -> other.remove(backend, held));
          lock("bob@laptop", NOW.toString());
        };

    assertThat(locking().unlock(ANN_WITH_REASON, id, unlock(false, null)).removed()).isEmpty();

    assertThat(locks()).extracting(LockView::who).containsExactly("bob@laptop", "bob@laptop");
    assertThat(queue.eventsOf(id)).isEmpty();
    assertThat(auditLines()).containsExactly("state.unlock done: nothing was locked");
  }

  @Test
  void no_lock_is_removed_if_the_condition_of_the_request_is_not_met() {
    lock("bob@laptop", NOW.toString());
    ChangeCondition.add(
        () -> {
          throw new FailureException(Failure.of(FailureCode.TENANT_SUSPENDED, "The request"));
        });
    try {
      assertThat(codeOf(() -> locking().unlock(ANN_WITH_REASON, id, unlock(true, "demo"))))
          .isEqualTo(FailureCode.TENANT_SUSPENDED);
    } finally {
      ChangeCondition.clear();
    }
    assertThat(locks()).hasSize(2);
  }
}
