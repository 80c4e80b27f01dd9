package io.beta9.provisioning.tfstate.lock;

import io.beta9.provisioning.failure.text.LockEvidence;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ProcessRepository.ClaimedProcess;
import io.beta9.provisioning.operation.ProcessRepository.PastProcess;
import io.beta9.provisioning.tfstate.lock.LockHolder.HolderVerdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Determines the owner of a lock. Terraform locks the state within seconds of its start and
 * releases the lock when it ends, unless it is killed, or S3 does not answer: a lock whose response
 * was lost is not known to the process that took it. A lock therefore belongs to an ended Terraform
 * process of this environment if it was taken on the same host, for the same purpose, just after
 * that process started and before it ended. Any other owner may be alive.
 */
public final class LockOwnerResolver {
  /** The maximum difference between the clocks of two hosts. */
  private static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

  /** Includes loading the providers and waiting for a lock that was held at the start. */
  private static final Duration MAX_ACQUISITION_DELAY = Duration.ofSeconds(70);

  private static final Set<String> LOCKING_KINDS =
      Set.of("PLAN", "APPLY", "DESTROY", "UNTAINT", "STATE_PUSH", "IMPORT");

  private LockOwnerResolver() {}

  /** Checks whether a process with this pid, start time and boot id is running on this host. */
  @FunctionalInterface
  public interface ProcessLiveness {
    boolean isAlive(PastProcess process);
  }

  /**
   * Returns the ended Terraform process that owns the lock; empty if none does.
   *
   * @param claim the claim in force. Processes of older epochs of the same operation, and of other
   *     operations, are dead, because their claims have ended or were taken over
   */
  public static Optional<PastProcess> findDeadOwner(
      StateLock lock, List<PastProcess> runs, Claim claim, ProcessLiveness processes) {
    Optional<Instant> taken = lock.takenAt();
    if (taken.isEmpty()) {
      return Optional.empty();
    }
    return runs.stream()
        .filter(process -> matches(lock, taken.get(), process))
        .filter(
            process ->
                !process.operation().equals(claim.operation()) || process.epoch() <= claim.epoch())
        .filter(process -> !processes.isAlive(process))
        .findFirst();
  }

  /**
   * Assesses the holder of a lock without a claim, possibly from another host.
   *
   * @param processes checks the processes of this host
   */
  public static LockHolder resolve(
      StateLock lock, List<ClaimedProcess> candidates, ProcessLiveness processes) {
    Optional<Instant> taken = lock.takenAt();
    return candidates.stream()
        .filter(candidate -> taken.isPresent() && matches(lock, taken.get(), candidate.process()))
        .findFirst()
        .map(candidate -> resolveOwn(candidate, processes))
        .orElseGet(
            () -> new LockHolder(HolderVerdict.UNKNOWN, LockEvidence.NOT_AN_OPERATION, null));
  }

  private static LockHolder resolveOwn(ClaimedProcess candidate, ProcessLiveness processes) {
    if (processes.isAlive(candidate.process())) {
      return new LockHolder(HolderVerdict.ALIVE, LockEvidence.RUNNING, candidate);
    }
    if (candidate.exitObserved()) {
      return new LockHolder(HolderVerdict.DEAD, LockEvidence.EXIT_OBSERVED, candidate);
    }
    if (candidate.claimActive()) {
      return new LockHolder(HolderVerdict.ALIVE, LockEvidence.CLAIM_IN_FORCE, candidate);
    }
    return candidate.mayBeRunning()
        ? new LockHolder(HolderVerdict.ALIVE, LockEvidence.MAY_BE_RUNNING, candidate)
        : new LockHolder(HolderVerdict.DEAD, LockEvidence.CLAIM_ENDED, candidate);
  }

  private static boolean matches(StateLock lock, Instant taken, PastProcess process) {
    return LOCKING_KINDS.contains(process.kind())
        && process.host().equals(lock.host())
        && isStartupLock(taken, process.startedAt())
        && (process.endedAt() == null || isOfEnded(lock, taken, process));
  }

  /** Other commands than these describe their purpose in words that differ between versions. */
  private static boolean isPurpose(String operation, String kind) {
    return switch (kind) {
      case "PLAN" -> operation.equals("OperationTypePlan");
      case "APPLY", "DESTROY" -> operation.equals("OperationTypeApply");
      default -> !operation.equals("OperationTypePlan") && !operation.equals("OperationTypeApply");
    };
  }

  /** A run that has ended may have been refused by the lock of another owner of the same host. */
  private static boolean isOfEnded(StateLock lock, Instant taken, PastProcess process) {
    Instant ended = process.endedAt();
    return ended != null
        && !taken.isAfter(ended.plus(CLOCK_SKEW))
        && isPurpose(lock.operation(), process.kind());
  }

  private static boolean isStartupLock(Instant taken, Instant started) {
    return !taken.isBefore(started.minus(CLOCK_SKEW))
        && !taken.isAfter(started.plus(MAX_ACQUISITION_DELAY));
  }
}
