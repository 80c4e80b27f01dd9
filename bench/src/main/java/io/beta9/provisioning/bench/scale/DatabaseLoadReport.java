package io.beta9.provisioning.bench.scale;

import io.beta9.provisioning.bench.scale.SimulationDatabase.QueryLoad;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The load of the database while all workers are busy. What a worker executes at intervals is
 * measured in the period in which all workers do so. What an operation causes is measured over the
 * whole simulation and multiplied by the throughput, because operations that began together also
 * end together.
 */
final class DatabaseLoadReport {
  private final ScaleScenario scenario;
  private final double operationsPerSecond;
  private final Map<String, Object> kinds = new LinkedHashMap<>();
  private double statements;
  private double cores;

  DatabaseLoadReport(ScaleScenario scenario, double operationsPerSecond) {
    this.scenario = scenario;
    this.operationsPerSecond = operationsPerSecond;
  }

  /** Adds what was executed in the measured period. */
  void addPeriodic(QueryKind kind, Map<QueryKind, QueryLoad> begin, Map<QueryKind, QueryLoad> end) {
    QueryLoad load = of(end, kind).since(of(begin, kind));
    add(kind, load, 1.0 / ScaleScenario.MEASURED.toSeconds());
  }

  /** Adds what all operations have caused. */
  void addPerOperation(
      QueryKind kind, Map<QueryKind, QueryLoad> begin, Map<QueryKind, QueryLoad> end) {
    add(kind, of(end, kind).since(of(begin, kind)), operationsPerSecond / scenario.environments());
  }

  /**
   * Adds what a part of the operations has caused.
   *
   * @param transactions the number of transactions in which it was stored
   * @param ofOperation the number of transactions of one operation
   */
  void addSampled(
      QueryKind kind, Map<QueryKind, QueryLoad> end, long transactions, int ofOperation) {
    add(
        kind,
        of(end, kind),
        transactions == 0 ? 0 : operationsPerSecond * ofOperation / transactions);
  }

  private static QueryLoad of(Map<QueryKind, QueryLoad> loads, QueryKind kind) {
    return Objects.requireNonNull(loads.get(kind));
  }

  private void add(QueryKind kind, QueryLoad load, double perSecond) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("statements_per_second", rounded(load.statements() * perSecond, 10));
    report.put(
        "cpu_us_per_statement",
        load.statements() == 0 ? 0 : rounded(load.cpuSeconds() / load.statements() * 1e6, 10));
    report.put("cores", rounded(load.cpuSeconds() * perSecond, 10_000));
    kinds.put(kind.code(), report);
    statements += load.statements() * perSecond;
    cores += load.cpuSeconds() * perSecond;
  }

  Map<String, Object> report() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("cores", rounded(cores, 1000));
    report.put("statements_per_second", rounded(statements, 1));
    report.put("statements_per_second_per_worker", rounded(statements / scenario.workers(), 100));
    report.put("cpu_ms_per_second_per_worker", rounded(cores * 1000 / scenario.workers(), 1000));
    report.put("by_kind", kinds);
    return report;
  }

  private static double rounded(double value, int precision) {
    return (double) Math.round(value * precision) / precision;
  }
}
