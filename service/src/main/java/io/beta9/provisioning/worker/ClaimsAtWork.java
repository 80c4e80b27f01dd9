package io.beta9.provisioning.worker;

import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ClaimRepository.Standing;
import io.beta9.provisioning.operation.Promise;
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
public final class ClaimsAtWork {
  private final Promise promise;
  private final Clock clock;
  private final LongSupplier nanos;
  private final Map<Claim, Orders> atWork = new ConcurrentHashMap<>();
  private Set<Key> strays = Set.of();

  private record Key(String operation, long epoch) {
    static Key of(Standing standing) {
      return new Key(standing.operation().value(), standing.epoch());
    }

    static Key of(Claim claim) {
      return new Key(claim.operation().value(), claim.epoch());
    }
  }

  /**
   * @param nanos a clock that only runs forward, in nanoseconds
   */
  public ClaimsAtWork(Promise promise, Clock clock, LongSupplier nanos) {
    this.promise = promise;
    this.clock = clock;
    this.nanos = nanos;
  }

  Orders begin(Claim claim) {
    Orders orders = new Orders(new ClaimLease(claim, promise, clock.instant()), nanos.getAsLong());
    atWork.put(claim, orders);
    return orders;
  }

  void end(Claim claim) {
    atWork.remove(claim);
  }

  /** Lets go of everything under way: what runs outside of this process lives on. */
  void detach() {
    atWork.values().forEach(Orders::detach);
  }

  /** Nothing could be renewed for as long as the promise holds. */
  void expire() {
    atWork.values().forEach(Orders::expire);
  }

  /**
   * Takes in what the database says that this worker holds.
   *
   * @param before a time before it was asked
   * @param beforeNanos the same on the monotonic clock
   * @return what it is said to hold, now and the last time, and does not work on
   */
  synchronized List<Standing> confirmed(List<Standing> held, Instant before, long beforeNanos) {
    Map<Key, Standing> inForce =
        held.stream().collect(Collectors.toMap(Key::of, standing -> standing));
    Set<Key> worked = new HashSet<>();
    atWork.forEach(
        (claim, orders) -> {
          worked.add(Key.of(claim));
          Standing standing = inForce.get(Key.of(claim));
          if (standing != null) {
            orders.lease().confirmed(before);
            obey(standing, orders);
          } else if (orders.begun() - beforeNanos < 0) {
            orders.lose();
          }
        });
    // A claim that was made at this moment is not at work yet: it takes two looks to be a stray.
    Set<Key> idle =
        inForce.keySet().stream().filter(key -> !worked.contains(key)).collect(Collectors.toSet());
    List<Standing> strayed =
        idle.stream().filter(strays::contains).map(key -> inForce.get(key)).toList();
    strays = idle;
    return strayed;
  }

  private static void obey(Standing standing, Orders orders) {
    if (standing.cancelRequested()) {
      orders.interrupt();
    }
  }

  /** Takes in what people have asked for; confirms nothing. */
  void requested(List<Standing> held) {
    Map<Key, Standing> inForce =
        held.stream().collect(Collectors.toMap(Key::of, standing -> standing));
    atWork.forEach(
        (claim, orders) -> {
          Standing standing = inForce.get(Key.of(claim));
          if (standing != null) {
            obey(standing, orders);
          }
        });
  }
}
