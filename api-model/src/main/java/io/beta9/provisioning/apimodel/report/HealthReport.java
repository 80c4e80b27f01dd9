package io.beta9.provisioning.apimodel.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Health of this API process and its database.
 *
 * @param routes the slowest first
 * @param slowQueries from pg_stat_statements; empty if the extension is not installed
 * @param replica the read replica; null if there is none
 * @param findings problems, each with the next step; empty if there are none
 */
public record HealthReport(
    Pool pool,
    List<Route> routes,
    long databaseConnections,
    long databaseMaxConnections,
    List<SlowQuery> slowQueries,
    @Nullable ReplicaLine replica,
    List<String> findings) {
  public HealthReport {
    routes = routes == null ? List.of() : List.copyOf(routes);
    slowQueries = slowQueries == null ? List.of() : List.copyOf(slowQueries);
    findings = findings == null ? List.of() : List.copyOf(findings);
  }

  /** Connection pool of this process. */
  public record Pool(int size, int active, int idle, int waiting) {}

  /** A route. Quantiles are upper bounds, from the buckets of the histogram. */
  public record Route(
      String method, String route, long count, double p50Ms, double p95Ms, double p99Ms) {}

  /**
   * The read replica.
   *
   * @param state {@code fresh}, or why it serves no reads
   * @param lagSeconds upper bound of its lag; null if unknown
   */
  public record ReplicaLine(String state, @Nullable Double lagSeconds) {}

  /** A statement and its mean execution time. */
  public record SlowQuery(String query, long calls, double meanMs) {}
}
