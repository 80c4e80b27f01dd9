package io.beta9.provisioning.tfstate.repair;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.text.DigestMismatch;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ProcessRepository.PastProcess;
import io.beta9.provisioning.terraform.plan.StateResources;
import io.beta9.provisioning.tfstate.kept.ErroredStates;
import io.beta9.provisioning.tfstate.lock.HeldLock;
import io.beta9.provisioning.tfstate.lock.LockOwnerResolver;
import io.beta9.provisioning.tfstate.lock.StateLock;
import io.beta9.provisioning.tfstate.s3.ForeignContent;
import io.beta9.provisioning.tfstate.s3.StateDigest;
import io.beta9.provisioning.tfstate.s3.StateDocument;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.EventLog;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Makes the state of one environment usable before Terraform is run, and preserves it afterwards:
 * removes stale locks, corrects the digest, and saves and pushes errored states.
 */
public final class StateRepair {
  private static final String INITIALIZING = "Initializing Terraform";

  private final RepairTarget target;
  private final RunHistory runs;
  private final LocalProcesses processes;
  private final ErroredStates erroredStates;
  private final EventLog events;
  private final Clock clock;

  public StateRepair(
      RepairTarget target,
      RunHistory runs,
      LocalProcesses processes,
      ErroredStates erroredStates,
      EventLog events,
      Clock clock) {
    this.target = target;
    this.runs = runs;
    this.processes = processes;
    this.erroredStates = erroredStates;
    this.events = events;
    this.clock = clock;
  }

  /** The state to repair, and the claim under which it is repaired. */
  public record RepairTarget(RepairableState state, StateBackend backend, Claim claim) {}

  /** Work that can fail because the state is locked. */
  @FunctionalInterface
  public interface LockingWork<T> {
    T run() throws InterruptedException;
  }

  /**
   * Removes the locks that ended Terraform processes of this environment left. Must not be called
   * while one of its processes is running.
   *
   * @throws FailureException {@code state-locked} if another owner holds the state
   */
  public void removeStaleLocks() {
    List<HeldLock> held = target.state().heldLocks();
    if (held.isEmpty()) {
      return;
    }
    List<Long> foreign = processes.foreignTerraformProcesses();
    List<PastProcess> past = runs.pastRuns();
    for (HeldLock lock : held) {
      DeadOwner owner =
          deadOwner(lock.lock(), foreign, past)
              .orElseThrow(
                  () ->
                      new FailureException(
                          stateLocked(
                              Failure.of(FailureCode.STATE_LOCKED, INITIALIZING),
                              lock.lock(),
                              foreign)));
      remove(lock, owner);
    }
  }

  private void remove(HeldLock lock, DeadOwner owner) {
    if (target.state().remove(lock)) {
      events.append(
          new EventData.StateUnlocked(
              null,
              lock.lock().who(),
              owner.run().map(run -> run.kind().toLowerCase(Locale.ROOT)).orElse(null),
              owner.run().map(PastProcess::epoch).orElse(null),
              lock.place().description(),
              age(lock.lock()).orElse(null),
              null));
    }
  }

  /**
   * The owner of a lock that cannot release it any more.
   *
   * @param run its process, empty if it reported itself that it could not release the lock
   */
  private record DeadOwner(Optional<PastProcess> run) {}

  /** Returns the dead run of this environment that left the lock; empty if there is none. */
  private Optional<DeadOwner> deadOwner(
      StateLock lock, List<Long> foreign, List<PastProcess> past) {
    if (runs.failedToRelease(lock.id())) {
      return Optional.of(new DeadOwner(Optional.empty()));
    }
    if (!foreign.isEmpty()) {
      return Optional.empty();
    }
    return LockOwnerResolver.findDeadOwner(lock, past, target.claim(), processes)
        .map(run -> new DeadOwner(Optional.of(run)));
  }

  /**
   * Runs work that can fail because the state is locked. Replaces Terraform's message in that case:
   * the failure states the owner of the lock, its age, and the next step. A lock that an ended run
   * of this environment has left, such as the failed run itself when the response to its lock was
   * lost, is removed, and the failure is transient.
   */
  public <T> T explainingLocks(LockingWork<T> work) throws InterruptedException {
    try {
      return work.run();
    } catch (FailureException e) {
      if (e.failure().code() != FailureCode.STATE_LOCKED) {
        throw e;
      }
      List<Long> foreign = processes.foreignTerraformProcesses();
      List<PastProcess> past = runs.pastRuns();
      for (HeldLock held : target.state().heldLocks()) {
        DeadOwner owner =
            deadOwner(held.lock(), foreign, past)
                .orElseThrow(
                    () -> new FailureException(stateLocked(e.failure(), held.lock(), foreign), e));
        remove(held, owner);
      }
      throw new FailureException(released(e.failure()), e);
    }
  }

  private static Failure released(Failure seen) {
    return Failure.of(FailureCode.STATE_LOCK_RELEASED)
        .about(seen.subject())
        .with(FailureParameter.ACTIVITY, seen.parameter(FailureParameter.ACTIVITY).orElse(null))
        .with(
            FailureParameter.ENVIRONMENT,
            seen.parameter(FailureParameter.ENVIRONMENT).orElse(null));
  }

  /**
   * Corrects the digest of the state if a Terraform process was killed between writing the two.
   * Must be called while no lock is held.
   *
   * @throws FailureException {@code state-digest-mismatch} if that is not provably safe
   */
  public void repairDigest() {
    switch (target.state().checkDigest()) {
      case StateDigest.DigestStatus.Matches() -> {}
      case StateDigest.DigestStatus.Behind behind -> {
        target.state().correctDigest(behind);
        events.append(new EventData.DigestCorrected(behind.serial()));
      }
      case StateDigest.DigestStatus.Inconsistent(var mismatch) ->
          throw new FailureException(digestMismatch(mismatch));
    }
  }

  /**
   * Checks that the state contains only what the module can have written.
   *
   * @throws FailureException {@code state-foreign-content}, or {@code state-unreadable} if that
   *     cannot be found out
   */
  public void rejectForeignContent(ForeignContent rules) {
    target
        .state()
        .read()
        .filter(bytes -> !isEmpty(bytes))
        .map(bytes -> parsed(bytes, INITIALIZING))
        .flatMap(rules::find)
        .ifPresent(
            found -> {
              throw new FailureException(
                  Failure.of(FailureCode.STATE_FOREIGN_CONTENT, INITIALIZING)
                      .with(found.property(), found.value())
                      .with(FailureParameter.ENVIRONMENT, target.claim().environment().value()));
            });
  }

  /** Terraform takes an empty object for no state. */
  private static boolean isEmpty(byte[] state) {
    return new String(state, StandardCharsets.UTF_8).isBlank();
  }

  /**
   * Returns the resources of the stored state; none if there is no state.
   *
   * @throws FailureException {@code state-unreadable} if it is not a state
   */
  public StateResources resources() {
    return target
        .state()
        .read()
        .filter(bytes -> !isEmpty(bytes))
        .map(bytes -> resources(bytes, "Reading the state"))
        .orElse(StateResources.NONE);
  }

  private StateResources resources(byte[] state, String activity) {
    StateDocument _ = parsed(state, activity);
    return StateResources.parse(new String(state, StandardCharsets.UTF_8));
  }

  private StateDocument parsed(byte[] state, String activity) {
    return StateDocument.parse(state)
        .orElseThrow(
            () ->
                new FailureException(
                    Failure.of(FailureCode.STATE_UNREADABLE, activity)
                        .with(FailureParameter.ENVIRONMENT, target.claim().environment().value())));
  }

  /** Saves the state that Terraform could not write, if there is one on this disk. */
  public void saveErroredState() {
    erroredStates.save();
  }

  /**
   * Pushes the state that could not be written earlier, if there is one.
   *
   * @throws FailureException {@code errored-state-rejected} if the state in the bucket is newer
   */
  public void pushKeptState() {
    erroredStates.push();
  }

  private Failure digestMismatch(DigestMismatch mismatch) {
    return Failure.of(FailureCode.STATE_DIGEST_MISMATCH, INITIALIZING)
        .with(FailureParameter.ITEM, target.backend().digestItemId())
        .with(FailureParameter.TABLE, target.backend().lockTable())
        .with(FailureParameter.MISMATCH, mismatch.code())
        .with(FailureParameter.ENVIRONMENT, target.claim().environment().value());
  }

  private Failure stateLocked(Failure seen, StateLock lock, List<Long> foreign) {
    return seen.with(FailureParameter.OWNER, lock.who())
        .with(FailureParameter.ACTION, lock.operation())
        .with(FailureParameter.AGE, age(lock).map(Duration::toString).orElse(null))
        .with(FailureParameter.LOCK_ID, lock.id())
        .with(FailureParameter.PID, foreign.isEmpty() ? null : foreign.getFirst().toString())
        .with(FailureParameter.ENVIRONMENT, target.claim().environment().value());
  }

  private Optional<Duration> age(StateLock lock) {
    return lock.takenAt()
        .map(taken -> Duration.between(taken, clock.instant()))
        .map(age -> age.isNegative() ? Duration.ZERO : age);
  }
}
