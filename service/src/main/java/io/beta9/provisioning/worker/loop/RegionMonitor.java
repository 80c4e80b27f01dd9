package io.beta9.provisioning.worker.loop;

import io.beta9.provisioning.region.RegionCircuit;
import io.beta9.provisioning.region.RegionCircuit.CircuitState;
import io.beta9.provisioning.region.RegionCircuitPolicy;
import io.beta9.provisioning.region.RegionCircuitPolicy.CircuitDecision;
import io.beta9.provisioning.region.RegionCircuitRepository;
import io.beta9.provisioning.region.RegionQueue;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.EventRepository;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Opens the circuit of a region in which operations fail, probes and closes it again, and informs
 * the environments that wait for it. Runs periodically on one worker of the cluster; an additional
 * run at the same time is harmless, because each decision locks its circuit.
 */
public final class RegionMonitor {
  private static final Logger log = LoggerFactory.getLogger(RegionMonitor.class);

  /** Bounds the duration of one run; the next one continues. */
  private static final int MAX_NOTIFICATIONS = 500;

  private final TransactionTemplate transactions;
  private final RegionCircuitRepository regions;
  private final RegionQueue queue;
  private final EventRepository events;
  private final RegionCircuitPolicy policy;

  public RegionMonitor(
      TransactionTemplate transactions,
      RegionCircuitRepository regions,
      RegionQueue queue,
      EventRepository events,
      RegionCircuitPolicy policy) {
    this.transactions = transactions;
    this.regions = regions;
    this.queue = queue;
    this.events = events;
    this.policy = policy;
  }

  /** Evaluates all regions once. */
  public void check() {
    for (String region : regions.regionsToEvaluate(policy.window())) {
      transactions.executeWithoutResult(status -> evaluate(region));
    }
    for (RegionCircuit circuit : regions.notClosed()) {
      if (circuit.state() == CircuitState.OPEN) {
        queue
            .notNotified(circuit, MAX_NOTIFICATIONS)
            .forEach(waiting -> notifyEnvironment(waiting, circuit, waitingFor(circuit)));
      }
    }
    queue
        .noLongerHeld(MAX_NOTIFICATIONS)
        .forEach(waiting -> notifyEnvironment(waiting, null, new EventData.RegionAvailable()));
  }

  private void evaluate(String region) {
    RegionCircuit circuit = regions.lock(region);
    CircuitDecision decision =
        policy.decide(
            circuit,
            regions.outcomes(circuit, policy.window()),
            regions.isProbeActive(circuit),
            regions.now());
    switch (decision) {
      case CircuitDecision.NoChange() -> {}
      case CircuitDecision.Open(var reason, var until, var openings) -> {
        log.warn("{} accepts no new operations until {}: {}", region, until, reason.description());
        regions.changeState(circuit, CircuitState.OPEN, until, reason, openings, null);
      }
      case CircuitDecision.Probe() ->
          regions
              .startProbe(circuit)
              .ifPresent(probe -> log.info("{} is probed with operation {}", region, probe));
      case CircuitDecision.Close(var reason) -> {
        log.info("{} accepts operations again: {}", region, reason.description());
        regions.changeState(circuit, CircuitState.CLOSED, null, reason, 0, null);
      }
    }
  }

  private static EventData waitingFor(RegionCircuit circuit) {
    return new EventData.WaitingForRegion(
        circuit.region(),
        circuit.state(),
        circuit.reason(),
        circuit.until(),
        circuit.probe() == null ? null : circuit.probe().value());
  }

  private void notifyEnvironment(
      RegionQueue.WaitingOperation waiting, @Nullable RegionCircuit circuit, EventData event) {
    transactions.executeWithoutResult(
        status -> {
          if (queue.markNotified(waiting, circuit == null ? null : circuit.since())) {
            events.append(waiting.tenant(), waiting.environment(), waiting.operation(), event);
          }
        });
  }
}
