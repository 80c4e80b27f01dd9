package io.beta9.provisioning.worker;

import io.beta9.provisioning.aws.StateLock;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ProcessRepository.Killed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whose a lock is. Terraform takes its lock within seconds of its start and releases it when it
 * ends by itself. So a lock is a dead claim's where it was taken just after the start, on the same
 * machine, of a Terraform of this environment that was killed; everything else is somebody's who
 * may live.
 */
final class LockJudgement {
  /** Two machines' clocks. */
  private static final Duration CLOCKS = Duration.ofSeconds(5);

  /** Loading its providers, and waiting for a lock that was held when it came. */
  private static final Duration TAKING = Duration.ofSeconds(70);

  private static final Set<String> LOCKING =
      Set.of("PLAN", "APPLY", "DESTROY", "UNTAINT", "STATE_PUSH", "IMPORT");

  private LockJudgement() {}

  /** Whether a process with this pid and start still runs on this host since this boot. */
  @FunctionalInterface
  interface Processes {
    boolean isAlive(Killed process);
  }

  /**
   * The killed Terraform whose lock this is, if it is one's.
   *
   * @param claim the claim in force: an older epoch of the same operation, or an operation that is
   *     over, was lawfully taken from its owner, whose children are then dead
   */
  static Optional<Killed> deadOwner(
      StateLock lock, List<Killed> killed, Claim claim, Processes processes) {
    Optional<Instant> taken = lock.takenAt();
    if (taken.isEmpty()) {
      return Optional.empty();
    }
    return killed.stream()
        .filter(process -> LOCKING.contains(process.kind()))
        .filter(process -> process.host().equals(lock.host()))
        .filter(process -> isWithin(taken.get(), process.startedAt()))
        .filter(
            process ->
                !process.operation().equals(claim.operation()) || process.epoch() <= claim.epoch())
        .filter(process -> !processes.isAlive(process))
        .findFirst();
  }

  private static boolean isWithin(Instant taken, Instant started) {
    return !taken.isBefore(started.minus(CLOCKS)) && !taken.isAfter(started.plus(TAKING));
  }
}
