package io.beta9.provisioning.app;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.database.StandbyDetector;
import io.beta9.provisioning.settings.server.DatabaseUrl;
import io.beta9.provisioning.testing.Servers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A pool whose server becomes a standby, as in a failover. */
class FailoverTest {
  private final String url = Servers.emptyDatabase();
  private final HikariDataSource administrator = Servers.pool(url);
  private final JdbcClient admin = JdbcClient.create(administrator);

  @AfterEach
  void close() {
    administrator.close();
  }

  private void setWritable(boolean writable) {
    String name = url.substring(url.lastIndexOf('/') + 1);
    admin
        .sql(
            "alter database "
                + name
                + " set default_transaction_read_only = "
                + (writable ? "off" : "on"))
        .update();
  }

  @Test
  void closes_a_connection_to_a_standby_and_reports_the_database_as_unavailable() {
    admin.sql("create table written (n int)").update();
    setWritable(false);
    try (HikariDataSource pool = CoreConfiguration.pool(DatabaseUrl.parse(url), 1)) {
      JdbcClient jdbc = JdbcClient.create(pool);
      assertThatThrownBy(() -> jdbc.sql("insert into written values (1)").update())
          .isInstanceOf(DataAccessException.class)
          .matches(StandbyDetector::isCauseOf);

      setWritable(true);
      // A connection that was opened before the change is closed as well.
      await()
          .ignoreExceptionsMatching(StandbyDetector::isCauseOf)
          .until(() -> jdbc.sql("insert into written values (2)").update() == 1);
    }
  }

  @Test
  void does_not_report_other_errors_as_a_standby() {
    assertThatThrownBy(() -> admin.sql("insert into nowhere values (1)").update())
        .isInstanceOf(DataAccessException.class)
        .matches(e -> !StandbyDetector.isCauseOf(e));
  }
}
