package io.beta9.provisioning.testing;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A database that a test makes unavailable, and that reports each connection before it opens. */
public final class SwitchableDataSource extends DelegatingDataSource {
  private volatile boolean available = true;
  private volatile Runnable beforeConnection = () -> {};

  public SwitchableDataSource(DataSource target) {
    super(target);
  }

  public void setAvailable(boolean available) {
    this.available = available;
  }

  /** Sets what is executed before each connection is opened. */
  public void beforeConnection(Runnable action) {
    this.beforeConnection = action;
  }

  @Override
  public Connection getConnection() throws SQLException {
    beforeConnection.run();
    if (!available) {
      throw new SQLException("the database is unavailable", "08001");
    }
    return super.getConnection();
  }
}
