package io.beta9.provisioning.database;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Routes connections to the primary or, for threads that {@linkplain ReadRouting may read from the
 * replica}, to the replica while it is fresh. {@code api_reads_total{served_by, because}} counts
 * the reads.
 */
public final class RoutedDatabase extends AbstractDataSource {
  private static final String OWN_WRITE = "own_write";

  private final HikariDataSource primary;
  private final @Nullable Replica replica;
  private final MeterRegistry meters;

  public RoutedDatabase(HikariDataSource primary, @Nullable Replica replica, MeterRegistry meters) {
    this.primary = primary;
    this.replica = replica;
    this.meters = meters;
    if (replica != null) {
      Gauge.builder("database.replica.lag.seconds", replica, RoutedDatabase::lag)
          .description("Age of the data that the replica shows")
          .register(meters);
      Gauge.builder("database.replica.fresh", replica, RoutedDatabase::fresh)
          .description("1 while the replica serves reads, 0 otherwise")
          .register(meters);
      reads("replica", "fresh");
      for (Replica.ReplicaState state : Replica.ReplicaState.values()) {
        if (state != Replica.ReplicaState.FRESH) {
          reads("primary", code(state));
        }
      }
      reads("primary", OWN_WRITE);
    }
  }

  private static double lag(Replica replica) {
    Duration lag = replica.last().lag();
    return lag == null ? Double.NaN : lag.toMillis() / 1000.0;
  }

  /** Returns the replica; null if there is none. */
  public @Nullable Replica replica() {
    return replica;
  }

  /**
   * Returns a position after all writes until now; null if there is no replica or the primary is
   * unavailable.
   */
  public @Nullable Lsn currentPosition() {
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
    ReadRouting routing = ReadRouting.current();
    if (routing == null || replica == null) {
      return primary.getConnection();
    }
    String because = reasonForPrimary(replica, routing);
    if (because == null) {
      try {
        Connection connection = validated(replica.pool().getConnection());
        routing.servedByReplica();
        count("replica", "fresh");
        return connection;
      } catch (SQLException e) {
        replica.markUnavailable();
        because = "unavailable";
      }
    }
    count("primary", because);
    return primary.getConnection();
  }

  /** Returns why the replica cannot serve the thread; null if it can. */
  private static @Nullable String reasonForPrimary(Replica replica, ReadRouting routing) {
    Replica.ReplicaObservation observation = replica.last();
    if (observation.state() != Replica.ReplicaState.FRESH) {
      return code(observation.state());
    }
    Lsn after = routing.after();
    if (after == null
        || covers(observation.replayed(), after)
        || covers(replica.replayed(), after)) {
      return null;
    }
    return OWN_WRITE;
  }

  /** Validates a connection: the pool does not validate one that was used within 500 ms. */
  private static Connection validated(Connection connection) throws SQLException {
    if (!connection.isValid(1)) {
      connection.close();
      throw new SQLException("the connection to the replica is broken");
    }
    return connection;
  }

  private static boolean covers(@Nullable Lsn replayed, Lsn after) {
    return replayed != null && replayed.compareTo(after) >= 0;
  }

  private void count(String servedBy, String because) {
    reads(servedBy, because).increment();
  }

  private Counter reads(String servedBy, String because) {
    return Counter.builder("api.reads")
        .description("Reads that the replica may serve, by the server that served them and why")
        .tag("served_by", servedBy)
        .tag("because", because)
        .register(meters);
  }

  private static double fresh(Replica replica) {
    return replica.last().state() == Replica.ReplicaState.FRESH ? 1 : 0;
  }

  private static String code(Replica.ReplicaState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Connection getConnection(String username, String password) throws SQLException {
    throw new SQLException("the user is part of the URL");
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
