package io.beta9.provisioning.database;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Writes backups. All tables are read in one transaction, row by row through the driver, so that
 * the use of memory does not depend on the size of the database and no PostgreSQL program is
 * required.
 */
public final class BackupWriter {
  private final DataSource dataSource;
  private final Clock clock;
  private final Consumer<String> progress;

  /**
   * @param progress receives a message for each table that was written
   */
  public BackupWriter(DataSource dataSource, Clock clock, Consumer<String> progress) {
    this.dataSource = dataSource;
    this.clock = clock;
    this.progress = progress;
  }

  /**
   * Writes a backup. Only migrations have to wait for it. The file has mode 0600 and appears only
   * when it is complete.
   *
   * @param file must not exist
   */
  public BackupManifest write(Path file) {
    return write(file, null);
  }

  /**
   * Writes an encrypted backup, see {@link #write(Path)}.
   *
   * @param keyFile file with the public keys that it is encrypted for; null for no encryption
   */
  public BackupManifest write(Path file, @Nullable Path keyFile) {
    if (Files.exists(file)) {
      throw new FailureException(Failure.of(FailureCode.BACKUP_FILE_EXISTS).about(file.toString()));
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.createFile(
          part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      throw new FailureException(
          Failure.of(FailureCode.BACKUP_FILE_EXISTS)
              .about(file.toString())
              .with(FailureParameter.PATH, part.toString()));
    } catch (IOException e) {
      throw new FailureException(
          Failure.of(FailureCode.BACKUP_NOT_WRITABLE)
              .about(file.toString())
              .with(FailureParameter.REPORTED, e.toString()));
    }
    try {
      BackupManifest manifest = write(part, keyFile, new ArrayList<>());
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      return manifest;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new FailureException(
          Failure.of(FailureCode.BACKUP_FAILED)
              .with(FailureParameter.REPORTED, String.valueOf(e.getMessage())),
          e);
    } finally {
      try {
        Files.deleteIfExists(part);
      } catch (IOException e) {
        progress.accept("could not remove " + part + ": " + e.getMessage());
      }
    }
  }

  private BackupManifest write(
      Path part, @Nullable Path keyFile, List<BackupManifest.TableContent> contents)
      throws SQLException, IOException {
    try (FileChannel file = FileChannel.open(part, StandardOpenOption.WRITE)) {
      // The last block of an encrypted file is written when its channel is closed, which closes the
      // file as well.
      WritableByteChannel target =
          keyFile == null ? file : EncryptedBackup.encryptTo(file, keyFile);
      BackupManifest manifest;
      try (ZipOutputStream zip =
          new ZipOutputStream(new BufferedOutputStream(Channels.newOutputStream(target)))) {
        manifest = write(zip, contents);
      }
      force(part);
      return manifest;
    }
  }

  private static void force(Path part) throws IOException {
    try (FileChannel file = FileChannel.open(part, StandardOpenOption.WRITE)) {
      file.force(true);
    }
  }

  private BackupManifest write(ZipOutputStream zip, List<BackupManifest.TableContent> contents)
      throws SQLException, IOException {
    try (Connection connection = dataSource.getConnection()) {
      Migrations.disableTimeouts(connection);
      TableCatalog catalog = new TableCatalog(connection);
      catalog.execute("select pg_advisory_lock_shared(" + Migrations.LOCK + ")");
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      try {
        List<TableCatalog.TableDefinition> tables = catalog.tables();
        List<Integer> schema = catalog.schema();
        if (schema.isEmpty()) {
          throw new FailureException(
              Failure.of(FailureCode.NOTHING_TO_BACK_UP).about(catalog.database()));
        }
        for (TableCatalog.TableDefinition table : tables) {
          contents.add(copy(catalog, table, zip));
        }
        BackupManifest manifest =
            new BackupManifest(
                BackupManifest.FORMAT,
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                catalog.database(),
                schema,
                contents,
                catalog.sequences());
        byte[] text = BackupReader.JSON.writeValueAsBytes(manifest);
        zip.putNextEntry(new ZipEntry(BackupReader.MANIFEST));
        zip.write(text);
        zip.closeEntry();
        zip.setComment(BackupReader.COMMENT_PREFIX + BackupReader.sha256(text));
        zip.finish();
        return manifest;
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
        catalog.execute("select pg_advisory_unlock_shared(" + Migrations.LOCK + ")");
      }
    }
  }

  private BackupManifest.TableContent copy(
      TableCatalog catalog, TableCatalog.TableDefinition table, ZipOutputStream zip)
      throws SQLException, IOException {
    RowDigest digest = new RowDigest();
    zip.putNextEntry(new ZipEntry(table.name() + ".copy"));
    try {
      catalog.read(
          table,
          row -> {
            digest.add(row);
            try {
              zip.write(row);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    zip.closeEntry();
    progress.accept("%s: %d rows".formatted(table.name(), digest.rows()));
    return new BackupManifest.TableContent(
        table.name(), table.columns(), digest.rows(), digest.checksum());
  }
}
