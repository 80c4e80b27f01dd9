package io.beta9.provisioning.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How this API process and its database are doing.
 *
 * @param routes the slowest first
 * @param slowQueries from pg_stat_statements; empty where the extension is not there
 * @param replica how the replica is that serves reads; null where there is none
 * @param findings what is not as it should be, each with the next step; empty where all is well
 */
public record HealthReport(
    Pool pool,
    List<Route> routes,
    long databaseConnections,
    long databaseMaxConnections,
    List<SlowQuery> slowQueries,
    @Nullable ReplicaLine replica,
    List<String> findings) {

  /** The connection pool of this process. */
  public record Pool(int size, int active, int idle, int waiting) {}

  /** One route; quantiles are upper bounds, taken from the histogram's buckets. */
  public record Route(
      String method, String route, long count, double p50Ms, double p95Ms, double p99Ms) {}

  /**
   * The replica.
   *
   * @param state fresh, or why it serves nothing: lagging, away, no_replica, unknown
   * @param lagSeconds how old what it shows is at the most, where that is known
   */
  public record ReplicaLine(String state, @Nullable Double lagSeconds) {}

  /** One statement. */
  public record SlowQuery(String query, long calls, double meanMs) {}

  public HealthReport {
    routes = List.copyOf(routes);
    slowQueries = List.copyOf(slowQueries);
    findings = List.copyOf(findings);
  }
}
