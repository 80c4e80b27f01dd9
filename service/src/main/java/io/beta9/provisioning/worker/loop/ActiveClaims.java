package io.beta9.provisioning.worker.loop;

import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ClaimRepository.Standing;
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

/** The claims that this worker works on at the moment, and what is wanted of each. */
public final class ActiveClaims {
  private final LeasePolicy promise;
  private final Clock clock;
  private final LongSupplier nanos;
  private final Map<Claim, CancellationState> atWork = new ConcurrentHashMap<>();
  private Set<ClaimKey> strays = Set.of();

  private record ClaimKey(String operation, long epoch) {
    static ClaimKey of(Standing standing) {
      return new ClaimKey(standing.operation().value(), standing.epoch());
    }

    static ClaimKey of(Claim claim) {
      return new ClaimKey(claim.operation().value(), claim.epoch());
    }
  }

  /**
   * @param nanos a clock that only runs forward, in nanoseconds
   */
  public ActiveClaims(LeasePolicy promise, Clock clock, LongSupplier nanos) {
    this.promise = promise;
    this.clock = clock;
    this.nanos = nanos;
  }

  public CancellationState begin(Claim claim) {
    CancellationState orders =
        new CancellationState(new ClaimLease(claim, promise, clock.instant()), nanos.getAsLong());
    atWork.put(claim, orders);
    return orders;
  }

  public void end(Claim claim) {
    atWork.remove(claim);
  }

  /** Lets go of everything under way: what runs outside of this process lives on. */
  public void detach() {
    atWork.values().forEach(CancellationState::detach);
  }

  /** Nothing could be renewed for as long as the promise holds. */
  void expire() {
    atWork.values().forEach(CancellationState::expire);
  }

  /**
   * Takes in what the database says that this worker holds.
   *
   * @param before a time before it was asked
   * @param beforeNanos the same on the monotonic clock
   * @return what it is said to hold, now and the last time, and does not work on
   */
  synchronized List<Standing> confirmed(List<Standing> held, Instant before, long beforeNanos) {
    Map<ClaimKey, Standing> inForce =
        held.stream().collect(Collectors.toMap(ClaimKey::of, standing -> standing));
    Set<ClaimKey> worked = new HashSet<>();
    atWork.forEach(
        (claim, orders) -> {
          worked.add(ClaimKey.of(claim));
          Standing standing = inForce.get(ClaimKey.of(claim));
          if (standing != null) {
            orders.lease().confirmed(before);
            obey(standing, orders);
          } else if (orders.begun() - beforeNanos < 0) {
            orders.lose();
          }
        });
    // A claim that was made at this moment is not at work yet: it takes two looks to be a stray.
    Set<ClaimKey> idle =
        inForce.keySet().stream().filter(key -> !worked.contains(key)).collect(Collectors.toSet());
    List<Standing> strayed =
        idle.stream().filter(strays::contains).map(key -> inForce.get(key)).toList();
    strays = idle;
    return strayed;
  }

  private static void obey(Standing standing, CancellationState orders) {
    if (standing.cancelRequested()) {
      orders.interrupt();
    }
  }

  /** Takes in what people have asked for; confirms nothing. */
  public void requested(List<Standing> held) {
    Map<ClaimKey, Standing> inForce =
        held.stream().collect(Collectors.toMap(ClaimKey::of, standing -> standing));
    atWork.forEach(
        (claim, orders) -> {
          Standing standing = inForce.get(ClaimKey.of(claim));
          if (standing != null) {
            obey(standing, orders);
          }
        });
  }
}
