package io.beta9.provisioning.worker;

import io.beta9.provisioning.aws.HeldLock;
import io.beta9.provisioning.aws.StateDigest;
import io.beta9.provisioning.aws.StateLock;
import io.beta9.provisioning.aws.StateLocks;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.operation.ProcessRepository.Killed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Makes the state usable before Terraform is asked for anything. */
final class StateCare {

  /**
   * Removes the locks of killed Terraforms of this environment. Called when none of ours lives.
   *
   * @throws FailureException {@code state-locked} where somebody else holds the state
   */
  void clearLocks(StepContext context) {
    StateLocks locks = new StateLocks(context.session());
    List<HeldLock> held = locks.all(context.stateLocation());
    if (held.isEmpty()) {
      return;
    }
    List<Long> strangers = context.stack().strangers();
    List<Killed> killed = context.killedRuns();
    for (HeldLock one : held) {
      Optional<Killed> owner =
          strangers.isEmpty()
              ? LockJudgement.deadOwner(one.lock(), killed, context.claim(), StateCare::isAlive)
              : Optional.empty();
      if (owner.isEmpty()) {
        throw new FailureException(locked(context, one.lock(), strangers));
      }
      if (locks.remove(context.stateLocation(), one)) {
        context.tell(
            "unlocked",
            "the lock that a killed Terraform left ("
                + owner.get().kind().toLowerCase(java.util.Locale.ROOT)
                + " of epoch "
                + owner.get().epoch()
                + ", taken "
                + age(context, one.lock())
                + " ago) is removed");
      }
    }
  }

  /**
   * Lets the digest catch up with the state, where a Terraform was killed between the two. Called
   * when no lock is held.
   *
   * @throws FailureException {@code state-digest-mismatch} where that cannot be proved safe
   */
  void mendDigest(StepContext context) {
    StateDigest digest = new StateDigest(context.session());
    switch (digest.look(context.stateLocation())) {
      case StateDigest.Finding.Matches() -> {}
      case StateDigest.Finding.Behind behind -> {
        digest.mend(context.stateLocation(), behind);
        context.tell(
            "digest-mended",
            "the state's digest was that of an earlier version; it is now that of serial "
                + behind.serial());
      }
      case StateDigest.Finding.Doubtful(String reason) ->
          throw new FailureException(mismatch(context, reason));
    }
  }

  private static Failure mismatch(StepContext context, String reason) {
    return new Failure(
        FailureClass.CONFLICT,
        "state-digest-mismatch",
        "Preparing Terraform failed",
        "the state and its digest in the table "
            + context.stateLocation().lockTable()
            + " do not match, and "
            + reason,
        "Compare the last versions of s3://"
            + context.stateLocation().bucket()
            + "/"
            + context.stateLocation().key()
            + "; if the newest is right, delete the item "
            + context.stateLocation().digestItemId()
            + " from the table (it is the digest, not the lock) and retry");
  }

  /**
   * Another host's are dead with their claim: whoever takes one over has its owner's death proved.
   */
  private static boolean isAlive(Killed process) {
    return process.bootId().equals(ThisProcess.bootId())
        && process.pidStartedAt() != 0
        && ThisProcess.startTicks(process.pid()) == process.pidStartedAt();
  }

  private static Failure locked(StepContext context, StateLock lock, List<Long> strangers) {
    return new Failure(
        FailureClass.CONFLICT,
        "state-locked",
        "Preparing Terraform failed",
        "the state is locked by "
            + lock.who()
            + " for "
            + lock.operation()
            + " since "
            + age(context, lock)
            + " (lock id "
            + lock.id()
            + "), and that is none of this environment's dead runs"
            + (strangers.isEmpty()
                ? ""
                : "; a Terraform that somebody started by hand runs in the stack directory (pid "
                    + strangers.getFirst()
                    + ")"),
        "Wait for it to end; if it is dead, run 'terraform force-unlock "
            + lock.id()
            + "' in "
            + context.stack().path()
            + " and retry");
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
