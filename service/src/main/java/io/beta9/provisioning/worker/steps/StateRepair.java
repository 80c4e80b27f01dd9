package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.operation.ProcessRepository.Killed;
import io.beta9.provisioning.terraform.process.ProcessId;
import io.beta9.provisioning.tfstate.lock.HeldLock;
import io.beta9.provisioning.tfstate.lock.LockOwnerResolver;
import io.beta9.provisioning.tfstate.lock.StateLock;
import io.beta9.provisioning.tfstate.lock.StateLocks;
import io.beta9.provisioning.tfstate.s3.StateDigest;
import io.beta9.provisioning.worker.pipeline.Step;
import io.beta9.provisioning.worker.pipeline.StepContext;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Makes the state usable before Terraform is asked for anything. */
final class StateRepair {
  private static final String PREPARING = "Initializing Terraform";

  /** A step in which Terraform may meet a lock. */
  @FunctionalInterface
  interface Locking<T> {
    T run() throws InterruptedException;
  }

  /**
   * Removes the locks of killed Terraforms of this environment. Called when none of ours lives.
   *
   * @throws FailureException {@code state-locked} where somebody else holds the state
   */
  void clearLocks(StepContext context) {
    StateLocks locks = new StateLocks(context.session());
    List<HeldLock> held = locks.all(context.stateBackend());
    if (held.isEmpty()) {
      return;
    }
    List<Long> strangers = context.stack().strangers();
    List<Killed> killed = context.killedRuns();
    for (HeldLock one : held) {
      String owner =
          owner(context, one.lock(), strangers, killed)
              .orElseThrow(
                  () ->
                      new FailureException(
                          locked(
                              context,
                              Failure.of(FailureCode.STATE_LOCKED, PREPARING),
                              one.lock(),
                              strangers)));
      if (locks.remove(context.stateBackend(), one)) {
        context.tell(
            "unlocked",
            "the lock that "
                + owner
                + " left in "
                + one.place().words()
                + " "
                + age(context, one.lock())
                + " ago is removed");
      }
    }
  }

  /** The dead run of ours whose lock this is, in words; nothing where it is none's. */
  private static Optional<String> owner(
      StepContext context, StateLock lock, List<Long> strangers, List<Killed> killed) {
    if (context.couldNotRelease(lock.id())) {
      return Optional.of("a Terraform that said it could not let go of it");
    }
    if (!strangers.isEmpty()) {
      return Optional.empty();
    }
    return LockOwnerResolver.deadOwner(lock, killed, context.claim(), StateRepair::isAlive)
        .map(
            run ->
                "a killed Terraform ("
                    + run.kind().toLowerCase(Locale.ROOT)
                    + " of epoch "
                    + run.epoch()
                    + ")");
  }

  /**
   * Runs what may meet a lock. Terraform's own words for one are replaced by those of a look at the
   * lock itself: who holds it, for how long, and what to do.
   */
  <T> T naming(StepContext context, Locking<T> work) throws InterruptedException {
    try {
      return work.run();
    } catch (FailureException e) {
      if (e.failure().code() != FailureCode.STATE_LOCKED) {
        throw e;
      }
      Optional<StateLock> held = new StateLocks(context.session()).held(context.stateBackend());
      if (held.isEmpty()) {
        throw new FailureException(letGoOf(e.failure()), e);
      }
      throw new FailureException(
          locked(context, e.failure(), held.get(), context.stack().strangers()), e);
    }
  }

  private static Failure letGoOf(Failure seen) {
    return Failure.of(FailureCode.STATE_LOCK_RELEASED)
        .about(seen.subject())
        .with(FailureParameter.ACTIVITY, seen.parameter(FailureParameter.ACTIVITY).orElse(null))
        .with(
            FailureParameter.ENVIRONMENT,
            seen.parameter(FailureParameter.ENVIRONMENT).orElse(null));
  }

  /** The same, where nothing comes of it but its effect. */
  void naming(StepContext context, Step.StepAction work) throws InterruptedException {
    naming(
        context,
        () -> {
          work.run(context);
          return true;
        });
  }

  /**
   * Lets the digest catch up with the state, where a Terraform was killed between the two. Called
   * when no lock is held.
   *
   * @throws FailureException {@code state-digest-mismatch} where that cannot be proved safe
   */
  void mendDigest(StepContext context) {
    StateDigest digest = new StateDigest(context.session());
    switch (digest.look(context.stateBackend())) {
      case StateDigest.DigestStatus.Matches() -> {}
      case StateDigest.DigestStatus.Behind behind -> {
        digest.mend(context.stateBackend(), behind);
        context.tell(
            "digest-mended",
            "the state's digest was that of an earlier version; it is now that of serial "
                + behind.serial());
      }
      case StateDigest.DigestStatus.Doubtful(String reason) ->
          throw new FailureException(mismatch(context, reason));
    }
  }

  private static Failure mismatch(StepContext context, String reason) {
    return Failure.of(FailureCode.STATE_DIGEST_MISMATCH, PREPARING)
        .with(FailureParameter.ITEM, context.stateBackend().digestItemId())
        .with(FailureParameter.TABLE, context.stateBackend().lockTable())
        .with(FailureParameter.REPORTED, reason)
        .with(FailureParameter.ENVIRONMENT, context.environment().id().value());
  }

  /**
   * Another host's are dead with their claim: whoever takes one over has its owner's death proved.
   */
  private static boolean isAlive(Killed process) {
    return new ProcessId(process.pid(), process.pidStartedAt()).isRunning(process.bootId());
  }

  private static Failure locked(
      StepContext context, Failure seen, StateLock lock, List<Long> strangers) {
    return seen.with(FailureParameter.OWNER, lock.who())
        .with(FailureParameter.ACTION, lock.operation())
        .with(FailureParameter.AGE, age(context, lock))
        .with(FailureParameter.LOCK_ID, lock.id())
        .with(FailureParameter.PID, strangers.isEmpty() ? null : strangers.getFirst().toString())
        .with(FailureParameter.ENVIRONMENT, context.environment().id().value());
  }

  private static String age(StepContext context, StateLock lock) {
    return lock.takenAt()
        .map(taken -> words(Duration.between(taken, context.workshop().clock().instant())))
        .orElse("an unknown time");
  }

  private static String words(Duration age) {
    long seconds = Math.max(0, age.toSeconds());
    return seconds < 120 ? seconds + " s" : seconds / 60 + " min";
  }
}
