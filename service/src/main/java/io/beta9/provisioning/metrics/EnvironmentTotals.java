package io.beta9.provisioning.metrics;

import io.beta9.provisioning.environment.EnvironmentStatus;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;

/**
 * {@code provisioning_environments_total{status}}: the same values as {@code
 * provisioning_environments}, under the name of the original runbook. Micrometer removes the suffix
 * {@code _total} from the name of a gauge and would publish a counter, although the number of
 * environments in a status decreases; hence a collector of the Prometheus client.
 */
public final class EnvironmentTotals implements Collector {
  private static final String NAME = "provisioning_environments_total";

  private final FleetMetrics fleet;

  public EnvironmentTotals(FleetMetrics fleet) {
    this.fleet = fleet;
  }

  @Override
  public MetricSnapshot collect() {
    GaugeSnapshot.Builder builder =
        GaugeSnapshot.builder().name(NAME).help("Environments by status");
    for (EnvironmentStatus status : EnvironmentStatus.values()) {
      builder.dataPoint(
          GaugeDataPointSnapshot.builder()
              .labels(Labels.of("status", status.code()))
              .value(fleet.environments(status))
              .build());
    }
    return builder.build();
  }

  @Override
  public String getPrometheusName() {
    return NAME;
  }
}
