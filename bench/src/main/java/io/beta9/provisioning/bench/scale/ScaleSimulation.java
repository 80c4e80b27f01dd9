package io.beta9.provisioning.bench.scale;

import io.beta9.provisioning.bench.scale.SimulationDatabase.QueryLoad;
import io.beta9.provisioning.worker.loop.QueueSweep;
import io.beta9.provisioning.worker.pipeline.Pipeline.PipelineResult;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Executes one scenario and reports what happened. */
final class ScaleSimulation implements AutoCloseable {
  private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(5);
  private static final Duration SAMPLE_INTERVAL = Duration.ofMinutes(1);
  private static final int REPORTED_MINUTES = 10;
  private static final Duration WARM_UP = Duration.ofMinutes(5);

  private final ScaleScenario scenario;
  private final VirtualTime time = new VirtualTime();
  private final SimulationDatabase database;
  private final SimulatedFleet fleet;
  private final FakeTerraformSteps steps;
  private final JdbcClient setup;
  private final FairnessSamples fairness;
  private Map<QueryKind, QueryLoad> loadAtStart = Map.of();
  private Map<QueryKind, QueryLoad> loadBeforePeriod = Map.of();
  private Map<QueryKind, QueryLoad> loadAfterPeriod = Map.of();
  private int completed;

  ScaleSimulation(ScaleScenario scenario, Path folder) throws SQLException {
    this.scenario = scenario;
    this.database = SimulationDatabase.start(folder.resolve("servers"), time);
    this.fleet = new SimulatedFleet(time, database, scenario, folder);
    this.steps = new FakeTerraformSteps(time, database, scenario, fleet::isMeasured);
    this.setup = JdbcClient.create(database.dataSource(QueryKind.SETUP));
    this.fairness = new FairnessSamples(setup);
  }

  Map<String, Object> run(Path home) throws IOException, SQLException {
    long startedAt = System.nanoTime();
    new SimulatedRequests(time, database, scenario, home).send();
    database.analyze();
    Duration begin = time.elapsed();
    loadAtStart = database.load();
    fleet.start(steps);
    database.setDefault(QueryKind.STEPS);
    QueueSweep sweep = new QueueSweep(fleet.operations(), fleet.notifier());
    time.every(
        Duration.ZERO,
        SWEEP_INTERVAL,
        () -> {
          database.run(QueryKind.SWEEP, sweep::sweep);
          return true;
        });
    time.every(SAMPLE_INTERVAL, SAMPLE_INTERVAL, this::sample);
    time.after(
        ScaleScenario.DEATHS_AT.minus(ScaleScenario.MEASURED),
        () -> {
          loadBeforePeriod = database.load();
          fleet.startMeasurement();
        });
    time.after(
        ScaleScenario.DEATHS_AT,
        () -> {
          loadAfterPeriod = database.load();
          database.run(QueryKind.SETUP, () -> fleet.kill(scenario.deaths()));
        });
    time.after(ScaleScenario.DEATHS_AT.plus(ScaleScenario.TAKEOVERS), fleet::endMeasurement);
    if (!time.run(() -> completed == scenario.environments())) {
      throw new IllegalStateException("the simulation ended with operations that did not complete");
    }
    return report(begin, startedAt);
  }

  private boolean sample() {
    completed =
        setup
            .sql("select count(*) from environments where status = 'ready'")
            .query(Integer.class)
            .single();
    Duration elapsed = time.elapsed();
    if (elapsed.compareTo(WARM_UP) > 0 && elapsed.compareTo(ScaleScenario.DEATHS_AT) < 0) {
      fairness.take();
    }
    if (elapsed.toMinutes() % REPORTED_MINUTES == 0) {
      System.err.printf(
          "%4d min: %d of %d environments are ready%n",
          elapsed.toMinutes(), completed, scenario.environments());
    }
    return true;
  }

  private Map<String, Object> report(Duration begin, long startedAt) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("scenario", scenarioReport());
    report.put("throughput", throughput(begin));
    report.put("fairness", fairnessReport());
    report.put("takeover", takeover());
    report.put("database", databaseLoad());
    report.put("wall_seconds", (System.nanoTime() - startedAt) / 1_000_000_000);
    return report;
  }

  private Map<String, Object> databaseLoad() {
    Map<QueryKind, QueryLoad> loadAtEnd = database.load();
    DatabaseLoadReport report =
        new DatabaseLoadReport(scenario, fairness.meanRunning() / meanOperationSeconds());
    report.addPerOperation(QueryKind.CLAIM, loadAtStart, loadAtEnd);
    report.addPerOperation(QueryKind.STEPS, loadAtStart, loadAtEnd);
    report.addSampled(
        QueryKind.JOURNAL, loadAtEnd, steps.storedBatches(), FakeTerraformSteps.BATCHES);
    report.addPeriodic(QueryKind.RENEWAL, loadBeforePeriod, loadAfterPeriod);
    report.addPeriodic(QueryKind.CANCELLATION, loadBeforePeriod, loadAfterPeriod);
    report.addPeriodic(QueryKind.OBSERVATION, loadBeforePeriod, loadAfterPeriod);
    report.addPeriodic(QueryKind.SWEEP, loadBeforePeriod, loadAfterPeriod);
    return report.report();
  }

  private double meanOperationSeconds() {
    return setup
        .sql(
            """
            select avg(extract(epoch from finished_at - claimed_at)) from operations
             where epoch = 1 and attempt = 1
            """)
        .query(Double.class)
        .single();
  }

  private Map<String, Object> scenarioReport() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("workers", scenario.workers());
    report.put("concurrency", scenario.concurrency());
    report.put("environments", scenario.environments());
    report.put("tenants", ScaleScenario.TENANTS);
    report.put("seed", scenario.seed());
    return report;
  }

  private Map<String, Object> throughput(Duration begin) {
    double mean = meanOperationSeconds();
    int slots = scenario.slots();
    Map<String, Object> report = new LinkedHashMap<>();
    // By Little's law. Counted in a period, it would depend on how many of the operations that
    // began
    // together ended in it.
    report.put("environments_per_hour", Math.round(fairness.meanRunning() / mean * 3600));
    report.put("mean_operation_seconds", Distribution.tenths(mean));
    report.put("slots", slots);
    report.put("busy_slots", Math.round(fairness.meanRunning() / slots * 1000) / 1000.0);
    report.put("completed", completed);
    report.put("claims_lost", fleet.ended(PipelineResult.CLAIM_LOST));
    report.put(
        "attempts_that_failed",
        setup
            .sql("select count(*) from events where kind = 'retrying'")
            .query(Integer.class)
            .single());
    report.put("virtual_minutes", time.elapsed().minus(begin).toMinutes());
    return report;
  }

  private Map<String, Object> fairnessReport() {
    Map<String, Object> report = fairness.report();
    report.put("wait_seconds_of_largest_tenant", waits("=").report());
    report.put("wait_seconds_of_others", waits("<>").report());
    return report;
  }

  private Distribution waits(String comparison) {
    return Distribution.of(
        setup
            .sql(
                "select extract(epoch from first_claimed_at - created_at) from operations"
                    + " where tenant_id "
                    + comparison
                    + " :largest")
            .param("largest", SimulatedRequests.LARGEST_TENANT)
            .query(Double.class)
            .list());
  }

  private Map<String, Object> takeover() {
    List<Double> released =
        setup
            .sql(
                """
                select extract(epoch from at - :start::timestamptz)
                  from events where kind = 'worker-died'
                """)
            .param("start", java.sql.Timestamp.from(time.instant().minus(time.elapsed())))
            .query(Double.class)
            .list()
            .stream()
            .map(at -> at - fleet.deathSeconds())
            .toList();
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("workers_that_died", scenario.deaths());
    report.put("operations_of_dead_workers", fleet.orphaned());
    report.put("seconds_until_released", Distribution.of(released).report());
    report.put("released", released.size());
    report.put("seconds_until_resumed", Distribution.of(fleet.resumedAfter()).report());
    report.put("resumed", fleet.resumedAfter().size());
    report.put("pod_status_requests", fleet.podRequests());
    return report;
  }

  @Override
  public void close() {
    database.close();
  }
}
