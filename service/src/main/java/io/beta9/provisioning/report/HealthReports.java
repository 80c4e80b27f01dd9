package io.beta9.provisioning.report;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.beta9.provisioning.apimodel.report.HealthReport;
import io.beta9.provisioning.certificates.CertificateExpiries;
import io.beta9.provisioning.database.Replica;
import io.beta9.provisioning.format.DurationFormat;
import io.beta9.provisioning.metrics.DependencyMonitor;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Determines the health of this process and its database. */
public final class HealthReports {
  private static final double SLOW_MS = 2_000;
  private static final int MOST = 10;

  private final JdbcClient jdbc;
  private final HikariDataSource pool;
  private final @Nullable Replica replica;
  private final MeterRegistry meters;
  private final CertificateExpiries certificates;
  private final DependencyMonitor redis;

  public HealthReports(
      JdbcClient jdbc,
      HikariDataSource pool,
      @Nullable Replica replica,
      MeterRegistry meters,
      CertificateExpiries certificates,
      DependencyMonitor redis) {
    this.jdbc = jdbc;
    this.pool = pool;
    this.replica = replica;
    this.meters = meters;
    this.certificates = certificates;
    this.redis = redis;
  }

  /** Returns the current report. */
  public HealthReport now() {
    HikariPoolMXBean bean = pool.getHikariPoolMXBean();
    HealthReport.Pool use =
        new HealthReport.Pool(
            pool.getMaximumPoolSize(),
            bean.getActiveConnections(),
            bean.getIdleConnections(),
            bean.getThreadsAwaitingConnection());
    List<HealthReport.Route> routes = routes();
    long connections =
        number("select count(*) from pg_stat_activity where datname = current_database()");
    long most = number("select setting::bigint from pg_settings where name = 'max_connections'");
    List<String> findings = findings(use, routes, connections, most);
    HealthReport.ReplicaLine replicaLine = replica == null ? null : line(replica.last());
    if (replica != null) {
      findings.addAll(findings(replica.last()));
    }
    findings.addAll(certificates.findings());
    findings.addAll(workerProblems());
    if (!redis.isReachable()) {
      findings.add(
          "Redis is unavailable, so workers poll the database: check REDIS_URL and that the server"
              + " is running. Nothing is lost.");
    }
    return new HealthReport(use, routes, connections, most, slowQueries(), replicaLine, findings);
  }

  private List<String> workerProblems() {
    return new QueueReports(jdbc)
        .workers().stream()
            .flatMap(
                worker ->
                    worker.problems().stream()
                        .map(problem -> "Worker " + worker.workerId() + ": " + problem))
            .toList();
  }

  private static HealthReport.ReplicaLine line(Replica.ReplicaObservation look) {
    Duration lag = look.lag();
    return new HealthReport.ReplicaLine(
        look.state().name().toLowerCase(Locale.ROOT), lag == null ? null : lag.toMillis() / 1000.0);
  }

  static List<String> findings(Replica.ReplicaObservation look) {
    return switch (look.state()) {
      case FRESH -> List.of();
      case LAGGING ->
          List.of(
              "The replica is %s behind, so the primary serves all reads: check its load and pg_stat_replication on the primary; DATABASE_READ_MAX_LAG is the accepted lag."
                  .formatted(look.lag() == null ? "far" : DurationFormat.words(look.lag())));
      case UNAVAILABLE ->
          List.of(
              "The replica is unavailable, so the primary serves all reads: check that"
                  + " DATABASE_READ_URL is correct and the server is running.");
      case NOT_A_REPLICA ->
          List.of(
              "The server at DATABASE_READ_URL is not a replica and is not used: set the URL of the"
                  + " replica, or remove the setting.");
      case UNKNOWN ->
          List.of(
              "The lag of the replica is unknown, so the primary serves all reads: check that the"
                  + " service's user can call pg_current_wal_flush_lsn() on the primary.");
    };
  }

  static List<String> findings(
      HealthReport.Pool pool, List<HealthReport.Route> routes, long connections, long most) {
    List<String> findings = new ArrayList<>();
    if (pool.waiting() > 0 || pool.active() >= pool.size()) {
      findings.add(
          "All %d connections of the pool are in use and %d requests are waiting: raise DATABASE_POOL_SIZE, or set DATABASE_READ_URL."
              .formatted(pool.size(), pool.waiting()));
    }
    if (connections * 10 >= most * 9) {
      findings.add(
          "%d of %d connections of the database are in use: lower DATABASE_POOL_SIZE of a process, or raise max_connections."
              .formatted(connections, most));
    }
    routes.stream()
        .filter(route -> route.p95Ms() > SLOW_MS)
        .forEach(
            route ->
                findings.add(
                    String.format(
                        Locale.ROOT,
                        "5 %% of the requests %s %s take %.0f ms or longer: check the slow queries"
                            + " and the pool.",
                        route.method(),
                        route.route(),
                        route.p95Ms())));
    return findings;
  }

  private List<HealthReport.Route> routes() {
    return meters.find("api.request.duration").timers().stream()
        .filter(timer -> timer.count() > 0)
        .map(HealthReports::route)
        .sorted(Comparator.comparingDouble(HealthReport.Route::p95Ms).reversed())
        .limit(MOST)
        .toList();
  }

  private static HealthReport.Route route(Timer timer) {
    CountAtBucket[] buckets = timer.takeSnapshot().histogramCounts();
    return new HealthReport.Route(
        String.valueOf(timer.getId().getTag("method")),
        String.valueOf(timer.getId().getTag("route")),
        timer.count(),
        quantile(timer, buckets, 0.5),
        quantile(timer, buckets, 0.95),
        quantile(timer, buckets, 0.99));
  }

  private static double quantile(Timer timer, CountAtBucket[] buckets, double share) {
    for (CountAtBucket bucket : buckets) {
      if (bucket.count() >= share * timer.count()) {
        return bucket.bucket(TimeUnit.MILLISECONDS);
      }
    }
    return timer.max(TimeUnit.MILLISECONDS);
  }

  private List<HealthReport.SlowQuery> slowQueries() {
    boolean there =
        number("select count(*) from pg_extension where extname = 'pg_stat_statements'") > 0;
    return there
        ? jdbc.sql(
                """
                select left(query, 300) as query, calls, mean_exec_time as mean from pg_stat_statements
                 where dbid = (select oid from pg_database where datname = current_database())
                 order by mean_exec_time desc limit %d
                """
                    .formatted(MOST))
            .query(
                (row, number) ->
                    new HealthReport.SlowQuery(
                        row.getString("query"), row.getLong("calls"), row.getDouble("mean")))
            .list()
        : List.of();
  }

  private long number(String sql) {
    return jdbc.sql(sql).query(Long.class).single();
  }
}
