package io.beta9.provisioning.region;

import io.beta9.provisioning.region.RegionOutcome.OutcomeKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Decides when the circuit of a region opens, when the region is probed, and when it closes.
 *
 * @param window the age up to which outcomes count
 * @param minEnvironments the minimum number of environments that failed
 * @param minFailureShare the minimum share of failed environments among those with an outcome
 * @param initialPause the time before the first probe; each further opening doubles it
 * @param maxPause the longest time before a probe
 */
public record RegionCircuitPolicy(
    Duration window,
    int minEnvironments,
    double minFailureShare,
    Duration initialPause,
    Duration maxPause) {
  public static final RegionCircuitPolicy STANDARD =
      new RegionCircuitPolicy(
          Duration.ofMinutes(15), 3, 0.5, Duration.ofMinutes(5), Duration.ofMinutes(40));

  /** The decision on a circuit. */
  public sealed interface CircuitDecision {
    record NoChange() implements CircuitDecision {}

    /** The circuit opens; the region is probed at {@code until}. */
    record Open(CircuitReason reason, Instant until, int openings) implements CircuitDecision {}

    /** One waiting operation probes the region. */
    record Probe() implements CircuitDecision {}

    /** The circuit closes. */
    record Close(CircuitReason reason) implements CircuitDecision {}
  }

  /**
   * Returns the decision; a pure function of its arguments.
   *
   * @param outcomes the outcomes since the circuit entered its state, not older than the window
   * @param probeActive whether the probe is still waiting or running
   */
  public CircuitDecision decide(
      RegionCircuit circuit, List<RegionOutcome> outcomes, boolean probeActive, Instant now) {
    return switch (circuit.state()) {
      case CLOSED -> whileClosed(outcomes, now);
      case OPEN -> {
        Instant until = circuit.until();
        yield until == null || now.isBefore(until)
            ? new CircuitDecision.NoChange()
            : new CircuitDecision.Probe();
      }
      case HALF_OPEN -> whileHalfOpen(circuit, outcomes, probeActive, now);
    };
  }

  private CircuitDecision whileClosed(List<RegionOutcome> outcomes, Instant now) {
    List<RegionOutcome> failing =
        outcomes.stream().filter(outcome -> outcome.kind() == OutcomeKind.FAILING).toList();
    int failed = environments(failing);
    int succeeded =
        environments(
            outcomes.stream().filter(outcome -> outcome.kind() == OutcomeKind.SUCCEEDED).toList());
    boolean throttledAlone =
        failing.stream().allMatch(outcome -> outcome.code().equals(RegionOutcome.THROTTLED))
            && failing.stream().map(RegionOutcome::account).distinct().count() < 2;
    if (failed < minEnvironments
        || failed < minFailureShare * (failed + succeeded)
        || throttledAlone) {
      return new CircuitDecision.NoChange();
    }
    return new CircuitDecision.Open(reason(failing, failed), now.plus(initialPause), 1);
  }

  private CircuitDecision whileHalfOpen(
      RegionCircuit circuit, List<RegionOutcome> outcomes, boolean probeActive, Instant now) {
    for (RegionOutcome outcome : outcomes) {
      if (outcome.operation().equals(circuit.probe())) {
        switch (outcome.kind()) {
          case SUCCEEDED -> {
            return new CircuitDecision.Close(new CircuitReason.ProbeSucceeded(outcome.operation()));
          }
          case FAILING -> {
            int openings = circuit.openings() + 1;
            return new CircuitDecision.Open(
                new CircuitReason.ProbeFailed(outcome.operation(), outcome.code()),
                now.plus(pause(openings)),
                openings);
          }
          case UNRELATED -> {}
        }
      }
    }
    return probeActive ? new CircuitDecision.NoChange() : new CircuitDecision.Probe();
  }

  Duration pause(int openings) {
    Duration pause = initialPause;
    for (int i = 1; i < openings && pause.compareTo(maxPause) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return pause.compareTo(maxPause) > 0 ? maxPause : pause;
  }

  private static int environments(List<RegionOutcome> outcomes) {
    return (int) outcomes.stream().map(RegionOutcome::environment).distinct().count();
  }

  private CircuitReason reason(List<RegionOutcome> failing, int environments) {
    return new CircuitReason.EnvironmentsFailed(
        environments,
        window,
        failing.stream()
            .collect(
                Collectors.groupingBy(RegionOutcome::code, TreeMap::new, Collectors.counting())));
  }
}
