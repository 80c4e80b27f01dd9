package io.beta9.provisioning.app;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.database.Replica;
import io.beta9.provisioning.settings.DatabaseSettings;
import java.time.Clock;
import java.util.Objects;
import org.springframework.beans.factory.annotation.Qualifier;
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
}
