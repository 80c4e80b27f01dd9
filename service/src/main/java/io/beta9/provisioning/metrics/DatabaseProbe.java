package io.beta9.provisioning.metrics;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.database.DatabaseConnector;
import io.beta9.provisioning.network.ConnectionProblem;
import io.beta9.provisioning.network.OutageLog;
import io.beta9.provisioning.settings.server.DatabaseUrl;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks whether the primary database can be used: it answers and is not a standby. A pool whose
 * connections are all in use is not mistaken for an unavailable database: a connection outside of
 * the pool decides.
 */
public final class DatabaseProbe implements Supplier<Optional<ConnectionProblem>> {
  private static final Logger log = LoggerFactory.getLogger(DatabaseProbe.class);
  private static final String TIMEOUT_SECONDS = "2";

  private final OutageLog outages =
      new OutageLog(log, "The database is unavailable", "The database is available again");
  private final HikariDataSource pool;
  private final DatabaseConnector connector;

  public DatabaseProbe(HikariDataSource pool, DatabaseUrl url) {
    this.pool = pool;
    this.connector =
        new DatabaseConnector(
            url, Map.of("connectTimeout", TIMEOUT_SECONDS, "socketTimeout", TIMEOUT_SECONDS));
  }

  /** Returns why the database cannot be used; empty if it can. */
  @Override
  public Optional<ConnectionProblem> get() {
    try (Connection connection = isExhausted() ? connector.getConnection() : pool.getConnection()) {
      if (isPrimary(connection)) {
        outages.succeeded();
      } else {
        outages.failed(ConnectionProblem.READ_ONLY);
      }
    } catch (SQLException e) {
      outages.failed(e);
    }
    return outages.problem();
  }

  private boolean isExhausted() {
    return pool.getHikariPoolMXBean() != null
        && pool.getHikariPoolMXBean().getActiveConnections() >= pool.getMaximumPoolSize();
  }

  private static boolean isPrimary(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("select pg_is_in_recovery()")) {
      return row.next() && !row.getBoolean(1);
    }
  }
}
