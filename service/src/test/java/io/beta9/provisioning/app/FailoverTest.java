package io.beta9.provisioning.app;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.database.StandbyDetector;
import io.beta9.provisioning.settings.DatabaseUrl;
import io.beta9.provisioning.testing.Servers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A pool whose server becomes a standby under its feet, as it does in a failover. */
class FailoverTest {
  private final String url = Servers.emptyDatabase();
  private final HikariDataSource administrator = Servers.pool(url);
  private final JdbcClient admin = JdbcClient.create(administrator);

  @AfterEach
  void close() {
    administrator.close();
  }

  private void takesWrites(boolean writes) {
    String name = url.substring(url.lastIndexOf('/') + 1);
    admin
        .sql(
            "alter database "
                + name
                + " set default_transaction_read_only = "
                + (writes ? "off" : "on"))
        .update();
  }

  @Test
  void a_connection_to_what_takes_no_writes_any_more_is_given_up_and_said_to_be_out_of_reach() {
    admin.sql("create table written (n int)").update();
    takesWrites(false);
    try (HikariDataSource pool = CoreConfiguration.pool(DatabaseUrl.parse(url), 1)) {
      JdbcClient jdbc = JdbcClient.create(pool);
      assertThatThrownBy(() -> jdbc.sql("insert into written values (1)").update())
          .isInstanceOf(DataAccessException.class)
          .matches(StandbyDetector::shownBy);

      takesWrites(true);
      // One that was made in its place before the server changed is given up as well.
      await()
          .ignoreExceptionsMatching(StandbyDetector::shownBy)
          .until(() -> jdbc.sql("insert into written values (2)").update() == 1);
    }
  }

  @Test
  void what_is_refused_for_another_reason_is_not_taken_for_it() {
    assertThatThrownBy(() -> admin.sql("insert into nowhere values (1)").update())
        .isInstanceOf(DataAccessException.class)
        .matches(e -> !StandbyDetector.shownBy(e));
  }
}
