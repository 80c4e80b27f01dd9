package io.beta9.provisioning.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.testing.Servers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class EncryptedBackupTest {
  private static HikariDataSource source;

  @TempDir private Path folder;
  private Path publicKey;
  private Path secretKey;
  private Path backup;

  @BeforeAll
  static void fill() {
    source = Servers.migratedDatabase();
    SampleRows.fill(JdbcClient.create(source));
  }

  @AfterAll
  static void close() {
    source.close();
  }

  @BeforeEach
  void encrypt() throws IOException {
    BackupKeys.GeneratedKeys keys = BackupKeys.generate();
    publicKey = Files.writeString(folder.resolve("backup.pub"), keys.publicKey() + "\n");
    secretKey = Files.writeString(folder.resolve("backup.key"), keys.fileText());
    backup = folder.resolve("b.backup");
    new BackupWriter(source, Clock.systemUTC(), table -> {}).write(backup, publicKey);
  }

  @Test
  void is_restored_with_the_secret_key() throws IOException {
    try (HikariDataSource target = Servers.pool(Servers.emptyDatabase());
        BackupReader reader = BackupReader.open(backup, secretKey)) {
      new BackupRestorer(target, Servers.migrations(target), table -> {}).restore(reader);

      assertThat(
              JdbcClient.create(target)
                  .sql("select count(*) from environments")
                  .query(Long.class)
                  .single())
          .isEqualTo(1);
    }
    assertOnlyInputRemains();
  }

  @Test
  void a_file_with_both_keys_encrypts_as_well() {
    Path other = folder.resolve("other.backup");
    new BackupWriter(source, Clock.systemUTC(), table -> {}).write(other, secretKey);

    try (BackupReader reader = BackupReader.open(other, secretKey)) {
      reader.verify();
    }
  }

  @Test
  void contains_nothing_readable() throws IOException {
    String bytes = Files.readString(backup, StandardCharsets.ISO_8859_1);

    assertThat(bytes).startsWith("age-encryption.org/v1\n").doesNotContain("manifest.json");
  }

  @Test
  void is_rejected_without_a_key() {
    assertFails(() -> BackupReader.open(backup), FailureCode.BACKUP_ENCRYPTED);
  }

  @Test
  void is_rejected_with_another_key() throws IOException {
    Path other = Files.writeString(folder.resolve("other.key"), BackupKeys.generate().fileText());

    assertFails(() -> BackupReader.open(backup, other), FailureCode.BACKUP_KEY_MISMATCH);
    Files.delete(other);
    assertOnlyInputRemains();
  }

  @Test
  void is_rejected_with_a_public_key() {
    assertFails(() -> BackupReader.open(backup, publicKey), FailureCode.BACKUP_KEY_UNREADABLE);
  }

  @Test
  void is_rejected_if_a_byte_was_changed() throws IOException {
    byte[] bytes = Files.readAllBytes(backup);
    bytes[bytes.length / 2] ^= 1;
    Files.write(backup, bytes);

    assertFails(() -> BackupReader.open(backup, secretKey), FailureCode.BACKUP_UNREADABLE);
    assertOnlyInputRemains();
  }

  @Test
  void is_rejected_if_it_was_truncated() throws IOException {
    byte[] bytes = Files.readAllBytes(backup);
    Files.write(backup, Arrays.copyOf(bytes, bytes.length - 1));

    assertFails(() -> BackupReader.open(backup, secretKey), FailureCode.BACKUP_UNREADABLE);
    assertOnlyInputRemains();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  void is_read_from_a_file_that_was_written_as_text(String lineEnd) throws IOException {
    writeAsText(Files.readAllBytes(backup), lineEnd);

    try (BackupReader reader = BackupReader.open(backup, secretKey)) {
      reader.verify();
    }
    assertFails(() -> BackupReader.open(backup), FailureCode.BACKUP_ENCRYPTED);
    assertOnlyInputRemains();
  }

  @Test
  void is_rejected_if_the_text_of_a_file_was_truncated() throws IOException {
    byte[] bytes = Files.readAllBytes(backup);
    writeAsText(Arrays.copyOf(bytes, bytes.length - 1), "\n");
    assertFails(() -> BackupReader.open(backup, secretKey), FailureCode.BACKUP_UNREADABLE);

    writeAsText(bytes, "\n");
    String text = Files.readString(backup);
    Files.writeString(backup, text.substring(0, text.length() / 2));
    assertFails(() -> BackupReader.open(backup, secretKey), FailureCode.BACKUP_UNREADABLE);
    assertOnlyInputRemains();
  }

  private void writeAsText(byte[] bytes, String lineEnd) throws IOException {
    String text =
        Base64.getMimeEncoder(64, lineEnd.getBytes(StandardCharsets.US_ASCII))
            .encodeToString(bytes);
    Files.writeString(
        backup,
        String.join(
                lineEnd,
                "-----BEGIN AGE ENCRYPTED FILE-----",
                text,
                "-----END AGE ENCRYPTED FILE-----")
            + lineEnd);
  }

  @Test
  void a_copy_that_a_killed_process_has_decrypted_is_deleted() throws IOException {
    Files.writeString(folder.resolve("b.backup.123.decrypted"), "keys and states");
    Path other = Files.writeString(folder.resolve("c.backup.123.decrypted"), "of another backup");

    BackupReader.open(backup, secretKey).close();

    Files.delete(other);
    assertOnlyInputRemains();
  }

  @Test
  void a_malformed_key_is_not_repeated_in_the_message() throws IOException {
    String secret = "AGE-SECRET-KEY-1NOTAVALIDKEYATALL";
    Files.writeString(secretKey, secret + "\n");

    assertThatThrownBy(() -> BackupReader.open(backup, secretKey))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(FailureCode.BACKUP_KEY_UNREADABLE);
              assertThat(e.failure().message()).doesNotContain(secret);
            });
  }

  @Test
  void a_file_without_keys_leaves_no_backup() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty"), "# no keys\n");
    Path other = folder.resolve("other.backup");

    assertFails(
        () -> new BackupWriter(source, Clock.systemUTC(), table -> {}).write(other, empty),
        FailureCode.BACKUP_KEY_UNREADABLE);
    assertThat(other).doesNotExist();
    Files.delete(empty);
    assertOnlyInputRemains();
  }

  private static void assertFails(ThrowingCallable action, FailureCode code) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            FailureException.class, e -> assertThat(e.failure().code()).isEqualTo(code));
  }

  /** Neither decrypted copies nor incomplete backups remain. */
  private void assertOnlyInputRemains() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(publicKey, secretKey, backup);
    }
  }
}
