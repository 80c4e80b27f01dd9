package io.beta9.provisioning.tfstate.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.ProcessRepository.ClaimedProcess;
import io.beta9.provisioning.operation.ProcessRepository.PastProcess;
import io.beta9.provisioning.tfstate.lock.LockHolder.HolderVerdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which lock belongs to which terminated Terraform process, at the limits of each condition. */
class LockOwnershipBoundariesTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final OperationId OPERATION = new OperationId("op_000000000001");
  private static final OperationId OTHER_OPERATION = new OperationId("op_000000000002");

  private static Claim claim(long epoch) {
    return new Claim(
        OPERATION,
        new EnvironmentId("env_000000000001"),
        new TenantId("acme"),
        OperationKind.PROVISION,
        "w-2",
        epoch,
        1);
  }

  private static PastProcess process(String run, String kind, OperationId operation, long epoch) {
    return new PastProcess(
        run, kind, epoch, operation, "worker-host", "boot", 17, 4711, START, null);
  }

  private static StateLock lockTakenAt(String time) {
    return new StateLock("id", "OperationTypeApply", "root@worker-host", "1.11.4", time, "");
  }

  private static final StateLock LOCK = lockTakenAt("2026-03-01T10:00:03Z");

  /** Terraform takes its lock within 70 s of its start; clocks differ by at most 5 s. */
  @ParameterizedTest(name = "a lock taken at {0}: of the process {1}")
  @CsvSource({
    "2026-03-01T09:59:54.999999999Z, false",
    "2026-03-01T09:59:55Z,           true",
    "2026-03-01T09:59:55.000000001Z, true",
    "2026-03-01T10:01:09.999999999Z, true",
    "2026-03-01T10:01:10Z,           true",
    "2026-03-01T10:01:10.000000001Z, false"
  })
  void a_lock_belongs_to_a_process_if_it_was_taken_shortly_after_its_start(
      String takenAt, boolean expected) {
    PastProcess process = process("run", "APPLY", OPERATION, 1);
    assertThat(
            LockOwnerResolver.findDeadOwner(
                lockTakenAt(takenAt), List.of(process), claim(2), one -> false))
        .isEqualTo(expected ? Optional.of(process) : Optional.empty());
    assertThat(
            LockOwnerResolver.resolve(
                    lockTakenAt(takenAt),
                    List.of(new ClaimedProcess(process, true, false, false, null, 0)),
                    one -> false)
                .verdict())
        .isEqualTo(expected ? HolderVerdict.DEAD : HolderVerdict.UNKNOWN);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "PLAN, true",
    "APPLY, true",
    "DESTROY, true",
    "UNTAINT, true",
    "STATE_PUSH, true",
    "IMPORT, true",
    "INIT, false",
    "OUTPUT, false",
    "SHOW, false"
  })
  void only_commands_that_lock_the_state_own_a_lock(String kind, boolean expected) {
    assertThat(
            LockOwnerResolver.findDeadOwner(
                LOCK, List.of(process("run", kind, OPERATION, 1)), claim(2), one -> false))
        .matches(owner -> owner.isPresent() == expected);
  }

  @ParameterizedTest(name = "process of epoch {0}, claim of epoch 2: {1}")
  @CsvSource({"1, true", "2, true", "3, false"})
  void a_process_of_a_newer_claim_of_the_same_operation_keeps_its_lock(
      long epoch, boolean expected) {
    assertThat(
            LockOwnerResolver.findDeadOwner(
                LOCK, List.of(process("run", "APPLY", OPERATION, epoch)), claim(2), one -> false))
        .matches(owner -> owner.isPresent() == expected);
  }

  @Test
  void epochs_of_different_operations_are_not_compared() {
    PastProcess process = process("run", "APPLY", OTHER_OPERATION, 9);
    assertThat(LockOwnerResolver.findDeadOwner(LOCK, List.of(process), claim(2), one -> false))
        .contains(process);
  }

  @Test
  void the_first_terminated_process_that_matches_is_the_owner() {
    PastProcess running = process("run-3", "APPLY", OPERATION, 2);
    PastProcess terminated = process("run-2", "APPLY", OPERATION, 1);
    PastProcess earlier = process("run-1", "APPLY", OPERATION, 1);
    assertThat(
            LockOwnerResolver.findDeadOwner(
                LOCK, List.of(running, terminated, earlier), claim(2), running::equals))
        .contains(terminated);
  }

  @Test
  void a_lock_without_a_readable_time_belongs_to_an_unknown_owner() {
    assertThat(
            LockOwnerResolver.resolve(
                    lockTakenAt("yesterday"),
                    List.of(
                        new ClaimedProcess(
                            process("run", "APPLY", OPERATION, 1), true, false, false, null, 0)),
                    one -> false)
                .verdict())
        .isEqualTo(HolderVerdict.UNKNOWN);
  }

  /** All combinations of what is known about a process that is not running on this machine. */
  @ParameterizedTest(name = "end seen {0}, claim in force {1}, may live {2}: {3}")
  @CsvSource({
    "false, false, false, DEAD",
    "false, false, true,  ALIVE",
    "false, true,  false, ALIVE",
    "false, true,  true,  ALIVE",
    "true,  false, false, DEAD",
    "true,  false, true,  DEAD",
    "true,  true,  false, DEAD",
    "true,  true,  true,  DEAD"
  })
  void judges_a_holder_by_what_is_known_about_its_process(
      boolean endSeen, boolean inForce, boolean mayLive, HolderVerdict expected) {
    PastProcess process = process("run", "APPLY", OPERATION, 1);
    ClaimedProcess suspect = new ClaimedProcess(process, endSeen, inForce, mayLive, "w-1", 3);
    assertThat(LockOwnerResolver.resolve(LOCK, List.of(suspect), one -> false).verdict())
        .isEqualTo(expected);
    assertThat(LockOwnerResolver.resolve(LOCK, List.of(suspect), one -> true).verdict())
        .as("it runs on this machine")
        .isEqualTo(HolderVerdict.ALIVE);
    assertThat(LockOwnerResolver.resolve(LOCK, List.of(suspect), one -> false).reason())
        .startsWith("the apply of " + OPERATION.value() + " (epoch 1, pid 17 on worker-host) ");
  }
}
