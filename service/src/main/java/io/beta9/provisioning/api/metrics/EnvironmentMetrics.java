package io.beta9.provisioning.api.metrics;

import io.beta9.provisioning.apimodel.report.RegionCircuitView;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.report.RegionReports;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * {@code provisioning_environments_total{status}}, {@code provisioning_environments_stuck}, {@code
 * provisioning_queue_length} and, by region, {@code provisioning_region_open} (1 while its circuit
 * breaker is open) and {@code provisioning_queue_held} (operations that wait for it). They are read
 * from the database at most every five seconds, however often they are scraped.
 *
 * <p>The first is a number of environments and can decrease. It is registered as a counter because
 * its name, which dashboards depend on, has the suffix that Prometheus reserves for counters.
 */
public final class EnvironmentMetrics {
  private static final Duration MAX_AGE = Duration.ofSeconds(5);

  private final JdbcClient jdbc;
  private final Clock clock;
  private Map<EnvironmentStatus, Long> environments = Map.of();
  private final Duration stuckAfter;
  private double queued = Double.NaN;
  private Map<String, Long> heldByRegion = Map.of();
  private double stuck = Double.NaN;
  private Instant readAt = Instant.MIN;

  /**
   * @param stuckAfter how long an environment may stay in a status with a running operation
   * @param regions the regions in which environments are allowed
   */
  public EnvironmentMetrics(
      JdbcClient jdbc,
      Clock clock,
      MeterRegistry meters,
      Duration stuckAfter,
      Set<String> regions) {
    this.stuckAfter = stuckAfter;
    this.jdbc = jdbc;
    this.clock = clock;
    for (EnvironmentStatus status : EnvironmentStatus.values()) {
      FunctionCounter.builder(
              "provisioning.environments", this, metrics -> metrics.environments(status))
          .tag("status", status.code())
          .register(meters);
    }
    for (String region : regions) {
      Gauge.builder("provisioning.region.open", this, metrics -> metrics.open(region))
          .tag("region", region)
          .register(meters);
      Gauge.builder("provisioning.queue.held", this, metrics -> metrics.held(region))
          .tag("region", region)
          .register(meters);
    }
    Gauge.builder("provisioning.queue.length", this, EnvironmentMetrics::queued).register(meters);
    Gauge.builder("provisioning.environments.stuck", this, EnvironmentMetrics::stuck)
        .register(meters);
  }

  private synchronized double environments(EnvironmentStatus status) {
    refresh();
    return environments.getOrDefault(status, 0L);
  }

  private synchronized double open(String region) {
    refresh();
    return Double.isNaN(queued) ? Double.NaN : heldByRegion.containsKey(region) ? 1 : 0;
  }

  private synchronized double held(String region) {
    refresh();
    return Double.isNaN(queued) ? Double.NaN : heldByRegion.getOrDefault(region, 0L);
  }

  private synchronized double queued() {
    refresh();
    return queued;
  }

  private synchronized double stuck() {
    refresh();
    return stuck;
  }

  private Map<String, Long> heldByRegion() {
    Map<String, Long> held = new HashMap<>();
    for (RegionCircuitView region : new RegionReports(jdbc).holdingBack()) {
      held.put(region.region(), region.waiting());
    }
    return held;
  }

  private void refresh() {
    Instant now = clock.instant();
    if (now.isBefore(readAt.plus(MAX_AGE))) {
      return;
    }
    readAt = now;
    try {
      Map<EnvironmentStatus, Long> counts = new EnumMap<>(EnvironmentStatus.class);
      jdbc.sql("select status, count(*) as number from environments group by status")
          .query(
              row -> {
                counts.put(
                    EnvironmentStatus.parse(row.getString("status")).orElseThrow(),
                    row.getLong("number"));
              });
      environments = counts;
      heldByRegion = heldByRegion();
      queued =
          jdbc.sql("select count(*) from operations where state = 'waiting'")
              .query(Long.class)
              .single();
      stuck =
          jdbc.sql(
                  """
                  select count(*) from environments
                   where status not in ('ready', 'failed', 'destroyed')
                     and status_since < :before
                  """)
              .param("before", Timestamp.from(now.minus(stuckAfter)))
              .query(Long.class)
              .single();
    } catch (DataAccessException e) {
      // A scrape must not fail because the database is unavailable: the values are then unknown.
      queued = Double.NaN;
      stuck = Double.NaN;
    }
  }
}
