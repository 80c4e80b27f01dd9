package io.beta9.provisioning.report;

import java.time.Instant;
import java.util.List;

/**
 * How it went week by week, and what follows from that.
 *
 * @param databaseBytes how large the database is now
 */
public record CapacityReport(
    Instant since, List<Week> weeks, long databaseBytes, List<String> recommendations) {

  /**
   * One week.
   *
   * @param successRate of the operations that ended; 1 where none did
   * @param averageSecondsToReady from the request to ready; 0 where none became ready
   * @param p95WaitSeconds from the request to its first claim
   * @param highestBacklog the longest queue that was sampled
   * @param requestsPerMinute of the API, on average over the samples
   * @param databaseGrowthBytes from its first sample to its last
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

  public CapacityReport {
    weeks = List.copyOf(weeks);
    recommendations = List.copyOf(recommendations);
  }
}
