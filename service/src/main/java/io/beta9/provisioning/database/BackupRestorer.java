package io.beta9.provisioning.database;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.postgresql.copy.CopyIn;

/** Restores a backup into an empty database, in one transaction that also verifies it. */
public final class BackupRestorer {
  private final DataSource dataSource;
  private final Migrations migrations;
  private final Consumer<String> progress;

  /**
   * @param progress receives a message for each table that is restored and verified
   */
  public BackupRestorer(DataSource dataSource, Migrations migrations, Consumer<String> progress) {
    this.dataSource = dataSource;
    this.migrations = migrations;
    this.progress = progress;
  }

  /**
   * Restores a backup and then applies the pending migrations.
   *
   * @throws FailureException if the file is damaged or the database is not empty
   */
  public void restore(BackupReader backup) {
    backup.verify();
    progress.accept("the file is complete: " + backup.manifest().rows() + " rows");
    try (Connection connection = dataSource.getConnection()) {
      TableCatalog catalog = new TableCatalog(connection);
      requireEmpty(catalog);
      migrateToSchemaOf(catalog, backup.manifest());
      Migrations.disableTimeouts(connection);
      connection.setAutoCommit(false);
      try {
        restoreTables(catalog, backup);
        connection.commit();
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw new FailureException(
          Failure.of(FailureCode.RESTORE_FAILED)
              .with(FailureParameter.REPORTED, String.valueOf(e.getMessage())),
          e);
    }
    migrations.up();
  }

  private void requireEmpty(TableCatalog catalog) throws SQLException {
    StringBuilder contents = new StringBuilder();
    List<TableCatalog.TableDefinition> tables = catalog.tables();
    if (!tables.isEmpty() && catalog.schema().isEmpty()) {
      contents
          .append("tables of another product: ")
          .append(
              tables.stream()
                  .map(TableCatalog.TableDefinition::name)
                  .collect(Collectors.joining(", ")));
    } else {
      for (TableCatalog.TableDefinition table : tables) {
        if (!catalog.isEmpty(table.name())) {
          contents.append(contents.isEmpty() ? "rows in " : ", ").append(table.name());
        }
      }
    }
    if (!contents.isEmpty()) {
      String database = catalog.database();
      throw new FailureException(
          Failure.of(FailureCode.DATABASE_NOT_EMPTY)
              .about(database)
              .with(FailureParameter.FOUND, contents.toString()));
    }
  }

  private void migrateToSchemaOf(TableCatalog catalog, BackupManifest manifest)
      throws SQLException {
    List<Integer> known = migrations.status().stream().map(Migrations.Migration::id).toList();
    if (!known.containsAll(manifest.schema())) {
      throw new FailureException(
          Failure.of(FailureCode.BACKUP_VERSION_UNSUPPORTED)
              .with(FailureParameter.VERSION, "%03d".formatted(manifest.latestMigration()))
              .with(FailureParameter.LIMIT, "%03d".formatted(known.getLast())));
    }
    if (!catalog.schema().equals(manifest.schema())) {
      progress.accept("migrating the schema to %03d first".formatted(manifest.latestMigration()));
      migrations.migrateTo(manifest.latestMigration());
    }
    if (!catalog.schema().equals(manifest.schema())) {
      throw new FailureException(
          Failure.of(FailureCode.SCHEMA_DIFFERS)
              .with(FailureParameter.SCHEMA, manifest.schema().toString()));
    }
  }

  private void restoreTables(TableCatalog catalog, BackupReader backup) throws SQLException {
    List<TableCatalog.TableDefinition> tables = catalog.tables();
    catalog.execute(
        "lock table "
            + tables.stream()
                .map(table -> TableCatalog.quoted(table.name()))
                .collect(Collectors.joining(", "))
            + " in exclusive mode");
    requireEmpty(catalog);
    // Rows are restored as they were: a trigger would change them, or write rows of its own.
    List<String> withTriggers = catalog.tablesWithTriggers();
    for (String table : withTriggers) {
      catalog.execute("alter table " + TableCatalog.quoted(table) + " disable trigger user");
    }
    for (TableCatalog.TableDefinition table : tables) {
      BackupManifest.TableContent content =
          backup.manifest().tables().stream()
              .filter(candidate -> candidate.name().equals(table.name()))
              .findFirst()
              .orElseThrow(() -> differs(table.name()));
      if (!content.columns().equals(table.columns())) {
        throw differs(table.name());
      }
      copy(catalog, table, content, backup);
      verify(catalog, table, content);
      progress.accept("%s: %d rows, verified".formatted(table.name(), content.rows()));
    }
    for (String table : withTriggers) {
      catalog.execute("alter table " + TableCatalog.quoted(table) + " enable trigger user");
    }
    for (BackupManifest.Sequence sequence : backup.manifest().sequences()) {
      catalog.rows(
          "select setval(?::regclass, ?::bigint, ?::boolean)::text",
          TableCatalog.quoted(sequence.name()),
          String.valueOf(sequence.lastValue()),
          String.valueOf(sequence.called()));
    }
  }

  private static void copy(
      TableCatalog catalog,
      TableCatalog.TableDefinition table,
      BackupManifest.TableContent content,
      BackupReader backup)
      throws SQLException {
    CopyIn copy = catalog.copies().copyIn("copy " + table.copyTarget() + " from stdin");
    try {
      backup.read(content, row -> copy.writeToCopy(row, 0, row.length));
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private static void verify(
      TableCatalog catalog, TableCatalog.TableDefinition table, BackupManifest.TableContent content)
      throws SQLException {
    RowDigest digest = new RowDigest();
    catalog.read(table, digest::add);
    if (digest.rows() != content.rows() || !digest.checksum().equals(content.checksum())) {
      throw new FailureException(
          Failure.of(FailureCode.RESTORE_NOT_VERIFIED)
              .with(FailureParameter.TABLE, table.name())
              .with(FailureParameter.ROWS, digest.rows())
              .with(FailureParameter.EXPECTED, content.rows()));
    }
  }

  private static FailureException differs(String table) {
    return new FailureException(
        Failure.of(FailureCode.SCHEMA_DIFFERS).with(FailureParameter.TABLE, table));
  }
}
