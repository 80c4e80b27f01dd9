package io.beta9.provisioning.app;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.database.Replica;
import io.beta9.provisioning.settings.DatabaseSettings;
import java.time.Clock;
import java.util.Objects;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The replica that serves read-only requests, if {@code DATABASE_READ_URL} is set. */
@Configuration(proxyBeanMethods = false)
class ReplicaConfiguration {

  @Bean(initMethod = "start", destroyMethod = "close")
  Replica replica(
      @Qualifier("dataSource") HikariDataSource primary, DatabaseSettings settings, Clock clock) {
    return new Replica(
        primary,
        CoreConfiguration.pool(
            "replica",
            Objects.requireNonNull(settings.readUrl(), "DATABASE_READ_URL"),
            settings.poolSize()),
        settings.readMaxLag(),
        clock);
  }

  /** The component {@code replica}: without it, the primary serves all reads. */
  @Bean
  HealthIndicator replicaHealthIndicator(Replica replica) {
    return () ->
        replica.last().state() == Replica.ReplicaState.FRESH
            ? Health.up().build()
            : Health.status(MetricsConfiguration.DEGRADED)
                .withDetail("error", "the replica is " + replica.last().description())
                .build();
  }
}
