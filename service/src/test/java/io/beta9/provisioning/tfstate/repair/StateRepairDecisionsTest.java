package io.beta9.provisioning.tfstate.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.ProcessRepository.PastProcess;
import io.beta9.provisioning.terraform.plan.StateResources;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.tfstate.kept.ErroredStateFile;
import io.beta9.provisioning.tfstate.kept.ErroredStates;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository.KeptState;
import io.beta9.provisioning.tfstate.kept.KeptStateStore;
import io.beta9.provisioning.tfstate.kept.StateCipher;
import io.beta9.provisioning.tfstate.kept.StateTransfer;
import io.beta9.provisioning.tfstate.lock.HeldLock;
import io.beta9.provisioning.tfstate.lock.StateLock;
import io.beta9.provisioning.tfstate.lock.StateLocks;
import io.beta9.provisioning.tfstate.s3.ForeignContent;
import io.beta9.provisioning.tfstate.s3.StateDigest;
import io.beta9.provisioning.tfstate.s3.StateStore;
import io.beta9.provisioning.timeline.EventData;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.sync.RequestBody;

/** Which locks are removed, which failures are explained, and which digests are corrected. */
class StateRepairDecisionsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:30:00Z");
  private static final OperationId OPERATION = new OperationId("op_000000000001");
  private static final Claim CLAIM =
      new Claim(
          OPERATION,
          new EnvironmentId("env_000000000001"),
          new TenantId("acme"),
          OperationKind.PROVISION,
          "w-2",
          2,
          1);

  private final SimulatedAccount cloud = SimulatedAccount.withoutNetwork();
  private final AwsSession session = cloud.session();
  private final StateBackend backend =
      StateBackend.of(SimulatedAccount.TARGET.location(), SimulatedAccount.ID.value(), "both");
  private final StateLocks locks = new StateLocks(session);
  private final List<EventData> events = new ArrayList<>();
  private final List<PastProcess> killed = new ArrayList<>();
  private final Set<String> failedToRelease = new HashSet<>();
  private final List<Long> foreign = new ArrayList<>();
  private final List<KeptState> kept = new ArrayList<>();

  /** Executed after the locks were read and before one is removed. */
  private Runnable duringAssessment = () -> {};

  private byte[] errored;
  private int pushes;
  private StateRepair repair;

  @BeforeEach
  void start() {
    new StateStore(session).ensure(backend);
    repair =
        new StateRepair(
            new StateRepair.RepairTarget(new S3State(session, backend), backend, CLAIM),
            new Runs(),
            new Processes(),
            new ErroredStates(
                CLAIM.environment(),
                new Store(),
                new ErroredFile(),
                new Transfer(),
                () -> new StateCipher("sk"),
                new Random(1),
                events::add),
            events::add,
            Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  private final class Runs implements RunHistory {
    @Override
    public List<PastProcess> pastRuns() {
      return killed;
    }

    @Override
    public boolean failedToRelease(String lockId) {
      return failedToRelease.contains(lockId);
    }
  }

  private final class Processes implements LocalProcesses {
    @Override
    public List<Long> foreignTerraformProcesses() {
      duringAssessment.run();
      return foreign;
    }

    @Override
    public boolean isAlive(PastProcess process) {
      return false;
    }
  }

  private final class Store implements KeptStateStore {
    @Override
    public boolean save(KeptState state) {
      kept.add(state);
      return true;
    }

    @Override
    public Optional<KeptState> pending() {
      return kept.isEmpty() ? Optional.empty() : Optional.of(kept.getLast());
    }

    @Override
    public void markPushed() {}
  }

  private final class ErroredFile implements ErroredStateFile {
    @Override
    public Optional<byte[]> read() {
      return Optional.ofNullable(errored);
    }

    @Override
    public void write(byte[] state) {}

    @Override
    public void delete() {}
  }

  private final class Transfer implements StateTransfer {
    @Override
    public StateSerial current() {
      return new StateSerial("", 0);
    }

    @Override
    public void push() {
      pushes++;
    }
  }

  private static PastProcess apply(Instant startedAt) {
    return new PastProcess("r", "APPLY", 1, OPERATION, "w1", "boot", 17, 4711, startedAt, null);
  }

  private void lock(String who, String created) {
    locks
        .acquire(backend, new StateLock("lock-1", "OperationTypeApply", who, "1.11.4", created, ""))
        .orElseThrow();
  }

  private void lock(Duration age) {
    lock("root@w1", NOW.minus(age).toString());
  }

  private static EventData unlocked(String place, Duration age) {
    return new EventData.StateUnlocked(null, "root@w1", "apply", 1L, place, age, null);
  }

  private Failure locked() {
    Failure failure =
        catchThrowableOfType(FailureException.class, repair::removeStaleLocks).failure();
    assertThat(failure.code()).isEqualTo(FailureCode.STATE_LOCKED);
    assertThat(locks.heldLocks(backend)).as("both are kept").hasSize(2);
    assertThat(events).isEmpty();
    return failure;
  }

  private List<HeldLock> held() {
    return locks.heldLocks(backend);
  }

  @Test
  void nothing_is_removed_if_nothing_is_locked() {
    repair.removeStaleLocks();
    assertThat(events).isEmpty();
  }

  @Test
  void the_locks_of_a_killed_process_are_removed_in_both_places() {
    lock(Duration.ofSeconds(119));
    killed.add(apply(NOW.minusSeconds(122)));
    repair.removeStaleLocks();
    assertThat(held()).isEmpty();
    assertThat(events)
        .containsExactly(
            unlocked("the lock file", Duration.ofSeconds(119)),
            unlocked("the lock table", Duration.ofSeconds(119)));
  }

  @Test
  void a_lock_that_was_taken_in_place_of_a_stale_one_is_kept_and_no_removal_is_recorded() {
    lock(Duration.ofSeconds(119));
    killed.add(apply(NOW.minusSeconds(122)));
    StateLock other = new StateLock("lock-2", "OperationTypeApply", "bob@laptop", "", "", "");
    duringAssessment =
        () -> {
          held().forEach(stale -> locks.remove(backend, stale));
          locks.acquire(backend, other).orElseThrow();
        };

    repair.removeStaleLocks();

    assertThat(held()).extracting(lock -> lock.lock().id()).containsExactly("lock-2", "lock-2");
    assertThat(events).isEmpty();
  }

  private void writeState(String text) {
    session
        .s3()
        .putObject(
            r -> r.bucket(backend.bucket()).key(backend.key()), RequestBody.fromString(text));
  }

  @Test
  void the_resources_are_those_of_the_stored_state() {
    assertThat(repair.resources()).isEqualTo(StateResources.NONE);
    writeState(" \n");
    assertThat(repair.resources()).isEqualTo(StateResources.NONE);
    writeState(
        """
        {"version": 4, "terraform_version": "1.11.4", "serial": 3, "lineage": "l", "outputs": {},
         "resources": [{"mode": "managed", "type": "aws_vpc", "name": "this",
                        "instances": [{"attributes": {"id": "vpc-1"}}]}]}
        """);

    assertThat(repair.resources().resources())
        .extracting(StateResources.ManagedResource::id)
        .containsExactly("vpc-1");
  }

  @Test
  void a_lock_that_its_process_reported_it_could_not_release_is_removed_at_any_age() {
    lock("root@elsewhere", "yesterday");
    failedToRelease.add("lock-1");
    foreign.add(99L);
    repair.removeStaleLocks();
    assertThat(held()).isEmpty();
    assertThat(events)
        .first()
        .isEqualTo(
            new EventData.StateUnlocked(
                null, "root@elsewhere", null, null, "the lock file", null, null));
  }

  @Test
  void a_lock_is_kept_while_a_manually_started_terraform_runs_in_the_stack_directory() {
    lock(Duration.ofMinutes(2));
    killed.add(apply(NOW.minusSeconds(122)));
    foreign.add(99L);
    foreign.add(100L);
    assertThat(locked().parameter(FailureParameter.PID)).contains("99");
  }

  @Test
  void the_failure_names_the_unknown_owner_of_a_lock_and_its_age() {
    lock("ann@laptop", NOW.minus(Duration.ofMinutes(25)).toString());
    Failure failure = locked();
    assertThat(failure.parameter(FailureParameter.OWNER)).contains("ann@laptop");
    assertThat(failure.parameter(FailureParameter.ACTION)).contains("OperationTypeApply");
    assertThat(failure.parameter(FailureParameter.LOCK_ID)).contains("lock-1");
    assertThat(failure.parameter(FailureParameter.ENVIRONMENT))
        .contains(CLAIM.environment().value());
    assertThat(failure.parameter(FailureParameter.PID)).isEmpty();
    assertThat(failure.parameter(FailureParameter.AGE)).contains("PT25M");
  }

  @ParameterizedTest(name = "{0} s: {1}")
  @CsvSource({"-5, PT0S", "0, PT0S", "119, PT1M59S", "180, PT3M"})
  void the_age_of_a_lock_is_a_duration_that_is_not_negative(long seconds, String text) {
    lock("ann@laptop", NOW.minusSeconds(seconds).toString());
    assertThat(locked().parameter(FailureParameter.AGE)).contains(text);
  }

  @Test
  void work_that_meets_no_lock_is_not_affected() throws Exception {
    assertThat(repair.explainingLocks(() -> 42)).isEqualTo(42);
    FailureException denied =
        new FailureException(Failure.of(FailureCode.ACCESS_DENIED, "Planning"));
    assertThat(
            catchThrowableOfType(
                FailureException.class,
                () ->
                    repair.explainingLocks(
                        () -> {
                          throw denied;
                        })))
        .isSameAs(denied);
  }

  private Failure explained() {
    return catchThrowableOfType(
            FailureException.class,
            () ->
                repair.explainingLocks(
                    () -> {
                      throw new FailureException(
                          Failure.of(FailureCode.STATE_LOCKED, "Planning")
                              .with(FailureParameter.ENVIRONMENT, "env_000000000001"));
                    }))
        .failure();
  }

  @Test
  void work_that_meets_a_lock_fails_with_its_owner_and_age() {
    lock("ann@laptop", NOW.minus(Duration.ofMinutes(25)).toString());
    Failure failure = explained();
    assertThat(failure.code()).isEqualTo(FailureCode.STATE_LOCKED);
    assertThat(failure.parameter(FailureParameter.ACTIVITY)).contains("Planning");
    assertThat(failure.parameter(FailureParameter.OWNER)).contains("ann@laptop");
    assertThat(failure.parameter(FailureParameter.AGE)).contains("PT25M");
    assertThat(held()).hasSize(2);
  }

  @Test
  void work_that_met_a_lock_that_was_released_since_fails_transiently() {
    Failure failure = explained();
    assertThat(failure.code()).isEqualTo(FailureCode.STATE_LOCK_RELEASED);
    assertThat(failure.parameter(FailureParameter.ACTIVITY)).contains("Planning");
    assertThat(failure.parameter(FailureParameter.ENVIRONMENT)).contains("env_000000000001");
  }

  private void write(String state) {
    session
        .s3()
        .putObject(
            r -> r.bucket(backend.bucket()).key(backend.key()), RequestBody.fromString(state));
  }

  private void digestOf(String state) {
    new StateDigest(session).write(backend, state.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void a_digest_that_was_not_written_is_corrected() {
    String old = "{\"lineage\": \"a\", \"serial\": 1}";
    write(old);
    digestOf(old);
    repair.repairDigest();
    assertThat(events).as("it matches").isEmpty();

    write("{\"lineage\": \"a\", \"serial\": 2}");
    repair.repairDigest();
    assertThat(events).containsExactly(new EventData.DigestCorrected(2));
    assertThat(new StateDigest(session).check(backend))
        .isEqualTo(new StateDigest.DigestStatus.Matches());
  }

  @Test
  void a_digest_that_matches_no_version_is_a_failure() {
    write("{\"lineage\": \"a\", \"serial\": 1}");
    digestOf("elsewhere");
    Failure failure = catchThrowableOfType(FailureException.class, repair::repairDigest).failure();
    assertThat(failure.code()).isEqualTo(FailureCode.STATE_DIGEST_MISMATCH);
    assertThat(failure.parameter(FailureParameter.ITEM)).contains(backend.digestItemId());
    assertThat(failure.parameter(FailureParameter.TABLE)).contains(backend.lockTable());
    assertThat(events).isEmpty();
  }

  @Test
  void an_errored_state_is_saved_and_pushed() {
    errored = "{\"lineage\": \"a\", \"serial\": 3}".getBytes(StandardCharsets.UTF_8);
    repair.saveErroredState();
    assertThat(kept).hasSize(1);
    assertThat(pushes).isZero();
    repair.pushKeptState();
    assertThat(pushes).isEqualTo(1);
  }

  @Test
  void a_state_with_a_resource_that_the_module_cannot_have_written_is_rejected() {
    ForeignContent rules = ForeignContent.besides(Set.of("aws_vpc"), Set.of());
    repair.rejectForeignContent(rules); // there is no state yet
    write(stateWith("aws_vpc"));
    repair.rejectForeignContent(rules);

    write(stateWith("aws_iam_user"));

    Failure failure =
        catchThrowableOfType(FailureException.class, () -> repair.rejectForeignContent(rules))
            .failure();
    assertThat(failure.code()).isEqualTo(FailureCode.STATE_FOREIGN_CONTENT);
    assertThat(failure.parameter(FailureParameter.RESOURCE_TYPE)).contains("aws_iam_user");
    assertThat(failure.parameter(FailureParameter.ENVIRONMENT))
        .contains(CLAIM.environment().value());
  }

  @ParameterizedTest
  @MethodSource("statesThatTerraformReadsDifferently")
  void a_state_in_which_terraform_reads_something_else_is_rejected(String state) {
    ForeignContent rules = ForeignContent.besides(Set.of("aws_vpc"), Set.of());
    write(state);

    assertThat(
            catchThrowableOfType(FailureException.class, () -> repair.rejectForeignContent(rules))
                .failure()
                .code())
        .isEqualTo(FailureCode.STATE_UNREADABLE);
  }

  static Stream<Named<String>> statesThatTerraformReadsDifferently() {
    String own = stateWith("aws_vpc");
    String foreign =
        """
        {"mode": "managed", "type": "evil_thing", "name": "x",
         "provider": "provider[\\"registry.terraform.io/evil/evil\\"]"}
        """;
    return Stream.of(
        Named.of(
            "names in another case",
            own.replace("\"resources\"", "\"Resources\": [" + foreign + "], \"resources\"")),
        Named.of(
            "names in another case in a resource",
            own.replace("\"name\"", "\"TYPE\": \"evil_thing\", \"name\"")),
        Named.of("a name of a resource only in another case", own.replace("\"name\"", "\"Name\"")),
        Named.of(
            "names with letters that only resemble those of Terraform",
            own.replace("\"resources\"", "\"reſources\": [" + foreign + "], \"resources\"")),
        Named.of(
            "a name twice",
            own.replace("\"resources\"", "\"resources\": [" + foreign + "], \"resources\"")),
        Named.of("an earlier version", own.replace("\"version\": 4", "\"version\": 3")),
        Named.of("no lineage", stateWith("evil_thing").replace("\"lineage\": \"a\", ", "")),
        Named.of(
            "a value that is nested deeper than this service reads",
            stateWith("evil_thing")
                .replace(
                    "\"serial\"",
                    "\"x\": " + "[".repeat(1500) + "]".repeat(1500) + ", \"serial\"")),
        Named.of(
            "a number that is longer than this service reads",
            stateWith("evil_thing")
                .replace("\"serial\"", "\"x\": " + "9".repeat(2000) + ", \"serial\"")),
        Named.of(
            "an address that fills every line of the log",
            own.replace(
                "\"name\"",
                "\"instances\": [{\"index_key\": \"" + "a".repeat(100_000) + "\"}], \"name\"")),
        Named.of(
            "a document whose tree would fill the memory",
            own.replace("\"serial\"", "\"x\": [" + "[],".repeat(700_000) + "0], \"serial\"")));
  }

  @Test
  void an_empty_object_is_not_a_state() {
    write("\n");

    repair.rejectForeignContent(ForeignContent.besides(Set.of("aws_vpc"), Set.of()));
  }

  private static String stateWith(String type) {
    return """
    {"version": 4, "serial": 1, "lineage": "a", "resources": [{"mode": "managed", "type": "%s",
      "name": "this", "provider": "provider[\\"registry.terraform.io/hashicorp/aws\\"]"}]}
    """
        .formatted(type);
  }
}
