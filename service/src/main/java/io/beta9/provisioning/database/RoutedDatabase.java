package io.beta9.provisioning.database;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * The database: the primary, and for work that {@linkplain ReadRouting says} that it only reads a
 * replica, as long as that is fresh. {@code api_reads_total{served_by, because}} counts who served.
 */
public final class RoutedDatabase extends AbstractDataSource {
  private final HikariDataSource primary;
  private final @Nullable Replica replica;
  private final MeterRegistry meters;

  public RoutedDatabase(HikariDataSource primary, @Nullable Replica replica, MeterRegistry meters) {
    this.primary = primary;
    this.replica = replica;
    this.meters = meters;
    if (replica != null) {
      Gauge.builder("database.replica.lag.seconds", replica, RoutedDatabase::lag).register(meters);
    }
  }

  private static double lag(Replica replica) {
    Duration lag = replica.last().lag();
    return lag == null ? Double.NaN : lag.toMillis() / 1000.0;
  }

  /** The replica, where there is one. */
  public @Nullable Replica replica() {
    return replica;
  }

  /**
   * A position that everything written until now lies before; null where there is no replica that
   * would want to know.
   */
  public @Nullable Lsn written() {
    if (replica == null) {
      return null;
    }
    try (Connection connection = primary.getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery("select pg_current_wal_insert_lsn()::text")) {
      return row.next() ? Lsn.parse(String.valueOf(row.getString(1))).orElse(null) : null;
    } catch (SQLException e) {
      return null;
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    ReadRouting reading = ReadRouting.current();
    if (reading == null || replica == null) {
      return primary.getConnection();
    }
    String because = refusal(replica, reading);
    if (because == null) {
      try {
        Connection connection = alive(replica.pool().getConnection());
        reading.servedByReplica();
        count("replica", "fresh");
        return connection;
      } catch (SQLException e) {
        replica.missed();
        because = "away";
      }
    }
    count("primary", because);
    return primary.getConnection();
  }

  /** Why the replica cannot serve this; null where it can. */
  private static @Nullable String refusal(Replica replica, ReadRouting reading) {
    Replica.ReplicaObservation look = replica.last();
    if (look.state() != Replica.ReplicaState.FRESH) {
      return look.state().name().toLowerCase(Locale.ROOT);
    }
    Lsn after = reading.after();
    if (after == null || covers(look.replayed(), after) || covers(replica.replayed(), after)) {
      return null;
    }
    return "own_write";
  }

  /** The pool trusts what was alive half a second ago; a replica may be gone since. */
  private static Connection alive(Connection connection) throws SQLException {
    if (!connection.isValid(1)) {
      connection.close();
      throw new SQLException("the connection to the replica is broken");
    }
    return connection;
  }

  private static boolean covers(@Nullable Lsn replayed, Lsn after) {
    return replayed != null && replayed.compareTo(after) >= 0;
  }

  private void count(String by, String because) {
    meters.counter("api.reads", "served_by", by, "because", because).increment();
  }

  @Override
  public Connection getConnection(String username, String password) throws SQLException {
    throw new SQLException("the database knows its user");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(this) ? type.cast(this) : primary.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this) || primary.isWrapperFor(type);
  }
}
