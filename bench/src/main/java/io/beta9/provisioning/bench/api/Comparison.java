package io.beta9.provisioning.bench.api;

import io.beta9.provisioning.bench.server.Pgbench.PgbenchResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Rounds of the same reads through the API and with pgbench. Medians of the rounds are compared,
 * because other processes of the machine disturb single rounds.
 */
record Comparison(List<ApiRound> api, List<PgbenchResult> pgbench, List<PgbenchResult> prepared) {

  /**
   * One round through the API; CPU time is in microseconds per request.
   *
   * @param clientMicros of the load generator
   */
  record ApiRound(
      double perSecond,
      double serviceMicros,
      double postgresMicros,
      double clientMicros,
      double p99Millis) {}

  double apiPerSecond() {
    return median(api, ApiRound::perSecond);
  }

  double pgbenchPerSecond() {
    return median(pgbench, PgbenchResult::perSecond);
  }

  double preparedPerSecond() {
    return median(prepared, PgbenchResult::perSecond);
  }

  /** Returns the API's requests per second divided by pgbench's transactions per second. */
  double ratio() {
    return rounded(apiPerSecond() / pgbenchPerSecond());
  }

  /** Like {@link #ratio}, with pgbench's prepared statements. */
  double preparedRatio() {
    return rounded(apiPerSecond() / preparedPerSecond());
  }

  /** Returns pgbench's CPU time per read divided by that of the API, clients included. */
  double cpuRatio() {
    return cpuRatio(pgbench);
  }

  /** Like {@link #cpuRatio()}, with pgbench's prepared statements. */
  double preparedCpuRatio() {
    return cpuRatio(prepared);
  }

  private double cpuRatio(List<PgbenchResult> reference) {
    double ofApi =
        median(api, round -> round.serviceMicros() + round.postgresMicros() + round.clientMicros());
    double ofPgbench = median(reference, run -> run.postgresMicros() + run.clientMicros());
    return rounded(ofPgbench / ofApi);
  }

  private static double rounded(double ratio) {
    return Math.round(ratio * 1000) / 1000.0;
  }

  Map<String, Object> report() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("api_per_second", Math.round(apiPerSecond()));
    report.put("pgbench_per_second", Math.round(pgbenchPerSecond()));
    report.put("pgbench_prepared_per_second", Math.round(preparedPerSecond()));
    report.put("api_p99_ms", median(api, ApiRound::p99Millis));
    report.put("api_cpu_us_service", Math.round(median(api, ApiRound::serviceMicros)));
    report.put("api_cpu_us_postgresql", Math.round(median(api, ApiRound::postgresMicros)));
    report.put("api_cpu_us_load_generator", Math.round(median(api, ApiRound::clientMicros)));
    report.put(
        "pgbench_cpu_us_postgresql", Math.round(median(pgbench, PgbenchResult::postgresMicros)));
    report.put("pgbench_cpu_us_client", Math.round(median(pgbench, PgbenchResult::clientMicros)));
    report.put(
        "pgbench_prepared_cpu_us_postgresql",
        Math.round(median(prepared, PgbenchResult::postgresMicros)));
    report.put(
        "pgbench_prepared_cpu_us_client",
        Math.round(median(prepared, PgbenchResult::clientMicros)));
    report.put(
        "api_rounds_per_second", api.stream().map(round -> Math.round(round.perSecond())).toList());
    report.put(
        "pgbench_rounds_per_second",
        pgbench.stream().map(run -> Math.round(run.perSecond())).toList());
    report.put(
        "pgbench_prepared_rounds_per_second",
        prepared.stream().map(run -> Math.round(run.perSecond())).toList());
    return report;
  }

  private static <T> double median(List<T> rounds, ToDoubleFunction<T> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
