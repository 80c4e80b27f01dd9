package io.beta9.provisioning.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.app.CoreConfiguration;
import io.beta9.provisioning.network.ConnectionProblem;
import io.beta9.provisioning.settings.server.DatabaseUrl;
import io.beta9.provisioning.testing.ReplicatedPostgres;
import io.beta9.provisioning.testing.Servers;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseProbeTest {
  @TempDir private Path directory;

  @Test
  void a_database_is_reachable_even_if_all_connections_of_the_pool_are_in_use() throws Exception {
    DatabaseUrl url = DatabaseUrl.parse(Servers.emptyDatabase());
    try (HikariDataSource pool = CoreConfiguration.pool(url, 1)) {
      DatabaseProbe probe = new DatabaseProbe(pool, url);
      assertThat(probe.get()).isEmpty();

      try (Connection busy = pool.getConnection()) {
        assertThat(busy.isValid(1)).isTrue();
        assertThat(probe.get()).isEmpty();
      }
    }
  }

  @Test
  void a_standby_and_a_stopped_server_are_unreachable() throws Exception {
    try (ReplicatedPostgres servers = new ReplicatedPostgres(directory)) {
      EmbeddedPostgres replica = servers.replica("replica");
      DatabaseUrl url = DatabaseUrl.parse(ReplicatedPostgres.url(replica));
      try (HikariDataSource pool = CoreConfiguration.pool(url, 1)) {
        DatabaseProbe probe = new DatabaseProbe(pool, url);
        assertThat(probe.get()).contains(ConnectionProblem.READ_ONLY);

        replica.close();
        assertThat(probe.get()).isNotEmpty();
      }
    }
  }
}
