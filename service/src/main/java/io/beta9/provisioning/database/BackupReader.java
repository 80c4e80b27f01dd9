package io.beta9.provisioning.database;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a backup. A backup is a zip file with an entry {@code NAME.copy} for each table, in the
 * text format of PostgreSQL's COPY, and an entry {@code manifest.json}. The comment at the end of
 * the zip file contains the SHA-256 of the manifest.
 */
public final class BackupReader implements AutoCloseable {
  static final String MANIFEST = "manifest.json";
  static final String COMMENT_PREFIX = "beta9-provisioning backup ";
  static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private final Path file;
  private final ZipFile zip;
  private final BackupManifest manifest;

  private BackupReader(Path file, ZipFile zip, BackupManifest manifest) {
    this.file = file;
    this.zip = zip;
    this.manifest = manifest;
  }

  /**
   * Opens a backup and reads its manifest.
   *
   * @throws FailureException if the file is not a backup, is truncated, or was changed
   */
  public static BackupReader open(Path file) {
    return open(file, null);
  }

  /**
   * Opens a backup, which may be encrypted, and reads its manifest.
   *
   * @param keyFile file with secret keys; null if there is none
   * @throws FailureException if the file is not a backup, cannot be decrypted, is truncated, or was
   *     changed
   */
  @SuppressWarnings("MustBeClosedChecker") // closed by close(), or below if opening fails
  public static BackupReader open(Path file, @Nullable Path keyFile) {
    if (!Files.isRegularFile(file)) {
      throw new FailureException(failure(FailureCode.BACKUP_NOT_FOUND, file));
    }
    ZipFile zip = null;
    Path decrypted = null;
    try {
      if (EncryptedBackup.isEncrypted(file)) {
        if (keyFile == null) {
          throw new FailureException(failure(FailureCode.BACKUP_ENCRYPTED, file));
        }
        decrypted = EncryptedBackup.decrypt(file, keyFile);
      }
      zip = new ZipFile((decrypted == null ? file : decrypted).toFile());
      BackupReader opened = new BackupReader(file, zip, manifest(file, zip));
      zip = null;
      return opened;
    } catch (ZipException e) {
      throw new FailureException(
          failure(FailureCode.BACKUP_UNREADABLE, file)
              .with(FailureParameter.DAMAGE, startsAsZip(file) ? e.getMessage() : null),
          e);
    } catch (IOException | JacksonException e) {
      throw new FailureException(
          failure(FailureCode.BACKUP_UNREADABLE, file)
              .with(FailureParameter.REPORTED, String.valueOf(e.getMessage())),
          e);
    } finally {
      closeQuietly(zip);
      if (decrypted != null) {
        // The open file remains readable without its name.
        deleteDecrypted(decrypted);
      }
    }
  }

  public BackupManifest manifest() {
    return manifest;
  }

  /**
   * Reads the whole file and compares it with its manifest.
   *
   * @throws FailureException if a row is missing or was changed
   */
  public void verify() {
    for (BackupManifest.TableContent table : manifest.tables()) {
      RowDigest digest = new RowDigest();
      try {
        read(table, digest::add);
      } catch (SQLException e) {
        throw new IllegalStateException("the digest does not use the database", e);
      }
      if (digest.rows() != table.rows() || !digest.checksum().equals(table.checksum())) {
        throw new FailureException(
            failure(FailureCode.BACKUP_CHANGED, file)
                .with(FailureParameter.TABLE, table.name())
                .with(FailureParameter.ROWS, digest.rows())
                .with(FailureParameter.EXPECTED, table.rows()));
      }
    }
  }

  /** Passes each row of a table, including its line feed, to the consumer. */
  void read(BackupManifest.TableContent table, TableCatalog.RowConsumer rows) throws SQLException {
    ZipEntry entry = zip.getEntry(table.name() + ".copy");
    if (entry == null) {
      throw new FailureException(
          failure(FailureCode.BACKUP_CHANGED, file).with(FailureParameter.TABLE, table.name()));
    }
    try (InputStream in = new BufferedInputStream(zip.getInputStream(entry), 1 << 16)) {
      ByteArrayOutputStream row = new ByteArrayOutputStream(1 << 10);
      for (int read = in.read(); read >= 0; read = in.read()) {
        row.write(read);
        if (read == '\n') {
          rows.accept(row.toByteArray());
          row.reset();
        }
      }
      if (row.size() > 0) {
        rows.accept(row.toByteArray());
      }
    } catch (IOException e) {
      throw new FailureException(
          failure(FailureCode.BACKUP_CHANGED, file)
              .with(FailureParameter.TABLE, table.name())
              .with(FailureParameter.REPORTED, String.valueOf(e.getMessage())),
          e);
    }
  }

  private static BackupManifest manifest(Path file, ZipFile zip) throws IOException {
    ZipEntry entry = zip.getEntry(MANIFEST);
    String comment = String.valueOf(zip.getComment());
    if (entry == null || !comment.startsWith(COMMENT_PREFIX)) {
      throw new FailureException(failure(FailureCode.BACKUP_UNREADABLE, file));
    }
    byte[] text;
    try (InputStream in = zip.getInputStream(entry)) {
      text = in.readAllBytes();
    }
    if (!comment.equals(COMMENT_PREFIX + sha256(text))) {
      throw new FailureException(failure(FailureCode.BACKUP_CHANGED, file));
    }
    BackupManifest manifest = JSON.readValue(text, BackupManifest.class);
    if (manifest.format() != BackupManifest.FORMAT) {
      throw new FailureException(
          failure(FailureCode.BACKUP_VERSION_UNSUPPORTED, file)
              .with(FailureParameter.FORMAT, manifest.format()));
    }
    return manifest;
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }

  private static boolean startsAsZip(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(2), StandardCharsets.ISO_8859_1).equals("PK");
    } catch (IOException e) {
      return false;
    }
  }

  private static Failure failure(FailureCode code, Path file) {
    return Failure.of(code).about(file.toString());
  }

  private static void closeQuietly(@Nullable ZipFile zip) {
    if (zip != null) {
      try {
        zip.close();
      } catch (IOException e) {
        // The file was only read; an earlier failure is thrown already.
      }
    }
  }

  private static void deleteDecrypted(Path decrypted) {
    try {
      Files.deleteIfExists(decrypted);
    } catch (IOException e) {
      throw new UncheckedIOException("delete the decrypted backup " + decrypted, e);
    }
  }

  @Override
  public void close() {
    closeQuietly(zip);
  }
}
