package io.beta9.provisioning.tfstate.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.access.ChangeCondition;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.tfstate.lock.StateLock;
import io.beta9.provisioning.tfstate.lock.StateLocks;
import io.beta9.provisioning.tfstate.operations.StateRollback.RollbackRequest;
import io.beta9.provisioning.tfstate.operations.StateRollback.RolledBack;
import io.beta9.provisioning.tfstate.s3.StateDigest;
import io.beta9.provisioning.tfstate.s3.StateVersions;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.StoredEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rolling a state back: conditions, effects, events and audit entries. */
class StateRollbackTest extends StateOperationsScenario {
  private StateRollback rollback() {
    return new StateRollback(access, queue.operations, queue.events, audit, "host-1", clock());
  }

  private RolledBack rollBack(String version) {
    return rollback().rollBack(ANN_WITH_REASON, id, new RollbackRequest(version, "demo", false));
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
    assertThat(done.removed()).isEqualTo(expected.removed());
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
    assertThat(done.added()).containsExactly("aws_vpc.kept");
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
  void a_rollback_during_an_operation_takes_no_lock() {
    String old = write(state("a", 3, "kept"));
    cloud.sim().requests().clear();

    assertThat(codeOf(() -> rollBack(old))).isEqualTo(FailureCode.OPERATION_IN_PROGRESS);

    assertThat(cloud.sim().requests().calls("s3", "PutObject")).isEmpty();
  }

  @Test
  void a_rollback_changes_nothing_if_an_operation_was_queued_before_it_had_the_lock() {
    endOperation();
    String old = write(state("a", 3, "kept"));
    write(state("a", 4, "kept"));
    List<StateVersions.StateVersion> before = versions.list();
    ChangeCondition.add(() -> queue.jdbc.sql("update operations set state = 'waiting'").update());
    try {
      assertThat(codeOf(() -> rollBack(old))).isEqualTo(FailureCode.OPERATION_IN_PROGRESS);
    } finally {
      ChangeCondition.clear();
    }

    assertThat(versions.list()).isEqualTo(before);
    assertThat(new StateLocks(cloud.session()).heldLocks(backend)).isEmpty();
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
}
