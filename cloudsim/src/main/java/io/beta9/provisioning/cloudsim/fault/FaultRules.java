package io.beta9.provisioning.cloudsim.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The active fault rules. Thread-safe. */
public final class FaultRules implements FaultConditions {
  private final List<ActiveRule> rules = new ArrayList<>();

  private static final class ActiveRule {
    private final FaultRule rule;
    private final Random random;
    private int calls;

    ActiveRule(FaultRule order) {
      this.rule = order;
      this.random = new Random(order instanceof FaultRule.Lag lag ? lag.seed() : 0);
    }

    /** Returns the lag of the next read: none for half of them. */
    Duration nextLag(Duration maximum) {
      boolean current = random.nextBoolean();
      Duration lag = Duration.ofMillis(1 + random.nextLong(Math.max(1, maximum.toMillis())));
      return current ? Duration.ZERO : lag;
    }
  }

  /**
   * The effect of all rules on one call.
   *
   * @param lag how old the state is that a read returns
   */
  public record CallEffect(Duration delay, Duration lag, Optional<FaultRule.Failure> failure) {}

  /** Adds rules to the active ones. If several failures match a call, the first one applies. */
  public synchronized void add(FaultRule... orders) {
    Arrays.stream(orders).map(ActiveRule::new).forEach(rules::add);
  }

  /** Removes rules equal to these; rules that are not active are ignored. */
  public synchronized void remove(FaultRule... orders) {
    List<FaultRule> deleted = List.of(orders);
    rules.removeIf(it -> deleted.contains(it.rule));
  }

  /** Removes all rules. */
  public synchronized void clear() {
    rules.clear();
  }

  /** Returns the active rules, oldest first. */
  public synchronized List<FaultRule> active() {
    return rules.stream().map(it -> it.rule).toList();
  }

  /** Returns whether reads of any service lag. */
  public synchronized boolean anyLag() {
    return rules.stream().anyMatch(it -> it.rule instanceof FaultRule.Lag);
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

  /** Counts a call and returns the effect of the rules on it. */
  public synchronized CallEffect recordCall(String service, String operation, String resource) {
    Duration delay = Duration.ZERO;
    Duration lag = Duration.ZERO;
    Optional<FaultRule.Failure> failure = Optional.empty();
    for (ActiveRule it : rules) {
      if (it.rule instanceof FaultRule.Delay order
          && matches(order.service(), service, order.operation(), operation)) {
        delay = delay.plus(order.duration());
      }
      if (it.rule instanceof FaultRule.Lag order
          && matches(order.service(), service, order.operation(), operation)) {
        lag = it.nextLag(order.maximum());
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
    return new CallEffect(delay, lag, failure);
  }

  private static boolean matches(
      String servicePattern, String service, String operationPattern, String operation) {
    return new GlobPattern(servicePattern).matches(service)
        && new GlobPattern(operationPattern).matches(operation);
  }
}
