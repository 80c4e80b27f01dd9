package io.beta9.provisioning.worker.lease;

import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ClaimRepository.HeldClaim;
import io.beta9.provisioning.operation.LeasePolicy;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The claims whose operations this worker is executing, each with its cancellation state. Applies
 * to them what the database reports when the leases are renewed.
 */
public final class ActiveClaims {
  private final LeasePolicy policy;
  private final Clock clock;
  private final LongSupplier nanos;
  private final Map<Claim, CancellationState> active = new ConcurrentHashMap<>();
  private Set<ClaimKey> unattended = Set.of();

  private record ClaimKey(String operation, long epoch) {
    static ClaimKey of(HeldClaim held) {
      return new ClaimKey(held.operation().value(), held.epoch());
    }

    static ClaimKey of(Claim claim) {
      return new ClaimKey(claim.operation().value(), claim.epoch());
    }
  }

  /**
   * @param nanos a monotonic clock, in nanoseconds
   */
  public ActiveClaims(LeasePolicy policy, Clock clock, LongSupplier nanos) {
    this.policy = policy;
    this.clock = clock;
    this.nanos = nanos;
  }

  /** Returns the policy of the leases. */
  public LeasePolicy policy() {
    return policy;
  }

  /** Adds a claim whose operation is about to be executed. */
  public CancellationState begin(Claim claim) {
    CancellationState cancellation =
        new CancellationState(new ClaimLease(claim, policy, clock.instant()), nanos.getAsLong());
    active.put(claim, cancellation);
    return cancellation;
  }

  /** Returns the claims whose operations are being executed. */
  public Set<Claim> claims() {
    return Set.copyOf(active.keySet());
  }

  public void end(Claim claim) {
    active.remove(claim);
  }

  /** Stops following all operations; their child processes keep running. */
  public void detachAll() {
    active.values().forEach(CancellationState::detach);
  }

  /** Ends all operations because no lease could be renewed for the lease term. */
  public void expireAll() {
    active.values().forEach(CancellationState::expire);
  }

  /**
   * Applies a successful renewal: renews the leases of held claims, applies requested
   * cancellations, and marks claims that the database no longer lists as lost.
   *
   * @param held the claims that the worker holds according to the database
   * @param before a time before the database was queried
   * @param beforeNanos the same time on the monotonic clock
   * @return the claims that were held but not executed in this renewal and the previous one
   */
  public synchronized List<HeldClaim> applyRenewal(
      List<HeldClaim> held, Instant before, long beforeNanos) {
    Map<ClaimKey, HeldClaim> inForce =
        held.stream().collect(Collectors.toMap(ClaimKey::of, claim -> claim));
    Set<ClaimKey> executing = new HashSet<>();
    active.forEach(
        (claim, cancellation) -> {
          executing.add(ClaimKey.of(claim));
          HeldClaim current = inForce.get(ClaimKey.of(claim));
          if (current != null) {
            cancellation.lease().renew(before);
            applyCancellation(current, cancellation);
          } else if (cancellation.startedNanos() - beforeNanos < 0) {
            cancellation.markLost();
          }
        });
    // A claim that was just made is not active yet: only two renewals in a row show that it is
    // idle.
    Set<ClaimKey> idle =
        inForce.keySet().stream()
            .filter(key -> !executing.contains(key))
            .collect(Collectors.toSet());
    List<HeldClaim> stillIdle =
        idle.stream().filter(unattended::contains).map(inForce::get).toList();
    unattended = idle;
    return stillIdle;
  }

  private static void applyCancellation(HeldClaim held, CancellationState cancellation) {
    if (held.cancelRequested()) {
      cancellation.interrupt();
    }
  }

  /** Applies requested cancellations without renewing any lease. */
  public void applyCancellations(List<HeldClaim> held) {
    Map<ClaimKey, HeldClaim> inForce =
        held.stream().collect(Collectors.toMap(ClaimKey::of, claim -> claim));
    active.forEach(
        (claim, cancellation) -> {
          HeldClaim current = inForce.get(ClaimKey.of(claim));
          if (current != null) {
            applyCancellation(current, cancellation);
          }
        });
  }
}
