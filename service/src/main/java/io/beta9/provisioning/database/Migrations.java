package io.beta9.provisioning.database;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.ibatis.migration.Change;
import org.apache.ibatis.migration.ConnectionProvider;
import org.apache.ibatis.migration.MigrationLoader;
import org.apache.ibatis.migration.MigrationReader;
import org.apache.ibatis.migration.operations.DownOperation;
import org.apache.ibatis.migration.operations.StatusOperation;
import org.apache.ibatis.migration.operations.UpOperation;
import org.apache.ibatis.migration.options.DatabaseOperationOption;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Migrates the schema with the numbered scripts in {@code db/migration}, each of which has an undo
 * part. Several processes may start at the same time: an advisory lock serializes their migrations.
 */
public final class Migrations {
  static final long LOCK = 0x6265746139L;

  private final DataSource dataSource;
  private final PrintStream out;

  /** Creates migrations that print nothing. */
  public Migrations(DataSource dataSource) {
    this(
        dataSource,
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
  }

  /**
   * Creates migrations that print the SQL.
   *
   * @param out receives the SQL of the scripts
   */
  public Migrations(DataSource dataSource, PrintStream out) {
    this.dataSource = dataSource;
    this.out = out;
  }

  /** The database is unavailable. */
  public static final class UnreachableException extends RuntimeException {
    public UnreachableException(String message, Throwable cause) {
      super(message, cause);
    }

    UnreachableException(SQLException cause) {
      this("the database is unavailable: " + cause.getMessage(), cause);
    }
  }

  /**
   * A migration script.
   *
   * @param appliedAt when it was applied; null if it is pending
   */
  public record Migration(int id, String description, @Nullable String appliedAt) {}

  /**
   * Connects to the database.
   *
   * @throws UnreachableException if the database is unavailable
   */
  public void checkAvailable() {
    try (Connection connection = dataSource.getConnection()) {
      connection.getMetaData();
    } catch (SQLException e) {
      throw new UnreachableException(e);
    }
  }

  /**
   * Applies the pending migrations.
   *
   * @throws FailureException if one is pending that precedes an applied one; none is applied then
   */
  public void up() {
    up(script -> {});
  }

  /**
   * Applies the pending migrations.
   *
   * @param onApplied receives each migration after it was applied
   * @throws FailureException if one is pending that precedes an applied one; none is applied then
   */
  public void up(Consumer<Migration> onApplied) {
    runLocked(
        connections -> {
          List<Migration> scripts = status();
          requireOrder(scripts);
          scripts.stream()
              .filter(script -> script.appliedAt() == null)
              .forEach(
                  script -> {
                    new UpOperation(1).operate(connections, new Scripts(), option(), out);
                    onApplied.accept(script);
                  });
        });
  }

  /** The library skips pending migrations that precede the latest applied one. */
  private static void requireOrder(List<Migration> scripts) {
    Optional<Migration> pending =
        scripts.stream().filter(script -> script.appliedAt() == null).findFirst();
    if (pending.isEmpty()) {
      return;
    }
    List<Migration> later =
        scripts.stream()
            .filter(script -> script.appliedAt() != null && script.id() > pending.get().id())
            .toList();
    if (!later.isEmpty()) {
      throw new FailureException(
          Failure.of(FailureCode.MIGRATION_OUT_OF_ORDER)
              .about("%03d %s".formatted(pending.get().id(), pending.get().description()))
              .with(FailureParameter.VERSION, "%03d".formatted(later.getLast().id()))
              .with(FailureParameter.COUNT, later.size()));
    }
  }

  /** Reverts the latest migrations, latest first. */
  public void down(int steps) {
    runLocked(
        connections -> new DownOperation(steps).operate(connections, new Scripts(), option(), out));
  }

  /** Applies or reverts migrations until the one with this id is the latest. */
  void migrateTo(int latest) {
    List<Migration> scripts = status();
    long target = scripts.stream().filter(script -> script.id() <= latest).count();
    long applied = scripts.stream().filter(script -> script.appliedAt() != null).count();
    if (applied > target) {
      down((int) (applied - target));
    } else if (applied < target) {
      int steps = (int) (target - applied);
      runLocked(
          connections -> new UpOperation(steps).operate(connections, new Scripts(), option(), out));
    }
  }

  /** Returns the undo parts of the latest applied migrations, latest first. */
  public List<MigrationUndo> undoParts(int steps) {
    Scripts scripts = new Scripts();
    List<Migration> applied =
        status().stream().filter(script -> script.appliedAt() != null).toList().reversed();
    return applied.stream()
        .limit(steps)
        .map(
            script -> {
              Change change =
                  new Change(BigDecimal.valueOf(script.id()), null, script.description());
              try (Reader reader = scripts.getScriptReader(change, true)) {
                StringWriter text = new StringWriter();
                reader.transferTo(text);
                return MigrationUndo.of(script, text.toString());
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .toList();
  }

  /** Disables the timeouts of the pool, for statements that take longer than 30 seconds. */
  static void disableTimeouts(Connection connection) throws SQLException {
    connection.setNetworkTimeout(Runnable::run, 0);
    try (var statement = connection.createStatement()) {
      statement.execute("set statement_timeout = 0");
      statement.execute("set idle_in_transaction_session_timeout = 0");
    }
  }

  /** Returns all migrations in order, applied and pending. */
  public List<Migration> status() {
    StatusOperation status =
        new StatusOperation()
            .operate(
                provider(),
                new Scripts(),
                option(),
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    return status.getCurrentStatus().stream()
        .map(
            change ->
                new Migration(
                    change.getId().intValueExact(),
                    change.getDescription(),
                    change.getAppliedTimestamp()))
        .toList();
  }

  /** Returns whether a migration has not been applied. */
  public boolean isPending() {
    return status().stream().anyMatch(script -> script.appliedAt() == null);
  }

  /**
   * Returns whether the role of the connection may create tables in the schema.
   *
   * @throws UnreachableException if the database is unavailable
   */
  public boolean isPermitted() {
    try (Connection connection = dataSource.getConnection()) {
      return Boolean.parseBoolean(
          new TableCatalog(connection)
              .rows(
                  "select coalesce(has_schema_privilege(current_schema(), 'create'), false)::text")
              .getFirst()
              .getFirst());
    } catch (SQLException e) {
      throw new UnreachableException(e);
    }
  }

  private interface MigrationWork {
    void run(ConnectionProvider connections);
  }

  private void runLocked(MigrationWork work) {
    try (Connection lock = dataSource.getConnection();
        var statement = lock.createStatement()) {
      statement.execute("select pg_advisory_lock(" + LOCK + ")");
      try {
        work.run(provider());
      } finally {
        statement.execute("select pg_advisory_unlock(" + LOCK + ")");
      }
    } catch (SQLException e) {
      throw new UnreachableException(e);
    }
  }

  private ConnectionProvider provider() {
    return dataSource::getConnection;
  }

  private static DatabaseOperationOption option() {
    DatabaseOperationOption option = new DatabaseOperationOption();
    option.setChangelogTable("schema_changelog");
    option.setStopOnError(true);
    option.setThrowWarning(false);
    option.setSendFullScript(true);
    option.setAutoCommit(false);
    return option;
  }

  private static final class Scripts implements MigrationLoader {
    private final List<Resource> scripts;

    Scripts() {
      try {
        scripts =
            Arrays.stream(
                    new PathMatchingResourcePatternResolver()
                        .getResources("classpath:db/migration/*.sql"))
                .sorted(Comparator.comparing(script -> String.valueOf(script.getFilename())))
                .toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public List<Change> getMigrations() {
      return scripts.stream()
          .map(
              script -> {
                String name = String.valueOf(script.getFilename());
                Change change =
                    new Change(
                        idOf(script),
                        null,
                        name.substring(name.indexOf('_') + 1, name.length() - ".sql".length()));
                change.setFilename(name); // Printed by the library with the script.
                return change;
              })
          // The library sorts and reverses the list that it is given.
          .collect(Collectors.toCollection(ArrayList::new));
    }

    private static BigDecimal idOf(Resource script) {
      String name = String.valueOf(script.getFilename());
      return new BigDecimal(name.substring(0, name.indexOf('_')));
    }

    @Override
    public Reader getScriptReader(Change change, boolean undo) {
      try {
        Resource script =
            scripts.stream()
                .filter(candidate -> idOf(candidate).compareTo(change.getId()) == 0)
                .findFirst()
                .orElseThrow(
                    () -> new IllegalStateException("no script for migration " + change.getId()));
        return new MigrationReader(
            script.getInputStream(), StandardCharsets.UTF_8.name(), undo, new Properties());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Reader getBootstrapReader() {
      return new StringReader("");
    }

    @Override
    public Reader getOnAbortReader() {
      return new StringReader("");
    }
  }
}
