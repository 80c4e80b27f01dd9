package io.beta9.provisioning.tfstate.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.access.ChangeCondition;
import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.text.LockEvidence;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ProcessRepository;
import io.beta9.provisioning.tfstate.lock.LockHolder;
import io.beta9.provisioning.tfstate.lock.StateLocks;
import io.beta9.provisioning.tfstate.operations.StateLocking.LockView;
import io.beta9.provisioning.tfstate.operations.StateLocking.UnlockRequest;
import io.beta9.provisioning.timeline.JournalRepository;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Showing and removing the locks of a state. */
class StateLockingTest extends StateOperationsScenario {
  private static String because(LockHolder.HolderVerdict verdict, LockEvidence evidence) {
    return new LockHolder(verdict, evidence, null).reason();
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
