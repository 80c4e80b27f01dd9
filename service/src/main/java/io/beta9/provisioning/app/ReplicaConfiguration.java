package io.beta9.provisioning.app;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.database.Replica;
import io.beta9.provisioning.settings.Settings;
import java.time.Clock;
import java.util.Objects;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The replica that the API reads from, where {@code DATABASE_READ_URL} names one. */
@Configuration(proxyBeanMethods = false)
class ReplicaConfiguration {

  @Bean(initMethod = "start", destroyMethod = "close")
  Replica replica(
      @Qualifier("dataSource") HikariDataSource primary, Settings settings, Clock clock) {
    Settings.Database database = settings.database();
    return new Replica(
        primary,
        CoreConfiguration.pool(
            Objects.requireNonNull(database.readUrl(), "DATABASE_READ_URL"), database.poolSize()),
        database.mostLag(),
        clock);
  }
}
