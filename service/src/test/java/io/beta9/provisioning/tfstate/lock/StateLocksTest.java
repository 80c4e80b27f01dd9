package io.beta9.provisioning.tfstate.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.tfstate.s3.StateStore;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Taking and removing the locks of a state in each of the three ways of locking. */
class StateLocksTest {
  private static final StateLock LOCK =
      new StateLock("lock-1", "StateRollback", "ann@host", "", "2026-03-01T10:00:00Z", "");
  private static final StateLock ANOTHER =
      new StateLock("lock-2", "OperationTypeApply", "root@w1", "1.11.4", "yesterday", "x");

  private final SimulatedAccount cloud = SimulatedAccount.withoutNetwork();
  private final AwsSession session = cloud.session();
  private final StateLocks locks = new StateLocks(session);

  @AfterEach
  void close() {
    cloud.close();
  }

  private StateBackend backend(String mode) {
    return StateBackend.of(SimulatedAccount.TARGET.location(), SimulatedAccount.ID.value(), mode);
  }

  private StateBackend created(String mode) {
    StateBackend backend = backend(mode);
    new StateStore(session).ensure(backend);
    return backend;
  }

  private void fail(String service, String operation, int status, String code) {
    cloud
        .sim()
        .faultRules()
        .add(FaultRule.Failure.everyCall(service, operation, status, code, "injected"));
  }

  private void loseResponses(String service, String operation, int times) {
    cloud
        .sim()
        .faultRules()
        .add(
            new FaultRule.Failure(
                service, operation, "*", 1, times, 500, "InternalError", "injected", true));
  }

  @ParameterizedTest
  @CsvSource({"s3, s3, PutObject", "dynamodb, dynamodb, PutItem", "both, dynamodb, PutItem"})
  void a_lock_whose_response_was_lost_is_acquired(String mode, String service, String operation) {
    StateBackend backend = created(mode);
    loseResponses(service, operation, 1);

    List<HeldLock> acquired = locks.acquire(backend, LOCK).orElseThrow();

    assertThat(locks.heldLocks(backend)).isEqualTo(acquired);
    assertThat(acquired).allMatch(held -> locks.remove(backend, held));
    assertThat(locks.held(backend)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"s3, s3, PutObject", "both, dynamodb, PutItem"})
  void a_lock_is_acquired_if_every_response_was_lost(
      String mode, String service, String operation) {
    StateBackend backend = created(mode);
    loseResponses(service, operation, 100);

    List<HeldLock> acquired = locks.acquire(backend, LOCK).orElseThrow();

    assertThat(acquired).allMatch(held -> locks.remove(backend, held));
    assertThat(locks.held(backend)).isEmpty();
  }

  @Test
  void the_lock_of_another_owner_is_not_acquired_if_the_response_about_it_was_lost() {
    StateBackend backend = created("both");
    locks.acquire(backend, ANOTHER).orElseThrow();
    loseResponses("s3", "PutObject", 1);

    assertThat(locks.acquire(backend, LOCK)).isEmpty();
    assertThat(locks.held(backend)).contains(ANOTHER);
  }

  @Test
  void a_failure_of_the_second_place_leaves_no_lock_in_the_first() {
    StateBackend backend = created("both");
    fail("dynamodb", "PutItem", 400, "ResourceNotFoundException");

    assertThatThrownBy(() -> locks.acquire(backend, LOCK)).isInstanceOf(FailureException.class);

    cloud.sim().faultRules().clear();
    assertThat(locks.heldLocks(backend)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3", "dynamodb", "both"})
  void a_lock_is_acquired_once_in_every_place_and_can_be_acquired_again_after_its_removal(
      String mode) {
    StateBackend backend = created(mode);
    List<HeldLock> acquired = locks.acquire(backend, LOCK).orElseThrow();
    assertThat(acquired)
        .extracting(HeldLock::place)
        .isEqualTo(
            switch (mode) {
              case "s3" -> List.of(HeldLock.Place.LOCK_FILE);
              case "dynamodb" -> List.of(HeldLock.Place.TABLE);
              default -> List.of(HeldLock.Place.LOCK_FILE, HeldLock.Place.TABLE);
            });
    assertThat(locks.heldLocks(backend)).isEqualTo(acquired);
    assertThat(locks.held(backend)).contains(LOCK);
    assertThat(locks.acquire(backend, ANOTHER)).isEmpty();
    assertThat(locks.heldLocks(backend)).isEqualTo(acquired);

    assertThat(acquired).allMatch(held -> locks.remove(backend, held));
    assertThat(locks.held(backend)).isEmpty();
    assertThat(acquired).as("they are gone").noneMatch(held -> locks.remove(backend, held));
    assertThat(locks.acquire(backend, ANOTHER)).isPresent();
    assertThat(locks.held(backend)).contains(ANOTHER);
  }

  @Test
  void the_lock_file_is_released_if_the_table_is_locked() {
    StateBackend both = created("both");
    locks.acquire(backend("dynamodb"), ANOTHER).orElseThrow();
    assertThat(locks.acquire(both, LOCK)).isEmpty();
    assertThat(locks.heldLocks(both))
        .singleElement()
        .satisfies(held -> assertThat(held.lock()).isEqualTo(ANOTHER));
  }

  @Test
  void a_lock_has_the_fields_that_terraform_reads() {
    StateBackend backend = created("s3");
    locks.acquire(backend, LOCK).orElseThrow();
    JsonNode text =
        JsonMapper.shared()
            .readTree(
                session
                    .s3()
                    .getObjectAsBytes(r -> r.bucket(backend.bucket()).key(backend.lockFileKey()))
                    .asUtf8String());
    assertThat(text.propertyNames())
        .containsExactly("ID", "Operation", "Info", "Who", "Version", "Created", "Path");
    assertThat(text.path("ID").asString()).isEqualTo("lock-1");
    assertThat(text.path("Who").asString()).isEqualTo("ann@host");
    assertThat(text.path("Path").asString()).isEqualTo(backend.lockItemId());
  }

  @ParameterizedTest
  @CsvSource({"300, false", "301, true"})
  void a_field_of_more_than_three_hundred_characters_is_shortened(int length, boolean shortened) {
    StateBackend backend = created("s3");
    String who = "a".repeat(length);
    locks.acquire(backend, new StateLock("lock-1", "", who, "", "", "")).orElseThrow();

    assertThat(locks.held(backend).orElseThrow().who())
        .isEqualTo(shortened ? "a".repeat(300) + "…" : who);
  }

  @Test
  void a_backend_that_does_not_exist_yet_is_not_locked() {
    assertThat(locks.heldLocks(backend("both"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"412, PreconditionFailed", "409, ConditionalRequestConflict"})
  void a_conflict_means_that_another_process_holds_or_replaced_the_lock_file(
      int status, String code) {
    StateBackend backend = created("s3");
    HeldLock held = locks.acquire(backend, LOCK).orElseThrow().getFirst();
    fail("s3", "PutObject", status, code);
    assertThat(locks.acquire(backend, ANOTHER)).isEmpty();
    if (status == 412) {
      fail("s3", "DeleteObject", status, code);
      assertThat(locks.remove(backend, held)).isFalse();
    }
  }

  @Test
  void a_lock_file_that_disappears_during_its_removal_was_not_removed_by_this_process() {
    StateBackend backend = created("s3");
    HeldLock held = locks.acquire(backend, LOCK).orElseThrow().getFirst();
    fail("s3", "DeleteObject", 404, "NoSuchKey");
    assertThat(locks.remove(backend, held)).isFalse();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "s3, PutObject",
    "s3, GetObject",
    "s3, DeleteObject",
    "dynamodb, PutItem",
    "dynamodb, GetItem",
    "dynamodb, DeleteItem"
  })
  void any_other_answer_is_a_failure(String service, String operation) {
    StateBackend backend = created(service);
    HeldLock held = locks.acquire(backend, LOCK).orElseThrow().getFirst();
    fail(service, operation, 403, "AccessDenied");
    assertThatThrownBy(
            () -> {
              switch (operation) {
                case "PutObject", "PutItem" -> locks.acquire(backend, ANOTHER);
                case "GetObject", "GetItem" -> locks.heldLocks(backend);
                default -> locks.remove(backend, held);
              }
            })
        .isInstanceOf(FailureException.class);
  }

  @Test
  void a_lock_table_has_the_key_that_terraform_requires_and_is_created_once() {
    LockTable table = new LockTable(cloud.owner());
    table.ensure("locks");
    table.ensure("locks");
    var created = cloud.owner().dynamodb().describeTable(r -> r.tableName("locks")).table();
    assertThat(created.keySchema())
        .singleElement()
        .satisfies(
            key -> {
              assertThat(key.attributeName()).isEqualTo("LockID");
              assertThat(key.keyType()).isEqualTo(KeyType.HASH);
            });
    assertThat(created.billingModeSummary().billingMode()).isEqualTo(BillingMode.PAY_PER_REQUEST);
    assertThat(cloud.sim().requests().calls("dynamodb", "CreateTable")).hasSize(1);
  }

  @Test
  void a_lock_table_that_another_worker_creates_at_the_same_time_is_used() {
    LockTable table = new LockTable(cloud.owner());
    table.ensure("locks");
    cloud
        .sim()
        .faultRules()
        .add(
            FaultRule.Failure.nextCall(
                "dynamodb", "DescribeTable", 400, "ResourceNotFoundException", "not yet"));
    table.ensure("locks");
    fail("dynamodb", "DescribeTable", 400, "AccessDeniedException");
    assertThatThrownBy(() -> table.ensure("locks")).isInstanceOf(FailureException.class);
  }

  @Test
  void a_lock_table_that_cannot_be_created_is_a_failure() {
    fail("dynamodb", "CreateTable", 400, "AccessDeniedException");
    assertThatThrownBy(() -> new LockTable(cloud.owner()).ensure("locks"))
        .isInstanceOf(FailureException.class);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"root@w1, w1", "a@b@w2, w2", "@w3, w3", "root, ''", "root@, ''"})
  void the_host_of_a_holder_follows_the_last_at_sign(String who, String host) {
    assertThat(new StateLock("id", "", who, "", "", "").host()).isEqualTo(host);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "2026-03-01T10:00:00Z, 2026-03-01T10:00:00Z",
    "2026-03-01T10:00:00.123456789012Z, 2026-03-01T10:00:00.123456789Z",
    "yesterday, "
  })
  void the_time_of_a_lock_may_have_more_digits_than_nanoseconds(String created, Instant expected) {
    assertThat(new StateLock("id", "", "", "", created, "").takenAt().orElse(null))
        .isEqualTo(expected);
  }
}
