package io.beta9.provisioning.app;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.database.Migrations;
import io.beta9.provisioning.metrics.CgroupCpu;
import io.beta9.provisioning.metrics.CgroupMetrics;
import io.beta9.provisioning.metrics.DatabaseProbe;
import io.beta9.provisioning.metrics.DependencyMonitor;
import io.beta9.provisioning.metrics.MigrationMetrics;
import io.beta9.provisioning.network.ConnectionProblem;
import io.beta9.provisioning.operation.WorkNotifier;
import io.beta9.provisioning.settings.DatabaseSettings;
import io.beta9.provisioning.terraform.process.HostMemory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Metrics and health of both roles: database, Redis, schema, memory and CPU. */
@Configuration(proxyBeanMethods = false)
class MetricsConfiguration {
  /** Works, with a reduced function: without Redis workers poll the database. */
  static final String DEGRADED = "DEGRADED";

  @Bean
  CgroupMetrics cgroupMetrics() {
    return new CgroupMetrics(HostMemory.ofThisHost(), CgroupCpu.ofThisProcess());
  }

  @Bean
  MeterBinder migrationMetrics(@Qualifier("dataSource") HikariDataSource primary) {
    return meters -> MigrationMetrics.register(new Migrations(primary), meters, System::nanoTime);
  }

  @Bean
  DependencyMonitor databaseMonitor(
      @Qualifier("dataSource") HikariDataSource primary,
      DatabaseSettings settings,
      MeterRegistry meters) {
    return new DependencyMonitor(
        "database", new DatabaseProbe(primary, settings.url()), meters, System::nanoTime);
  }

  @Bean
  DependencyMonitor redisMonitor(WorkNotifier notifier, MeterRegistry meters) {
    return new DependencyMonitor("redis", notifier::problem, meters, System::nanoTime);
  }

  @Bean
  HealthIndicator databaseHealthIndicator(
      @Qualifier("databaseMonitor") DependencyMonitor database) {
    return () ->
        database
            .problem()
            .map(problem -> health(Health.down(), "the database is unavailable", problem))
            .orElseGet(Health.up()::build);
  }

  @Bean
  HealthIndicator redisHealthIndicator(@Qualifier("redisMonitor") DependencyMonitor redis) {
    return () ->
        redis
            .problem()
            .map(
                problem ->
                    health(
                        Health.status(DEGRADED),
                        "Redis is unavailable; workers poll the database",
                        problem))
            .orElseGet(Health.up()::build);
  }

  static Health health(Health.Builder status, String error, ConnectionProblem problem) {
    return status.withDetail("error", error).withDetail("reason", problem.description()).build();
  }
}
