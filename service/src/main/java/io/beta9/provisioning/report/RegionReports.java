package io.beta9.provisioning.report;

import io.beta9.provisioning.operation.RegionCircuit;
import io.beta9.provisioning.operation.RegionQueue;
import io.beta9.provisioning.operation.RegionRepository;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads how the regions are. */
public final class RegionReports {
  private final RegionRepository regions;
  private final RegionQueue queue;

  public RegionReports(JdbcClient jdbc) {
    this.regions = new RegionRepository(jdbc);
    this.queue = new RegionQueue(jdbc);
  }

  /** Every region whose circuit has ever changed. */
  public List<RegionLine> all() {
    return lines(regions.all());
  }

  /** The regions that are not fed with new work. */
  public List<RegionLine> holdingBack() {
    return lines(regions.holdingBack());
  }

  private List<RegionLine> lines(List<RegionCircuit> circuits) {
    if (circuits.isEmpty()) {
      return List.of();
    }
    Map<String, Long> waiting = queue.heldBack();
    return circuits.stream()
        .map(circuit -> RegionLine.of(circuit, waiting.getOrDefault(circuit.region(), 0L)))
        .toList();
  }
}
