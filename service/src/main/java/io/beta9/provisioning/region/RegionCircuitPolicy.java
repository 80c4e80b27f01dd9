package io.beta9.provisioning.region;

import io.beta9.provisioning.region.RegionOutcome.Sort;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * When a region is no longer fed, when it is tried again, and when it is trusted again.
 *
 * @param window how far back outcomes count
 * @param environments for how many of them it must have failed
 * @param share of all environments that it was tried with, at the least
 * @param firstPause before the first try; each further opening doubles it
 */
public record RegionCircuitPolicy(
    Duration window, int environments, double share, Duration firstPause, Duration longestPause) {
  public static final RegionCircuitPolicy STANDARD =
      new RegionCircuitPolicy(
          Duration.ofMinutes(15), 3, 0.5, Duration.ofMinutes(5), Duration.ofMinutes(40));

  /** What follows from what was seen. */
  public sealed interface CircuitDecision {
    /** All stays as it is. */
    record Stay() implements CircuitDecision {}

    /** No new work from now on, until one operation tries it. */
    record Open(String reason, Instant until, int openings) implements CircuitDecision {}

    /** One operation is sent ahead. */
    record Probe() implements CircuitDecision {}

    /** Work flows again. */
    record Close(String reason) implements CircuitDecision {}
  }

  /**
   * Decides. Pure: the same in, the same out.
   *
   * @param outcomes those since the circuit took its state, and not older than the window
   * @param probeActive whether the operation that was sent ahead still waits or runs
   */
  public CircuitDecision decide(
      RegionCircuit circuit, List<RegionOutcome> outcomes, boolean probeActive, Instant now) {
    return switch (circuit.state()) {
      case CLOSED -> whileClosed(outcomes, now);
      case OPEN -> {
        Instant until = circuit.until();
        yield until == null || now.isBefore(until)
            ? new CircuitDecision.Stay()
            : new CircuitDecision.Probe();
      }
      case HALF_OPEN -> whileHalfOpen(circuit, outcomes, probeActive, now);
    };
  }

  private CircuitDecision whileClosed(List<RegionOutcome> outcomes, Instant now) {
    List<RegionOutcome> failing =
        outcomes.stream().filter(outcome -> outcome.sort() == Sort.FAILING).toList();
    long failed = environments(failing);
    long well =
        environments(outcomes.stream().filter(outcome -> outcome.sort() == Sort.WELL).toList());
    boolean throttledAlone =
        failing.stream().allMatch(outcome -> outcome.code().equals(RegionOutcome.THROTTLED))
            && failing.stream().map(RegionOutcome::account).distinct().count() < 2;
    if (failed < environments || failed < share * (failed + well) || throttledAlone) {
      return new CircuitDecision.Stay();
    }
    return new CircuitDecision.Open(reason(failing, failed), now.plus(firstPause), 1);
  }

  private CircuitDecision whileHalfOpen(
      RegionCircuit circuit, List<RegionOutcome> outcomes, boolean probeActive, Instant now) {
    for (RegionOutcome outcome : outcomes) {
      if (outcome.operation().equals(circuit.probe())) {
        switch (outcome.sort()) {
          case WELL -> {
            return new CircuitDecision.Close(
                "operation " + outcome.operation() + " tried it, and it worked");
          }
          case FAILING -> {
            int openings = circuit.openings() + 1;
            return new CircuitDecision.Open(
                "operation "
                    + outcome.operation()
                    + " tried it, and it failed with '"
                    + outcome.code()
                    + "' ("
                    + outcome.why()
                    + ")",
                now.plus(pause(openings)),
                openings);
          }
          case UNRELATED -> {}
        }
      }
    }
    return probeActive ? new CircuitDecision.Stay() : new CircuitDecision.Probe();
  }

  Duration pause(int openings) {
    Duration pause = firstPause;
    for (int i = 1; i < openings && pause.compareTo(longestPause) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return pause.compareTo(longestPause) > 0 ? longestPause : pause;
  }

  private static long environments(List<RegionOutcome> outcomes) {
    return outcomes.stream().map(RegionOutcome::environment).distinct().count();
  }

  private String reason(List<RegionOutcome> failing, long environments) {
    Map<String, Long> byCode =
        failing.stream()
            .collect(
                Collectors.groupingBy(RegionOutcome::code, TreeMap::new, Collectors.counting()));
    RegionOutcome latest =
        failing.stream().max(Comparator.comparing(RegionOutcome::at)).orElseThrow();
    return "it failed for "
        + environments
        + " environments within "
        + window.toMinutes()
        + " minutes ("
        + byCode.entrySet().stream()
            .map(entry -> entry.getValue() + " times '" + entry.getKey() + "'")
            .collect(Collectors.joining(", "))
        + "), the last time because "
        + latest.why();
  }
}
