package io.beta9.provisioning.apimodel.report;

import java.time.Instant;
import java.util.List;

/**
 * Operations, waiting times and load by week.
 *
 * @param weeks the oldest first; a week begins on Monday, in UTC
 * @param databaseBytes current size of the database
 */
public record CapacityReport(
    Instant since, List<Week> weeks, long databaseBytes, List<String> recommendations) {
  public CapacityReport {
    weeks = weeks == null ? List.of() : List.copyOf(weeks);
    recommendations = recommendations == null ? List.of() : List.copyOf(recommendations);
  }

  /**
   * One week.
   *
   * @param successRate share of the completed operations that succeeded; 1 if none completed
   * @param averageSecondsToReady from the request to ready; 0 if no environment became ready
   * @param p95WaitSeconds from the request to its first claim
   * @param highestBacklog longest sampled queue
   * @param requestsPerMinute average of the sampled rates of API requests
   * @param databaseGrowthBytes from the first sample to the last
   */
  public record Week(
      Instant from,
      long succeeded,
      long failed,
      double successRate,
      double averageSecondsToReady,
      double p95SecondsToReady,
      double p95WaitSeconds,
      long highestBacklog,
      double requestsPerMinute,
      long databaseGrowthBytes) {}
}
