package io.beta9.provisioning.worker;

import io.beta9.provisioning.operation.RegionCircuit;
import io.beta9.provisioning.operation.RegionCircuit.State;
import io.beta9.provisioning.operation.RegionPolicy;
import io.beta9.provisioning.operation.RegionPolicy.Decision;
import io.beta9.provisioning.operation.RegionQueue;
import io.beta9.provisioning.operation.RegionRepository;
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
public final class RegionWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RegionWatch.class);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** So that a look ends, however many wait; the next one goes on. */
  private static final int MOST_TOLD = 500;

  private final TransactionTemplate transactions;
  private final RegionRepository regions;
  private final RegionQueue queue;
  private final EventRepository events;
  private final RegionPolicy policy;
  private final Rounds rounds;

  public RegionWatch(
      TransactionTemplate transactions,
      RegionRepository regions,
      RegionQueue queue,
      EventRepository events,
      RegionPolicy policy) {
    this.transactions = transactions;
    this.regions = regions;
    this.queue = queue;
    this.events = events;
    this.policy = policy;
    this.rounds = new Rounds("region-watch", PAUSE, this::look);
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
      if (circuit.state() == State.OPEN) {
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
    Decision decision =
        policy.decide(
            circuit,
            regions.outcomes(circuit, policy.window()),
            regions.probeActive(circuit),
            regions.now());
    switch (decision) {
      case Decision.Stay() -> {}
      case Decision.Open(var reason, var until, var openings) -> {
        log.warn("{} is not fed with new work until {}: {}", region, until, reason);
        regions.change(circuit, State.OPEN, until, reason, openings, null);
      }
      case Decision.Probe() ->
          regions
              .sendAhead(circuit)
              .ifPresent(probe -> log.info("{} is tried with operation {}", region, probe));
      case Decision.Close(var reason) -> {
        log.info("{} is fed with new work again: {}", region, reason);
        regions.change(circuit, State.CLOSED, null, reason, 0, null);
      }
    }
  }

  private void tell(
      RegionQueue.Waiting waiting, @Nullable RegionCircuit circuit, String kind, String message) {
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
