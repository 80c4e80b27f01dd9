package io.beta9.provisioning.database;

import io.beta9.provisioning.settings.server.DatabaseUrl;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections with the credentials that a URL has at the time, so that a rotated password
 * takes effect without a restart. Connections that are open remain valid.
 */
public final class DatabaseConnector implements DataSource {
  private final DatabaseUrl url;
  private final Map<String, String> properties;
  private volatile int loginTimeoutSeconds;

  /**
   * @param properties of the driver, for example {@code connectTimeout}
   */
  public DatabaseConnector(DatabaseUrl url, Map<String, String> properties) {
    this.url = url;
    this.properties = Map.copyOf(properties);
  }

  @Override
  public Connection getConnection() throws SQLException {
    DatabaseUrl current = url.current();
    return open(current, current.user(), current.password());
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return open(url, user, password);
  }

  private Connection open(DatabaseUrl to, @Nullable String user, @Nullable String password)
      throws SQLException {
    Properties all = new Properties();
    all.putAll(properties);
    if (loginTimeoutSeconds > 0) {
      all.setProperty("loginTimeout", Integer.toString(loginTimeoutSeconds));
    }
    if (user != null) {
      all.setProperty("user", user);
    }
    if (password != null) {
      all.setProperty("password", password);
    }
    return DriverManager.getConnection(to.jdbcUrl(), all);
  }

  @Override
  public void setLoginTimeout(int seconds) {
    loginTimeoutSeconds = seconds;
  }

  @Override
  public int getLoginTimeout() {
    return loginTimeoutSeconds;
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) {
    // The driver logs through java.util.logging.
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("it has no logger");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new SQLException("it is not a " + type.getName());
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
