package io.beta9.provisioning.tfstate.lock;

import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ProcessRepository.Killed;
import io.beta9.provisioning.operation.ProcessRepository.UnconfirmedProcess;
import io.beta9.provisioning.tfstate.lock.LockHolder.HolderVerdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Whose a lock is. Terraform takes its lock within seconds of its start and releases it when it
 * ends by itself. So a lock is a dead claim's where it was taken just after the start, on the same
 * machine, of a Terraform of this environment that was killed; everything else is somebody's who
 * may live.
 */
public final class LockOwnerResolver {
  /** Two machines' clocks. */
  private static final Duration CLOCKS = Duration.ofSeconds(5);

  /** Loading its providers, and waiting for a lock that was held when it came. */
  private static final Duration TAKING = Duration.ofSeconds(70);

  private static final Set<String> LOCKING =
      Set.of("PLAN", "APPLY", "DESTROY", "UNTAINT", "STATE_PUSH", "IMPORT");

  private LockOwnerResolver() {}

  /** Whether a process with this pid and start still runs on this host since this boot. */
  @FunctionalInterface
  public interface Processes {
    boolean isAlive(Killed process);
  }

  /**
   * The killed Terraform whose lock this is, if it is one's.
   *
   * @param claim the claim in force: an older epoch of the same operation, or an operation that is
   *     over, was lawfully taken from its owner, whose children are then dead
   */
  public static Optional<Killed> deadOwner(
      StateLock lock, List<Killed> killed, Claim claim, Processes processes) {
    Optional<Instant> taken = lock.takenAt();
    if (taken.isEmpty()) {
      return Optional.empty();
    }
    return killed.stream()
        .filter(process -> isOf(lock, taken.get(), process))
        .filter(
            process ->
                !process.operation().equals(claim.operation()) || process.epoch() <= claim.epoch())
        .filter(process -> !processes.isAlive(process))
        .findFirst();
  }

  /**
   * Whose a lock is, for somebody who has no claim himself and may be on another host.
   *
   * @param processes tells of those that ran on this very machine since its boot
   */
  public static LockHolder holder(
      StateLock lock, List<UnconfirmedProcess> suspects, Processes processes) {
    Optional<Instant> taken = lock.takenAt();
    return suspects.stream()
        .filter(suspect -> taken.isPresent() && isOf(lock, taken.get(), suspect.process()))
        .findFirst()
        .map(suspect -> ours(suspect, processes))
        .orElseGet(
            () ->
                new LockHolder(
                    HolderVerdict.STRANGER,
                    "it is none of this environment's operations: somebody took it by hand"));
  }

  private static LockHolder ours(UnconfirmedProcess suspect, Processes processes) {
    Killed process = suspect.process();
    String run =
        "the "
            + process.kind().toLowerCase(Locale.ROOT)
            + " of "
            + process.operation()
            + " (epoch "
            + process.epoch()
            + ", pid "
            + process.pid()
            + " on "
            + process.host()
            + ")";
    if (processes.isAlive(process)) {
      return new LockHolder(HolderVerdict.LIVING, run + " runs on this machine");
    }
    if (suspect.endSeen()) {
      return new LockHolder(HolderVerdict.DEAD, run + " was killed, and its worker saw it end");
    }
    if (suspect.inForce()) {
      return new LockHolder(
          HolderVerdict.LIVING,
          run
              + " belongs to a claim that is in force; its worker "
              + suspect.worker()
              + " gave a sign of life "
              + suspect.secondsSinceSign()
              + " s ago");
    }
    if (suspect.mayLive()) {
      return new LockHolder(
          HolderVerdict.LIVING,
          run + " may live on: its worker is gone, and its machine has not said so");
    }
    return new LockHolder(
        HolderVerdict.DEAD, run + " died with its claim, which was taken over or is over");
  }

  private static boolean isOf(StateLock lock, Instant taken, Killed process) {
    return LOCKING.contains(process.kind())
        && process.host().equals(lock.host())
        && isWithin(taken, process.startedAt());
  }

  private static boolean isWithin(Instant taken, Instant started) {
    return !taken.isBefore(started.minus(CLOCKS)) && !taken.isAfter(started.plus(TAKING));
  }
}
