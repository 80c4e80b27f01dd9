package io.beta9.provisioning.cloudsim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The orders that are in force. Safe to use from any thread. */
public final class Orders implements Conditions {
  private final List<Placed> placed = new ArrayList<>();

  private static final class Placed {
    private final Order order;
    private int calls;

    Placed(Order order) {
      this.order = order;
    }
  }

  /** What befalls one call. */
  record Fate(Duration delay, Optional<Order.Failure> failure) {}

  /** Adds orders to those in force. Of several that fit, the first one's error is answered. */
  public synchronized void place(Order... orders) {
    Arrays.stream(orders).map(Placed::new).forEach(placed::add);
  }

  /** Takes back these and those that are like them; what is not in force any more is left out. */
  public synchronized void takeBack(Order... orders) {
    List<Order> gone = List.of(orders);
    placed.removeIf(it -> gone.contains(it.order));
  }

  /** Takes back all orders. */
  public synchronized void clear() {
    placed.clear();
  }

  /** The orders in force, oldest first. */
  public synchronized List<Order> inForce() {
    return placed.stream().map(it -> it.order).toList();
  }

  @Override
  public synchronized Optional<String> holds(String condition, String subject) {
    for (Placed it : placed) {
      if (it.order instanceof Order.Condition order
          && order.name().equals(condition)
          && new Glob(order.subject()).covers(subject)) {
        return Optional.of(order.parameter());
      }
    }
    return Optional.empty();
  }

  synchronized Optional<Duration> latency(String kind) {
    Optional<Duration> last = Optional.empty();
    for (Placed it : placed) {
      if (it.order instanceof Order.Latency order && new Glob(order.of()).covers(kind)) {
        last = Optional.of(order.time());
      }
    }
    return last;
  }

  /** Counts a call, and says what befalls it. */
  synchronized Fate call(String service, String operation, String resource) {
    Duration delay = Duration.ZERO;
    Optional<Order.Failure> failure = Optional.empty();
    for (Placed it : placed) {
      if (it.order instanceof Order.Delay order
          && fits(order.service(), service, order.operation(), operation)) {
        delay = delay.plus(order.time());
      }
      if (it.order instanceof Order.Failure order
          && fits(order.service(), service, order.operation(), operation)
          && (order.resource() == null || new Glob(order.resource()).covers(resource))) {
        it.calls++;
        boolean due =
            it.calls >= order.nth()
                && (order.times() == 0 || it.calls < order.nth() + order.times());
        if (due && failure.isEmpty()) {
          failure = Optional.of(order);
        }
      }
    }
    return new Fate(delay, failure);
  }

  private static boolean fits(
      String servicePattern, String service, String operationPattern, String operation) {
    return new Glob(servicePattern).covers(service) && new Glob(operationPattern).covers(operation);
  }
}
