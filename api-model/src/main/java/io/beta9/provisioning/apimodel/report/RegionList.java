package io.beta9.provisioning.apimodel.report;

import java.util.List;

/** The regions whose circuit breaker has ever opened. */
public record RegionList(List<RegionCircuitView> regions) {
  public RegionList {
    regions = regions == null ? List.of() : List.copyOf(regions);
  }
}
