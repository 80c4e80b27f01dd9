package io.beta9.provisioning.tfstate.operations;

import io.beta9.provisioning.access.AuditRepository.Act;
import io.beta9.provisioning.access.AuditTrail;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.operation.ProcessRepository;
import io.beta9.provisioning.operation.ProcessRepository.UnconfirmedProcess;
import io.beta9.provisioning.tfstate.lock.HeldLock;
import io.beta9.provisioning.tfstate.lock.LockHolder;
import io.beta9.provisioning.tfstate.lock.LockOwnerResolver;
import io.beta9.provisioning.tfstate.lock.StateLock;
import io.beta9.provisioning.tfstate.lock.StateLocks;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.timeline.JournalRepository;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who holds an environment's state, and letting go of what nobody holds any more. */
public final class StateLocking {
  private final StateAccess access;
  private final ProcessRepository processes;
  private final JournalRepository journal;
  private final EventRepository events;
  private final AuditTrail audit;
  private final LockOwnerResolver.Processes here;
  private final Clock clock;

  /**
   * @param here tells of processes of this very machine
   */
  public StateLocking(
      StateAccess access,
      ProcessRepository processes,
      JournalRepository journal,
      EventRepository events,
      AuditTrail audit,
      LockOwnerResolver.Processes here,
      Clock clock) {
    this.access = access;
    this.processes = processes;
    this.journal = journal;
    this.events = events;
    this.audit = audit;
    this.here = here;
    this.clock = clock;
  }

  /** A lock, and what is thought of its holder. */
  public record LockView(
      String id,
      String place,
      String operation,
      String who,
      @Nullable Instant takenAt,
      @Nullable Long ageSeconds,
      String holder,
      String because) {}

  /** What is held, in one place or two. */
  public record Locks(String environmentId, boolean locked, List<LockView> locks) {}

  /** What was let go of, or would be. */
  public record Unlocked(String environmentId, boolean dryRun, List<LockView> removed) {}

  /**
   * How to unlock.
   *
   * @param dryRun only say what would be done
   * @param force also where the holder is somebody of whom nothing is known
   * @param confirm the environment's name, where it is forced
   */
  public record UnlockOrder(boolean dryRun, boolean force, @Nullable String confirm) {}

  private record Judged(HeldLock held, LockHolder holder) {}

  public Locks look(Caller caller, EnvironmentId id) {
    List<LockView> locks = judge(access.open(caller, id)).stream().map(this::view).toList();
    return new Locks(id.value(), !locks.isEmpty(), locks);
  }

  /**
   * Removes locks whose holder is dead.
   *
   * @throws FailureException {@code lock-holder-lives}, whatever the order says; {@code
   *     lock-of-a-stranger} where it is not forced
   */
  public Unlocked unlock(Caller caller, EnvironmentId id, UnlockOrder order) {
    StateAccess.Opened state = access.open(caller, id);
    if (order.dryRun()) {
      return new Unlocked(
          id.value(), true, allowed(state, order).stream().map(this::view).toList());
    }
    return audit.around(
        state.caller(),
        Act.on(id.value(), "state.unlock", order.force() ? "forced" : null),
        () -> {
          StateReading.requireReason(caller, "Unlocking a state");
          List<LockView> removed =
              allowed(state, order).stream()
                  .filter(
                      lock -> new StateLocks(state.session()).remove(state.backend(), lock.held()))
                  .map(this::view)
                  .toList();
          for (LockView lock : removed) {
            events.append(
                state.caller().tenant(),
                id,
                null,
                "unlocked",
                caller.name()
                    + " removed the lock of "
                    + lock.who()
                    + " in "
                    + lock.place()
                    + ": "
                    + caller.reason(),
                null);
          }
          return new Unlocked(id.value(), false, removed);
        },
        done -> done.removed().isEmpty() ? "nothing was locked" : said(done.removed()));
  }

  private static String said(List<LockView> removed) {
    return String.join(
        ", ",
        removed.stream()
            .map(lock -> lock.id() + " of " + lock.who() + " in " + lock.place())
            .toList());
  }

  private List<Judged> allowed(StateAccess.Opened state, UnlockOrder order) {
    List<Judged> locks = judge(state);
    for (Judged lock : locks) {
      switch (lock.holder().verdict()) {
        case DEAD -> {}
        case LIVING -> throw new FailureException(lives(state, lock));
        case STRANGER -> {
          if (!order.force()) {
            throw new FailureException(stranger(state, lock));
          }
          state.confirmed(order.confirm(), "Removing a stranger's lock");
        }
      }
    }
    return locks;
  }

  private static Failure lives(StateAccess.Opened state, Judged lock) {
    return Failure.of(FailureCode.LOCK_OWNER_ALIVE, "Unlocking " + state.environment().name())
        .with(FailureParameter.REPORTED, lock.holder().words())
        .with(FailureParameter.ENVIRONMENT, state.id());
  }

  private static Failure stranger(StateAccess.Opened state, Judged lock) {
    return Failure.of(FailureCode.LOCK_OWNER_UNKNOWN, "Unlocking " + state.environment().name())
        .about(state.environment().name())
        .with(FailureParameter.OWNER, lock.held().lock().who())
        .with(FailureParameter.REPORTED, lock.holder().words())
        .with(FailureParameter.ENVIRONMENT, state.id());
  }

  private List<Judged> judge(StateAccess.Opened state) {
    List<HeldLock> held = new StateLocks(state.session()).all(state.backend());
    if (held.isEmpty()) {
      return List.of();
    }
    List<UnconfirmedProcess> suspects =
        processes.suspects(state.caller().tenant(), state.environment().id());
    return held.stream()
        .map(
            lock ->
                new Judged(
                    lock,
                    journal.couldNotRelease(state.environment().id(), lock.lock().id())
                        ? new LockHolder(
                            LockHolder.HolderVerdict.DEAD,
                            "the Terraform that took it said at its end that it could not let go"
                                + " of it")
                        : LockOwnerResolver.holder(lock.lock(), suspects, here)))
        .toList();
  }

  private LockView view(Judged judged) {
    StateLock lock = judged.held().lock();
    Instant taken = lock.takenAt().orElse(null);
    return new LockView(
        lock.id(),
        judged.held().place().words(),
        lock.operation(),
        lock.who(),
        taken,
        taken == null ? null : Math.max(0, Duration.between(taken, clock.instant()).toSeconds()),
        judged.holder().verdict().name().toLowerCase(java.util.Locale.ROOT),
        judged.holder().words());
  }
}
