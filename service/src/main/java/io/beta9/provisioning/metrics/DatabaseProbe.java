package io.beta9.provisioning.metrics;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.settings.DatabaseUrl;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks whether the primary database can be used: it answers and is not a standby. A pool whose
 * connections are all in use is not mistaken for an unavailable database: a connection outside of
 * the pool decides.
 */
public final class DatabaseProbe implements BooleanSupplier {
  private static final Logger log = LoggerFactory.getLogger(DatabaseProbe.class);
  private static final String TIMEOUT_SECONDS = "2";

  private final HikariDataSource pool;
  private final DatabaseUrl url;

  public DatabaseProbe(HikariDataSource pool, DatabaseUrl url) {
    this.pool = pool;
    this.url = url;
  }

  @Override
  public boolean getAsBoolean() {
    try (Connection connection = isExhausted() ? open() : pool.getConnection()) {
      return isPrimary(connection);
    } catch (SQLException e) {
      log.debug("The database is unavailable", e);
      return false;
    }
  }

  private boolean isExhausted() {
    return pool.getHikariPoolMXBean() != null
        && pool.getHikariPoolMXBean().getActiveConnections() >= pool.getMaximumPoolSize();
  }

  private Connection open() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("connectTimeout", TIMEOUT_SECONDS);
    properties.setProperty("socketTimeout", TIMEOUT_SECONDS);
    if (url.user() != null) {
      properties.setProperty("user", url.user());
    }
    if (url.password() != null) {
      properties.setProperty("password", url.password());
    }
    return DriverManager.getConnection(url.jdbcUrl(), properties);
  }

  private static boolean isPrimary(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("select pg_is_in_recovery()")) {
      return row.next() && !row.getBoolean(1);
    }
  }
}
