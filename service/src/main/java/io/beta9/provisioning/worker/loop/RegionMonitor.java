package io.beta9.provisioning.worker.loop;

import io.beta9.provisioning.region.RegionCircuit;
import io.beta9.provisioning.region.RegionCircuit.CircuitState;
import io.beta9.provisioning.region.RegionCircuitPolicy;
import io.beta9.provisioning.region.RegionCircuitPolicy.CircuitDecision;
import io.beta9.provisioning.region.RegionCircuitRepository;
import io.beta9.provisioning.region.RegionQueue;
import io.beta9.provisioning.timeline.EventRepository;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Looks every few seconds whether a region fails, and whether one that failed works again; tells
 * every environment that waits for it. All workers look, one at a time decides.
 */
public final class RegionMonitor implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RegionMonitor.class);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** So that a look ends, however many wait; the next one goes on. */
  private static final int MOST_TOLD = 500;

  private final TransactionTemplate transactions;
  private final RegionCircuitRepository regions;
  private final RegionQueue queue;
  private final EventRepository events;
  private final RegionCircuitPolicy policy;
  private final PeriodicTask rounds;

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
    this.rounds = new PeriodicTask("region-watch", PAUSE, this::look);
  }

  public void start() {
    rounds.start();
  }

  /** One look. */
  public void look() {
    for (String region : regions.inQuestion(policy.window())) {
      transactions.executeWithoutResult(status -> decide(region));
    }
    for (RegionCircuit circuit : regions.holdingBack()) {
      if (circuit.state() == CircuitState.OPEN) {
        queue
            .untold(circuit, MOST_TOLD)
            .forEach(waiting -> tell(waiting, circuit, "waiting-for-region", circuit.sentence()));
      }
    }
    queue
        .letThrough(MOST_TOLD)
        .forEach(
            waiting ->
                tell(waiting, null, "region-open-again", "its region is fed with new work again"));
    regions.forget();
  }

  private void decide(String region) {
    RegionCircuit circuit = regions.lock(region);
    CircuitDecision decision =
        policy.decide(
            circuit,
            regions.outcomes(circuit, policy.window()),
            regions.probeActive(circuit),
            regions.now());
    switch (decision) {
      case CircuitDecision.Stay() -> {}
      case CircuitDecision.Open(var reason, var until, var openings) -> {
        log.warn("{} is not fed with new work until {}: {}", region, until, reason);
        regions.change(circuit, CircuitState.OPEN, until, reason, openings, null);
      }
      case CircuitDecision.Probe() ->
          regions
              .sendAhead(circuit)
              .ifPresent(probe -> log.info("{} is tried with operation {}", region, probe));
      case CircuitDecision.Close(var reason) -> {
        log.info("{} is fed with new work again: {}", region, reason);
        regions.change(circuit, CircuitState.CLOSED, null, reason, 0, null);
      }
    }
  }

  private void tell(
      RegionQueue.WaitingOperation waiting,
      @Nullable RegionCircuit circuit,
      String kind,
      String message) {
    transactions.executeWithoutResult(
        status -> {
          if (queue.told(waiting, circuit == null ? null : circuit.since())) {
            events.append(
                waiting.tenant(), waiting.environment(), waiting.operation(), kind, message, null);
          }
        });
  }

  @Override
  public void close() {
    rounds.close();
  }
}
