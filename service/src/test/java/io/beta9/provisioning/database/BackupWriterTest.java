package io.beta9.provisioning.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.testing.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

class BackupWriterTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

  @TempDir private Path folder;
  private HikariDataSource source;
  private HikariDataSource target;
  private Path file;
  private final List<String> progress = new ArrayList<>();

  @BeforeEach
  void fill() {
    source = Servers.migratedDatabase();
    target = Servers.pool(Servers.emptyDatabase());
    SampleRows.fill(JdbcClient.create(source));
    file = folder.resolve("b.backup");
  }

  @AfterEach
  void close() {
    source.close();
    target.close();
  }

  @Test
  void restores_every_row_and_sequence() throws IOException {
    BackupManifest manifest = backup();
    restore();

    assertThat(manifest.createdAt()).isEqualTo(CLOCK.instant());
    assertThat(manifest.rows()).isEqualTo(29);
    assertThat(manifest.tables()).allMatch(table -> table.rows() == 1).hasSize(29);
    for (BackupManifest.TableContent table : manifest.tables()) {
      assertThat(rows(target, table.name())).isEqualTo(rows(source, table.name()));
      assertThat(progress).contains(table.name() + ": 1 rows, verified");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    SampleRows.fill(JdbcClient.create(target));
    assertThat(
            JdbcClient.create(target).sql("select max(id) from audit").query(Long.class).single())
        .as("the sequence continues")
        .isEqualTo(2);
  }

  @Test
  void reads_all_tables_as_of_one_moment_during_concurrent_writes() {
    BackupWriter backups =
        new BackupWriter(
            source,
            CLOCK,
            table ->
                JdbcClient.create(source)
                    .sql(
                        """
                        insert into capacity_samples values (clock_timestamp(), 1, 1, 1);
                        insert into audit (tenant_id, actor, key_id, action, outcome)
                        values ('acme', 'late', 'k', 'a', 'done')
                        """)
                    .update());

    BackupManifest manifest = backups.write(file);

    assertThat(manifest.rows()).isEqualTo(29);
    restore();
  }

  @Test
  void refuses_to_restore_into_a_database_with_rows_and_states_the_next_step() {
    backup();
    Servers.migrations(target).up();
    JdbcClient.create(target).sql("insert into tenants values ('other')").update();

    Failure failure = failureOf(this::restore);
    assertThat(failure.code()).isEqualTo(FailureCode.DATABASE_NOT_EMPTY);
    assertThat(failure.parameter(FailureParameter.FOUND)).contains("rows in tenants");
    assertThat(rows(target, "environments")).isEmpty();
  }

  @Test
  void refuses_to_restore_into_the_database_of_another_product() {
    backup();
    JdbcClient.create(target).sql("create table theirs (id int)").update();

    Failure failure = failureOf(this::restore);
    assertThat(failure.code()).isEqualTo(FailureCode.DATABASE_NOT_EMPTY);
    assertThat(failure.parameter(FailureParameter.FOUND))
        .contains("tables of another product: theirs");
  }

  @Test
  void restores_an_older_backup_with_its_schema_and_then_migrates() {
    int latest = Servers.migrations(source).status().getLast().id();
    Servers.migrations(source).down(3);
    BackupManifest manifest = backup();
    Servers.migrations(target).up();

    restore();

    assertThat(manifest.latestMigration()).isLessThan(latest);
    assertThat(Servers.migrations(target).status()).allMatch(script -> script.appliedAt() != null);
    assertThat(rows(target, "environments")).hasSize(1);
  }

  @Test
  void rejects_a_file_that_is_not_a_backup() throws IOException {
    Files.writeString(file, "--\n-- PostgreSQL database dump\n--\n");
    Failure failure = failureOf(this::restore);
    assertThat(failure.code()).isEqualTo(FailureCode.BACKUP_UNREADABLE);
    assertThat(failure.parameters()).doesNotContainKey(FailureParameter.DAMAGE);
    assertThat(failure.message()).contains("psql $DATABASE_URL < FILE");

    assertThat(failureOf(() -> BackupReader.open(folder.resolve("none"))).code())
        .isEqualTo(FailureCode.BACKUP_NOT_FOUND);
  }

  @Test
  void rejects_a_file_truncated_at_any_position() throws IOException {
    backup();
    byte[] whole = Files.readAllBytes(file);
    for (int length = 1; length < whole.length; length += 97) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      assertThat(failureOf(this::restore).code()).isEqualTo(FailureCode.BACKUP_UNREADABLE);
    }
  }

  @Test
  void detects_a_changed_byte_unless_it_does_not_affect_the_content() throws IOException {
    BackupManifest manifest = backup();
    byte[] whole = Files.readAllBytes(file);
    int found = 0;
    for (int at = 0; at < whole.length; at += 13) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x10;
      Files.write(file, changed);
      try (BackupReader backup = BackupReader.open(file)) {
        backup.verify();
        assertThat(backup.manifest()).isEqualTo(manifest);
      } catch (FailureException e) {
        assertThat(e.failure().code())
            .isIn(FailureCode.BACKUP_UNREADABLE, FailureCode.BACKUP_CHANGED);
        found++;
      }
    }
    assertThat(found).isPositive();
  }

  @Test
  void does_not_overwrite_a_file() throws IOException {
    Files.writeString(file, "mine");

    assertThat(failureOf(this::backup).code()).isEqualTo(FailureCode.BACKUP_FILE_EXISTS);

    assertThat(Files.readString(file)).isEqualTo("mine");
  }

  @Test
  void leaves_no_file_if_the_backup_fails() {
    JdbcClient.create(source).sql("drop table schema_changelog").update();

    assertThat(failureOf(this::backup).code()).isEqualTo(FailureCode.NOTHING_TO_BACK_UP);

    assertThat(folder).isEmptyDirectory();
  }

  private BackupManifest backup() {
    return new BackupWriter(source, CLOCK, progress::add).write(file);
  }

  private static Failure failureOf(ThrowingCallable call) {
    return catchThrowableOfType(FailureException.class, call).failure();
  }

  private void restore() {
    try (BackupReader backup = BackupReader.open(file)) {
      new BackupRestorer(target, Servers.migrations(target), progress::add).restore(backup);
    }
  }

  private static List<String> rows(HikariDataSource database, String table) {
    return JdbcClient.create(database)
        .sql("select t::text from " + table + " t order by 1")
        .query(String.class)
        .list();
  }
}
