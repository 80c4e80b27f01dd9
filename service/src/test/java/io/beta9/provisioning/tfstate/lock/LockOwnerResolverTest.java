package io.beta9.provisioning.tfstate.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.ProcessRepository.Killed;
import io.beta9.provisioning.operation.ProcessRepository.UnconfirmedProcess;
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

  private static Killed killed(String kind, long epoch) {
    return new Killed("run", kind, epoch, OPERATION, "worker-host", "boot", 17, 4711, START);
  }

  private static StateLock lock(String who, String created) {
    return new StateLock("id", "OperationTypeApply", who, "1.11.4", created, "");
  }

  private static boolean isDeadClaims(StateLock lock, Killed process, boolean alive) {
    return LockOwnerResolver.deadOwner(lock, List.of(process), CLAIM, one -> alive).isPresent();
  }

  @Test
  void a_lock_taken_just_after_the_start_of_a_killed_apply_on_the_same_host_is_its() {
    // As Terraform writes it, with more digits than an Instant has.
    assertThat(
            isDeadClaims(
                lock("root@worker-host", "2026-03-01T10:00:03.671164748Z"),
                killed("APPLY", 1),
                false))
        .isTrue();
  }

  @Test
  void a_process_that_still_runs_keeps_its_lock() {
    assertThat(
            isDeadClaims(
                lock("root@worker-host", "2026-03-01T10:00:03Z"), killed("APPLY", 1), true))
        .isFalse();
  }

  @Test
  void an_operators_lock_of_the_same_host_taken_later_is_left_alone() {
    assertThat(
            isDeadClaims(
                lock("root@worker-host", "2026-03-01T10:05:00Z"), killed("APPLY", 1), false))
        .isFalse();
  }

  @Test
  void a_lock_that_was_there_before_the_process_is_left_alone() {
    assertThat(
            isDeadClaims(
                lock("root@worker-host", "2026-03-01T09:59:00Z"), killed("APPLY", 1), false))
        .isFalse();
  }

  @Test
  void a_lock_of_another_host_is_left_alone() {
    assertThat(isDeadClaims(lock("ann@laptop", "2026-03-01T10:00:03Z"), killed("APPLY", 1), false))
        .isFalse();
  }

  @Test
  void an_init_takes_no_lock_so_none_is_its() {
    assertThat(
            isDeadClaims(
                lock("root@worker-host", "2026-03-01T10:00:03Z"), killed("INIT", 1), false))
        .isFalse();
  }

  @Test
  void a_newer_claims_process_keeps_its_lock() {
    assertThat(
            isDeadClaims(
                lock("root@worker-host", "2026-03-01T10:00:03Z"), killed("APPLY", 3), false))
        .isFalse();
  }

  @Test
  void a_lock_that_does_not_say_when_it_was_taken_is_left_alone() {
    assertThat(isDeadClaims(lock("root@worker-host", "yesterday"), killed("APPLY", 1), false))
        .isFalse();
  }

  private static LockHolder.HolderVerdict verdict(
      boolean endSeen, boolean inForce, boolean mayLive) {
    return LockOwnerResolver.holder(
            lock("root@worker-host", "2026-03-01T10:00:03Z"),
            List.of(
                new UnconfirmedProcess(killed("APPLY", 1), endSeen, inForce, mayLive, "w-1", 3)),
            one -> false)
        .verdict();
  }

  @Test
  void a_holder_whose_claim_is_in_force_or_that_may_live_on_counts_as_living() {
    assertThat(verdict(false, true, false)).isEqualTo(LockHolder.HolderVerdict.LIVING);
    assertThat(verdict(false, false, true)).isEqualTo(LockHolder.HolderVerdict.LIVING);
  }

  @Test
  void a_holder_whose_end_was_seen_or_whose_claim_is_over_counts_as_dead() {
    assertThat(verdict(true, true, false)).isEqualTo(LockHolder.HolderVerdict.DEAD);
    assertThat(verdict(false, false, false)).isEqualTo(LockHolder.HolderVerdict.DEAD);
  }

  @Test
  void a_process_of_this_machine_that_runs_counts_as_living_whatever_its_claim() {
    assertThat(
            LockOwnerResolver.holder(
                    lock("root@worker-host", "2026-03-01T10:00:03Z"),
                    List.of(
                        new UnconfirmedProcess(killed("APPLY", 1), false, false, false, null, 0)),
                    one -> true)
                .verdict())
        .isEqualTo(LockHolder.HolderVerdict.LIVING);
  }

  @Test
  void a_holder_of_whom_nothing_is_known_is_a_stranger() {
    assertThat(
            LockOwnerResolver.holder(
                    lock("ann@laptop", "2026-03-01T10:00:03Z"),
                    List.of(
                        new UnconfirmedProcess(killed("APPLY", 1), true, false, false, null, 0)),
                    one -> false)
                .verdict())
        .isEqualTo(LockHolder.HolderVerdict.STRANGER);
  }
}
