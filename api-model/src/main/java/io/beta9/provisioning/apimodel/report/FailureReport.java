package io.beta9.provisioning.apimodel.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Failed operations, grouped by cause.
 *
 * @param succeeded operations that succeeded in the same period
 * @param oneCause a sentence if a single cause explains most of the failures
 * @param regions regions whose circuit breaker is not closed
 */
public record FailureReport(
    Instant since,
    long failed,
    long succeeded,
    List<Group> groups,
    @Nullable String oneCause,
    List<RegionCircuitView> regions) {
  public FailureReport {
    groups = groups == null ? List.of() : List.copyOf(groups);
    regions = regions == null ? List.of() : List.copyOf(regions);
  }

  /**
   * Failures with the same code, region and version of Beta9.
   *
   * @param failureClass {@code class} in JSON, for example {@code quota}
   * @param example message of the latest failure
   * @param environments ids of the environments, the one that failed last first
   */
  public record Group(
      @JsonProperty("class") String failureClass,
      String code,
      String region,
      String beta9Version,
      long count,
      Instant firstSeen,
      Instant lastSeen,
      String example,
      List<String> environments) {}
}
