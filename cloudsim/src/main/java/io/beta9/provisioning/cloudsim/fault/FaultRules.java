package io.beta9.provisioning.cloudsim.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The orders that are in force. Safe to use from any thread. */
public final class FaultRules implements FaultConditions {
  private final List<ActiveRule> rules = new ArrayList<>();

  private static final class ActiveRule {
    private final FaultRule rule;
    private int calls;

    ActiveRule(FaultRule order) {
      this.rule = order;
    }
  }

  /** What befalls one call. */
  public record CallEffect(Duration delay, Optional<FaultRule.Failure> failure) {}

  /** Adds orders to those in force. Of several that fit, the first one's error is answered. */
  public synchronized void add(FaultRule... orders) {
    Arrays.stream(orders).map(ActiveRule::new).forEach(rules::add);
  }

  /** Takes back these and those that are like them; what is not in force any more is left out. */
  public synchronized void remove(FaultRule... orders) {
    List<FaultRule> gone = List.of(orders);
    rules.removeIf(it -> gone.contains(it.rule));
  }

  /** Takes back all orders. */
  public synchronized void clear() {
    rules.clear();
  }

  /** The orders in force, oldest first. */
  public synchronized List<FaultRule> active() {
    return rules.stream().map(it -> it.rule).toList();
  }

  @Override
  public synchronized Optional<String> find(String condition, String subject) {
    for (ActiveRule it : rules) {
      if (it.rule instanceof FaultRule.Condition order
          && order.name().equals(condition)
          && new GlobPattern(order.subject()).matches(subject)) {
        return Optional.of(order.parameter());
      }
    }
    return Optional.empty();
  }

  public synchronized Optional<Duration> latency(String kind) {
    Optional<Duration> last = Optional.empty();
    for (ActiveRule it : rules) {
      if (it.rule instanceof FaultRule.Latency order
          && new GlobPattern(order.transition()).matches(kind)) {
        last = Optional.of(order.duration());
      }
    }
    return last;
  }

  /** Counts a call, and says what befalls it. */
  public synchronized CallEffect recordCall(String service, String operation, String resource) {
    Duration delay = Duration.ZERO;
    Optional<FaultRule.Failure> failure = Optional.empty();
    for (ActiveRule it : rules) {
      if (it.rule instanceof FaultRule.Delay order
          && matches(order.service(), service, order.operation(), operation)) {
        delay = delay.plus(order.duration());
      }
      if (it.rule instanceof FaultRule.Failure order
          && matches(order.service(), service, order.operation(), operation)
          && (order.resource() == null || new GlobPattern(order.resource()).matches(resource))) {
        it.calls++;
        boolean due =
            it.calls >= order.firstCall()
                && (order.times() == 0 || it.calls < order.firstCall() + order.times());
        if (due && failure.isEmpty()) {
          failure = Optional.of(order);
        }
      }
    }
    return new CallEffect(delay, failure);
  }

  private static boolean matches(
      String servicePattern, String service, String operationPattern, String operation) {
    return new GlobPattern(servicePattern).matches(service)
        && new GlobPattern(operationPattern).matches(operation);
  }
}
