package io.beta9.provisioning.report;

import io.beta9.provisioning.apimodel.report.RegionCircuitView;
import io.beta9.provisioning.region.RegionCircuit;
import io.beta9.provisioning.region.RegionCircuitRepository;
import io.beta9.provisioning.region.RegionQueue;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Queries the circuit breakers of the regions. */
public final class RegionReports {
  private final RegionCircuitRepository regions;
  private final RegionQueue queue;

  public RegionReports(JdbcClient jdbc) {
    this.regions = new RegionCircuitRepository(jdbc);
    this.queue = new RegionQueue(jdbc);
  }

  /** Returns the regions whose circuit breaker has ever opened. */
  public List<RegionCircuitView> all() {
    return lines(regions.everOpened());
  }

  /** Returns the regions whose circuit breaker is not closed. */
  public List<RegionCircuitView> holdingBack() {
    return lines(regions.notClosed());
  }

  /** Returns a circuit that is not stored, with the operations that are waiting for its region. */
  public RegionCircuitView expected(RegionCircuit circuit) {
    return view(circuit, queue.countGatedBy(circuit.region()));
  }

  private List<RegionCircuitView> lines(List<RegionCircuit> circuits) {
    if (circuits.isEmpty()) {
      return List.of();
    }
    Map<String, Long> waiting = queue.countHeldByRegion();
    return circuits.stream()
        .map(circuit -> view(circuit, waiting.getOrDefault(circuit.region(), 0L)))
        .toList();
  }

  /** Returns the circuit breaker of a region with the number of operations that wait for it. */
  public static RegionCircuitView view(RegionCircuit circuit, long waiting) {
    return new RegionCircuitView(
        circuit.region(),
        circuit.state().code(),
        circuit.since(),
        circuit.until(),
        circuit.reason().description(),
        circuit.probe() == null ? null : circuit.probe().value(),
        circuit.changedBy(),
        waiting,
        circuit.description());
  }
}
