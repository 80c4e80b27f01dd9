package io.beta9.provisioning.bench.scale;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.app.CoreConfiguration;
import io.beta9.provisioning.bench.server.ProcessCpu;
import io.beta9.provisioning.database.DatabaseConnector;
import io.beta9.provisioning.database.Migrations;
import io.beta9.provisioning.devstack.servers.EmbeddedServers;
import io.beta9.provisioning.settings.server.DatabaseUrl;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * A PostgreSQL whose clock is virtual. {@code now()} in the statements of the repositories, in
 * column defaults and in functions is a function of the schema {@code simulation}, which precedes
 * {@code pg_catalog} in the search path; it returns the time that was last set in the session. The
 * repositories are unchanged, and everything that they leave to the database's clock, such as the
 * expiry of reservations, follows the virtual time as well.
 *
 * <p>Each kind of statement has a connection of its own, so that the CPU time of its server process
 * is that of the kind. Not thread-safe: the simulation executes one action at a time.
 */
final class SimulationDatabase implements AutoCloseable {
  private static final int CALIBRATION_STATEMENTS = 20_000;

  private final VirtualTime time;
  private final EmbeddedServers servers;
  private final Map<QueryKind, Session> sessions = new EnumMap<>(QueryKind.class);
  private double cpuSecondsPerClockSetting;
  private QueryKind current = QueryKind.SETUP;

  /** The load of one kind of statement. */
  record QueryLoad(long statements, double cpuSeconds) {
    QueryLoad since(QueryLoad earlier) {
      return new QueryLoad(statements - earlier.statements, cpuSeconds - earlier.cpuSeconds);
    }
  }

  private static final class Session {
    private final Connection connection;
    private final Connection proxy;
    private final PreparedStatement setClock;
    private final long serverProcess;
    private long clock = -1;
    private long statements;
    private long clockSettings;

    Session(Connection connection, SimulationDatabase database) throws SQLException {
      this.connection = connection;
      this.setClock = connection.prepareStatement("select set_config('simulation.now', ?, false)");
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
        row.next();
        this.serverProcess = row.getLong(1);
      }
      this.proxy =
          (Connection)
              Proxy.newProxyInstance(
                  Session.class.getClassLoader(),
                  new Class<?>[] {Connection.class},
                  (self, method, arguments) -> {
                    switch (method.getName()) {
                      case "close" -> {
                        return null;
                      }
                      case "prepareStatement", "createStatement" -> {
                        if (arguments == null || readsClock((String) arguments[0])) {
                          database.setClock(this);
                        }
                        statements++;
                      }
                      default -> {}
                    }
                    try {
                      return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                      throw e.getCause();
                    }
                  });
    }

    /** Column defaults read it as well. */
    private static boolean readsClock(String sql) {
      return sql.contains("now()") || sql.contains("insert ");
    }

    void setClock(VirtualTime time) throws SQLException {
      setClock.setString(1, time.instant().toString());
      setClock.execute();
      clock = time.nanos();
      clockSettings++;
    }
  }

  static SimulationDatabase start(Path folder, VirtualTime time) throws SQLException {
    EmbeddedServers servers = EmbeddedServers.start(folder);
    SimulationDatabase database = new SimulationDatabase(time, servers);
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("create schema simulation");
      // One expression, so that the planner replaces the call by it.
      statement.execute(
          """
          create function simulation.now() returns timestamptz language sql stable as $$
            select coalesce(nullif(current_setting('simulation.now', true), '')::timestamptz,
                            pg_catalog.now())
          $$
          """);
      statement.execute("alter database postgres set search_path = simulation, pg_catalog");
      // The durability of the simulation's writes does not matter, only their CPU time.
      statement.execute("alter database postgres set synchronous_commit = off");
    }
    try (HikariDataSource pool =
        CoreConfiguration.pool(
            DatabaseUrl.parse(servers.administratorUrl()), CoreConfiguration.COMMAND_POOL_SIZE)) {
      new Migrations(pool).up();
    }
    for (QueryKind kind : QueryKind.values()) {
      database.sessions.put(kind, new Session(database.connect(), database));
    }
    database.calibrate();
    return database;
  }

  private SimulationDatabase(VirtualTime time, EmbeddedServers servers) {
    this.time = time;
    this.servers = servers;
  }

  private Connection connect() throws SQLException {
    return new DatabaseConnector(DatabaseUrl.parse(servers.administratorUrl()), Map.of())
        .getConnection();
  }

  /** Measures the cost of setting the time of a session, which production does not do. */
  private void calibrate() throws SQLException {
    Session session = session(QueryKind.SETUP);
    double before = ProcessCpu.seconds(session.serverProcess);
    for (int i = 0; i < CALIBRATION_STATEMENTS; i++) {
      session.setClock(time);
    }
    cpuSecondsPerClockSetting =
        (ProcessCpu.seconds(session.serverProcess) - before) / CALIBRATION_STATEMENTS;
  }

  private void setClock(Session session) throws SQLException {
    if (session.clock != time.nanos()) {
      session.setClock(time);
    }
  }

  private Session session(QueryKind kind) {
    return Objects.requireNonNull(sessions.get(kind));
  }

  /** Executes an action whose statements belong to a kind. It must not sleep. */
  <T> T as(QueryKind kind, Supplier<T> action) {
    QueryKind before = current;
    current = kind;
    try {
      return action.get();
    } finally {
      current = before;
    }
  }

  void run(QueryKind kind, Runnable action) {
    as(
        kind,
        () -> {
          action.run();
          return true;
        });
  }

  /** Sets the kind of all statements that are not executed {@link #as} another kind. */
  void setDefault(QueryKind kind) {
    current = kind;
  }

  /** Returns the load since the start, without what the virtual time costs. */
  Map<QueryKind, QueryLoad> load() {
    Map<QueryKind, QueryLoad> load = new EnumMap<>(QueryKind.class);
    sessions.forEach(
        (kind, session) ->
            load.put(
                kind,
                new QueryLoad(
                    session.statements,
                    Math.max(
                        0,
                        ProcessCpu.seconds(session.serverProcess)
                            - session.clockSettings * cpuSecondsPerClockSetting))));
    return load;
  }

  /** Returns the connection of the kind that is current when a connection is requested. */
  DataSource dataSource() {
    return new SessionDataSource(() -> session(current).proxy);
  }

  /** Returns the connection of one kind. */
  DataSource dataSource(QueryKind kind) {
    return new SessionDataSource(() -> session(kind).proxy);
  }

  /** Updates the planner's statistics, as autovacuum does. */
  void analyze() throws SQLException {
    try (Statement statement = session(QueryKind.SETUP).connection.createStatement()) {
      statement.execute("vacuum analyze");
    }
  }

  @Override
  public void close() {
    try {
      for (Session session : sessions.values()) {
        session.connection.close();
      }
    } catch (SQLException e) {
      throw new IllegalStateException("a connection could not be closed", e);
    } finally {
      servers.close();
    }
  }

  private record SessionDataSource(Supplier<Connection> connections) implements DataSource {
    @Override
    public Connection getConnection() {
      return connections.get();
    }

    @Override
    public Connection getConnection(String username, String password) {
      return connections.get();
    }

    @Override
    public PrintWriter getLogWriter() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void setLogWriter(PrintWriter out) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void setLoginTimeout(int seconds) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int getLoginTimeout() {
      return 0;
    }

    @Override
    public Logger getParentLogger() {
      return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
      throw new SQLException("not a wrapper");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
      return false;
    }
  }
}
