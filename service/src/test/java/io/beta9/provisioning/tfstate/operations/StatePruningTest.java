package io.beta9.provisioning.tfstate.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.access.ChangeCondition;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository.KeptState;
import io.beta9.provisioning.tfstate.lock.StateLock;
import io.beta9.provisioning.tfstate.lock.StateLocks;
import io.beta9.provisioning.tfstate.s3.StateVersions.StateVersion;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Deleting old versions and kept states. */
class StatePruningTest extends StateOperationsScenario {
  private KeptStateOperations keptStates() {
    return new KeptStateOperations(access, new KeptStateRepository(queue.jdbc), audit);
  }

  private boolean isWaiting() {
    return keptStates().status(ANN, id).waiting();
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
  void pruning_deletes_nothing_if_the_condition_of_the_request_is_not_met() {
    write(state("a", 1, "this"));
    write(state("a", 2, "this"));
    ChangeCondition.add(
        () -> {
          throw new FailureException(Failure.of(FailureCode.TENANT_SUSPENDED, "The request"));
        });
    try {
      assertThat(codeOf(() -> new StatePruning(access, audit).prune(ANN, id, 1, false)))
          .isEqualTo(FailureCode.TENANT_SUSPENDED);
    } finally {
      ChangeCondition.clear();
    }

    assertThat(versions.list()).hasSize(2);
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
}
