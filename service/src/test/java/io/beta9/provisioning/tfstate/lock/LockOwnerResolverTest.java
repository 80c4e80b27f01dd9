package io.beta9.provisioning.tfstate.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.ProcessRepository.ClaimedProcess;
import io.beta9.provisioning.operation.ProcessRepository.PastProcess;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LockOwnerResolverTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
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

  private static PastProcess killed(String kind, long epoch) {
    return new PastProcess(
        "run", kind, epoch, OPERATION, "worker-host", "boot", 17, 4711, START, null);
  }

  private static StateLock lock(String who, String created) {
    return new StateLock("id", "OperationTypeApply", who, "1.11.4", created, "");
  }

  private static boolean isDeadClaims(StateLock lock, PastProcess process, boolean alive) {
    return LockOwnerResolver.findDeadOwner(lock, List.of(process), CLAIM, one -> alive).isPresent();
  }

  @Test
  void attributes_a_lock_to_a_killed_apply_that_started_just_before_on_the_same_host() {
    // As Terraform writes it, with more digits than an Instant supports.
    assertThat(
            isDeadClaims(
                lock("root@worker-host", "2026-03-01T10:00:03.671164748Z"),
                killed("APPLY", 1),
                false))
        .isTrue();
  }

  @Test
  void does_not_attribute_a_lock_to_a_running_process() {
    assertThat(
            isDeadClaims(
                lock("root@worker-host", "2026-03-01T10:00:03Z"), killed("APPLY", 1), true))
        .isFalse();
  }

  @Test
  void does_not_attribute_a_lock_that_was_taken_later_on_the_same_host() {
    assertThat(
            isDeadClaims(
                lock("root@worker-host", "2026-03-01T10:05:00Z"), killed("APPLY", 1), false))
        .isFalse();
  }

  @Test
  void does_not_attribute_a_lock_that_was_taken_before_the_process_started() {
    assertThat(
            isDeadClaims(
                lock("root@worker-host", "2026-03-01T09:59:00Z"), killed("APPLY", 1), false))
        .isFalse();
  }

  @Test
  void does_not_attribute_a_lock_of_another_host() {
    assertThat(isDeadClaims(lock("ann@laptop", "2026-03-01T10:00:03Z"), killed("APPLY", 1), false))
        .isFalse();
  }

  private static boolean isOfEnded(String kind, String operation, String created) {
    PastProcess ended =
        new PastProcess(
            "run",
            kind,
            1,
            OPERATION,
            "worker-host",
            "boot",
            17,
            4711,
            START,
            START.plusSeconds(20));
    StateLock lock = new StateLock("id", operation, "root@worker-host", "1.11.4", created, "");
    return LockOwnerResolver.findDeadOwner(lock, List.of(ended), CLAIM, one -> false).isPresent();
  }

  @Test
  void attributes_a_lock_to_a_run_that_ended_without_releasing_it() {
    assertThat(isOfEnded("PLAN", "OperationTypePlan", "2026-03-01T10:00:02Z")).isTrue();
    assertThat(isOfEnded("DESTROY", "OperationTypeApply", "2026-03-01T10:00:02Z")).isTrue();
    assertThat(isOfEnded("STATE_PUSH", "state-push", "2026-03-01T10:00:02Z")).isTrue();
  }

  @Test
  void does_not_attribute_a_lock_to_a_run_that_had_ended_when_it_was_taken() {
    assertThat(isOfEnded("PLAN", "OperationTypePlan", "2026-03-01T10:00:25Z"))
        .as("within the difference of clocks")
        .isTrue();
    assertThat(isOfEnded("PLAN", "OperationTypePlan", "2026-03-01T10:00:26Z")).isFalse();
  }

  @Test
  void does_not_attribute_a_lock_for_another_purpose() {
    assertThat(isOfEnded("PLAN", "OperationTypeApply", "2026-03-01T10:00:02Z")).isFalse();
    assertThat(isOfEnded("APPLY", "OperationTypePlan", "2026-03-01T10:00:02Z")).isFalse();
    assertThat(isOfEnded("UNTAINT", "OperationTypeApply", "2026-03-01T10:00:02Z")).isFalse();
  }

  @Test
  void does_not_attribute_a_lock_to_an_init() {
    assertThat(
            isDeadClaims(
                lock("root@worker-host", "2026-03-01T10:00:03Z"), killed("INIT", 1), false))
        .isFalse();
  }

  @Test
  void does_not_attribute_a_lock_to_a_process_of_a_newer_claim() {
    assertThat(
            isDeadClaims(
                lock("root@worker-host", "2026-03-01T10:00:03Z"), killed("APPLY", 3), false))
        .isFalse();
  }

  @Test
  void does_not_attribute_a_lock_without_a_valid_time() {
    assertThat(isDeadClaims(lock("root@worker-host", "yesterday"), killed("APPLY", 1), false))
        .isFalse();
  }

  private static LockHolder.HolderVerdict verdict(
      boolean endSeen, boolean inForce, boolean mayLive) {
    return LockOwnerResolver.resolve(
            lock("root@worker-host", "2026-03-01T10:00:03Z"),
            List.of(new ClaimedProcess(killed("APPLY", 1), endSeen, inForce, mayLive, "w-1", 3)),
            one -> false)
        .verdict();
  }

  @Test
  void considers_a_holder_alive_if_its_claim_is_in_force_or_its_process_may_be_running() {
    assertThat(verdict(false, true, false)).isEqualTo(LockHolder.HolderVerdict.ALIVE);
    assertThat(verdict(false, false, true)).isEqualTo(LockHolder.HolderVerdict.ALIVE);
  }

  @Test
  void considers_a_holder_dead_if_its_end_was_observed_or_its_claim_has_ended() {
    assertThat(verdict(true, true, false)).isEqualTo(LockHolder.HolderVerdict.DEAD);
    assertThat(verdict(false, false, false)).isEqualTo(LockHolder.HolderVerdict.DEAD);
  }

  @Test
  void considers_a_running_local_process_alive_whatever_its_claim() {
    assertThat(
            LockOwnerResolver.resolve(
                    lock("root@worker-host", "2026-03-01T10:00:03Z"),
                    List.of(new ClaimedProcess(killed("APPLY", 1), false, false, false, null, 0)),
                    one -> true)
                .verdict())
        .isEqualTo(LockHolder.HolderVerdict.ALIVE);
  }

  @Test
  void considers_any_other_holder_unknown() {
    assertThat(
            LockOwnerResolver.resolve(
                    lock("ann@laptop", "2026-03-01T10:00:03Z"),
                    List.of(new ClaimedProcess(killed("APPLY", 1), true, false, false, null, 0)),
                    one -> false)
                .verdict())
        .isEqualTo(LockHolder.HolderVerdict.UNKNOWN);
  }
}
