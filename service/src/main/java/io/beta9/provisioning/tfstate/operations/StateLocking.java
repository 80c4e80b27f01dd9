package io.beta9.provisioning.tfstate.operations;

import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.AuditTrail;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.text.LockEvidence;
import io.beta9.provisioning.operation.ProcessRepository;
import io.beta9.provisioning.operation.ProcessRepository.ClaimedProcess;
import io.beta9.provisioning.tfstate.lock.HeldLock;
import io.beta9.provisioning.tfstate.lock.LockHolder;
import io.beta9.provisioning.tfstate.lock.LockOwnerResolver;
import io.beta9.provisioning.tfstate.lock.StateLock;
import io.beta9.provisioning.tfstate.lock.StateLocks;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.timeline.JournalRepository;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows the locks on an environment's state and removes those of dead owners. */
public final class StateLocking {
  private static final String UNLOCKING = "Unlocking the state";

  private final StateAccess access;
  private final ProcessRepository processes;
  private final JournalRepository journal;
  private final EventRepository events;
  private final AuditTrail audit;
  private final LockOwnerResolver.ProcessLiveness localProcesses;
  private final Clock clock;

  /**
   * @param localProcesses checks processes of this host
   */
  public StateLocking(
      StateAccess access,
      ProcessRepository processes,
      JournalRepository journal,
      EventRepository events,
      AuditTrail audit,
      LockOwnerResolver.ProcessLiveness localProcesses,
      Clock clock) {
    this.access = access;
    this.processes = processes;
    this.journal = journal;
    this.events = events;
    this.audit = audit;
    this.localProcesses = localProcesses;
    this.clock = clock;
  }

  /** A lock and the assessment of its holder. */
  public record LockView(
      String id,
      String place,
      String operation,
      String who,
      @Nullable Instant takenAt,
      @Nullable Long ageSeconds,
      String holder,
      String because) {}

  /** The locks that are held, in one or two places. */
  public record Locks(String environmentId, boolean locked, List<LockView> locks) {}

  /** The locks that were removed or, in a dry run, would be. */
  public record Unlocked(String environmentId, boolean dryRun, List<LockView> removed) {}

  /**
   * A request to unlock.
   *
   * @param dryRun whether to only return what would be removed
   * @param force whether to remove the lock of an unknown holder, too
   * @param confirm the environment's name, required with {@code force}
   */
  public record UnlockRequest(boolean dryRun, boolean force, @Nullable String confirm) {}

  private record AssessedLock(HeldLock held, LockHolder holder) {}

  public Locks locks(Caller caller, EnvironmentId id) {
    List<LockView> locks = assess(access.open(caller, id)).stream().map(this::view).toList();
    return new Locks(id.value(), !locks.isEmpty(), locks);
  }

  /**
   * Removes the locks of dead holders.
   *
   * @throws FailureException {@code lock-owner-alive} if a holder is alive; {@code
   *     lock-owner-unknown} if a holder is unknown and the request is not forced
   */
  public Unlocked unlock(Caller caller, EnvironmentId id, UnlockRequest order) {
    StateAccess.OpenState state = access.open(caller, id);
    if (order.dryRun()) {
      return new Unlocked(
          id.value(), true, removableLocks(state, order).stream().map(this::view).toList());
    }
    return audit.around(
        state.caller(),
        AuditAction.onEnvironment(id.value(), "state.unlock", order.force() ? "forced" : null),
        () -> {
          StateReading.requireReason(caller, "Unlocking a state");
          access.admit(state);
          List<LockView> removed =
              removableLocks(state, order).stream()
                  .filter(
                      lock -> new StateLocks(state.session()).remove(state.backend(), lock.held()))
                  .map(this::view)
                  .toList();
          for (LockView lock : removed) {
            events.append(
                state.caller().tenant(),
                id,
                null,
                new EventData.StateUnlocked(
                    caller.name(), lock.who(), null, null, lock.place(), null, caller.reason()));
          }
          return new Unlocked(id.value(), false, removed);
        },
        done -> done.removed().isEmpty() ? "nothing was locked" : describeRemoved(done.removed()));
  }

  private static String describeRemoved(List<LockView> removed) {
    return String.join(
        ", ",
        removed.stream()
            .map(lock -> lock.id() + " of " + lock.who() + " in " + lock.place())
            .toList());
  }

  private List<AssessedLock> removableLocks(StateAccess.OpenState state, UnlockRequest order) {
    List<AssessedLock> locks = assess(state);
    for (AssessedLock lock : locks) {
      switch (lock.holder().verdict()) {
        case DEAD -> {}
        case ALIVE -> throw new FailureException(holderAlive(state, lock));
        case UNKNOWN -> {
          if (!order.force()) {
            throw new FailureException(holderUnknown(state, lock));
          }
          state.requireConfirmed(order.confirm(), "Removing the lock of an unknown holder");
        }
      }
    }
    return locks;
  }

  private static Failure holderAlive(StateAccess.OpenState state, AssessedLock lock) {
    return lock.holder()
        .describe(Failure.of(FailureCode.LOCK_OWNER_ALIVE, UNLOCKING))
        .about(state.environment().name())
        .with(FailureParameter.ENVIRONMENT, state.id());
  }

  private static Failure holderUnknown(StateAccess.OpenState state, AssessedLock lock) {
    return lock.holder()
        .describe(Failure.of(FailureCode.LOCK_OWNER_UNKNOWN, UNLOCKING))
        .about(state.environment().name())
        .with(FailureParameter.OWNER, lock.held().lock().who())
        .with(FailureParameter.ENVIRONMENT, state.id());
  }

  private List<AssessedLock> assess(StateAccess.OpenState state) {
    List<HeldLock> held = new StateLocks(state.session()).heldLocks(state.backend());
    if (held.isEmpty()) {
      return List.of();
    }
    List<ClaimedProcess> candidates =
        processes.claimedProcesses(state.caller().tenant(), state.environment().id());
    return held.stream()
        .map(
            lock ->
                new AssessedLock(
                    lock,
                    journal.couldNotRelease(state.environment().id(), lock.lock().id())
                        ? new LockHolder(
                            LockHolder.HolderVerdict.DEAD, LockEvidence.RELEASE_FAILED, null)
                        : LockOwnerResolver.resolve(lock.lock(), candidates, localProcesses)))
        .toList();
  }

  private LockView view(AssessedLock judged) {
    StateLock lock = judged.held().lock();
    Instant taken = lock.takenAt().orElse(null);
    return new LockView(
        lock.id(),
        judged.held().place().description(),
        lock.operation(),
        lock.who(),
        taken,
        taken == null ? null : Math.max(0, Duration.between(taken, clock.instant()).toSeconds()),
        judged.holder().verdict().name().toLowerCase(java.util.Locale.ROOT),
        judged.holder().reason());
  }
}
