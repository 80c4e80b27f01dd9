package io.beta9.provisioning.metrics;

import io.beta9.provisioning.database.Migrations;
import io.beta9.provisioning.metrics.RefreshedValue.RefreshPolicy;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * {@code database_pending_migrations}: migrations of the running version that the database lacks,
 * for example after a rollback of the schema. Unknown (NaN) while the database is unavailable.
 */
public final class MigrationMetrics {
  private static final RefreshPolicy POLICY =
      new RefreshPolicy(Duration.ofMinutes(1), Duration.ofSeconds(2), Duration.ofMinutes(5));

  private MigrationMetrics() {}

  /**
   * Registers the metric.
   *
   * @param nanos a monotonic clock, in nanoseconds
   */
  public static void register(Migrations migrations, MeterRegistry meters, LongSupplier nanos) {
    RefreshedValue<Double> pending =
        new RefreshedValue<>(() -> pending(migrations), Double.NaN, POLICY, nanos);
    Gauge.builder("database.pending.migrations", pending, RefreshedValue::get)
        .description("Migrations of the running version that are not applied")
        .strongReference(true)
        .register(meters);
  }

  private static double pending(Migrations migrations) {
    return migrations.status().stream().filter(migration -> migration.appliedAt() == null).count();
  }
}
