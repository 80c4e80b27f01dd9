package io.beta9.provisioning.bench.scale;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How evenly the running operations are distributed among the tenants that wait for more. */
final class FairnessSamples {
  private final JdbcClient jdbc;
  private final List<Double> indexes = new ArrayList<>();
  private final List<Double> running = new ArrayList<>();

  FairnessSamples(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  private record TenantLoad(int waiting, int running) {}

  /** Adds a sample of the current state. */
  void take() {
    List<TenantLoad> tenants =
        jdbc.sql(
                """
                select count(*) filter (where state = 'waiting') as waiting,
                       count(*) filter (where state = 'running') as running
                  from operations where state in ('waiting', 'running') group by tenant_id
                """)
            .query((row, number) -> new TenantLoad(row.getInt("waiting"), row.getInt("running")))
            .list();
    running.add(tenants.stream().mapToDouble(TenantLoad::running).sum());
    double[] shares =
        tenants.stream()
            .filter(tenant -> tenant.waiting() > 0)
            .mapToDouble(TenantLoad::running)
            .toArray();
    if (shares.length > 1) {
      indexes.add(jainIndex(shares));
    }
  }

  /**
   * Returns Jain's fairness index: 1 if all shares are equal, 1/n if one of n has everything.
   *
   * @see <a href="https://arxiv.org/abs/cs/9809099">A Quantitative Measure of Fairness</a>
   */
  static double jainIndex(double... shares) {
    double sum = 0;
    double squares = 0;
    for (double share : shares) {
      sum += share;
      squares += share * share;
    }
    return squares == 0 ? 1 : sum * sum / (shares.length * squares);
  }

  /** Returns the mean number of running operations. */
  double meanRunning() {
    return Distribution.of(running).mean();
  }

  Map<String, Object> report() {
    Distribution distribution = Distribution.of(indexes);
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("jain_index_mean", Math.round(distribution.mean() * 1000) / 1000.0);
    report.put("jain_index_min", Math.round(distribution.percentile(0) * 1000) / 1000.0);
    return report;
  }
}
