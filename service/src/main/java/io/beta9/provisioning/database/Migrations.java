package io.beta9.provisioning.database;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
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
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The schema's versions: numbered scripts with a way up and a way down, under {@code db/migration}.
 * Several processes may start at once: an advisory lock lets one after the other migrate.
 */
public final class Migrations {
  static final long LOCK = 0x6265746139L;

  private final DataSource dataSource;
  private final PrintStream out;

  /**
   * @param out where the progress of scripts is told
   */
  public Migrations(DataSource dataSource, PrintStream out) {
    this.dataSource = dataSource;
    this.out = out;
  }

  /** The database did not answer. */
  public static final class UnreachableException extends RuntimeException {
    public UnreachableException(String message, Throwable cause) {
      super(message, cause);
    }

    UnreachableException(SQLException cause) {
      this("the schema could not be migrated: " + cause.getMessage(), cause);
    }
  }

  /** One script, and when it was applied: null where it was not. */
  public record Applied(
      int id, String description, @org.jspecify.annotations.Nullable String appliedAt) {}

  /**
   * Looks whether the database answers.
   *
   * @throws UnreachableException where it does not
   */
  public void reach() {
    try (Connection connection = dataSource.getConnection()) {
      connection.getMetaData();
    } catch (SQLException e) {
      throw new UnreachableException(e);
    }
  }

  /** Applies every script that has not been applied. */
  public void up() {
    up(script -> {});
  }

  /**
   * Applies every script that has not been applied.
   *
   * @param onApplied receives each script after it was applied
   */
  public void up(Consumer<Applied> onApplied) {
    locked(
        connections ->
            status().stream()
                .filter(script -> script.appliedAt() == null)
                .forEach(
                    script -> {
                      new UpOperation(1).operate(connections, new Scripts(), option(), out);
                      onApplied.accept(script);
                    }));
  }

  /** Takes back the newest scripts, newest first. */
  public void down(int steps) {
    locked(
        connections -> new DownOperation(steps).operate(connections, new Scripts(), option(), out));
  }

  /** Goes up or down until that script is the newest that is applied. */
  void moveTo(int newest) {
    List<Applied> scripts = status();
    long below = scripts.stream().filter(script -> script.id() <= newest).count();
    long applied = scripts.stream().filter(script -> script.appliedAt() != null).count();
    if (applied > below) {
      down((int) (applied - below));
    } else if (applied < below) {
      int steps = (int) (below - applied);
      locked(
          connections -> new UpOperation(steps).operate(connections, new Scripts(), option(), out));
    }
  }

  /** The newest scripts that are applied, newest first, each with its way down. */
  public List<MigrationUndo> waysDown(int steps) {
    Scripts scripts = new Scripts();
    List<Applied> applied =
        status().stream().filter(script -> script.appliedAt() != null).toList().reversed();
    return applied.stream()
        .limit(steps)
        .map(
            script -> {
              Change change =
                  new Change(BigDecimal.valueOf(script.id()), null, script.description());
              try (Reader reader = scripts.getScriptReader(change, true)) {
                java.io.StringWriter text = new java.io.StringWriter();
                reader.transferTo(text);
                return MigrationUndo.of(script, text.toString());
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .toList();
  }

  /** Lets a connection wait for what takes long: the pool's gives up after half a minute. */
  static void patient(Connection connection) throws SQLException {
    connection.setNetworkTimeout(Runnable::run, 0);
    try (var statement = connection.createStatement()) {
      statement.execute("set statement_timeout = 0");
      statement.execute("set idle_in_transaction_session_timeout = 0");
    }
  }

  /** Every script in its order. */
  public List<Applied> status() {
    StatusOperation status =
        new StatusOperation()
            .operate(
                provider(),
                new Scripts(),
                option(),
                new PrintStream(java.io.OutputStream.nullOutputStream()));
    return status.getCurrentStatus().stream()
        .map(
            change ->
                new Applied(
                    change.getId().intValueExact(),
                    change.getDescription(),
                    change.getAppliedTimestamp()))
        .toList();
  }

  private interface MigrationWork {
    void run(ConnectionProvider connections);
  }

  private void locked(MigrationWork work) {
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
