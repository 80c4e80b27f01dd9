package io.beta9.provisioning.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.testing.Servers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class MigrationsTest {
  @Test
  void applies_reverts_and_reapplies_every_migration_with_rows_in_every_table()
      throws SQLException {
    try (var database = Servers.pool(Servers.emptyDatabase())) {
      Migrations migrations = Servers.migrations(database);
      JdbcClient jdbc = JdbcClient.create(database);
      migrations.up();
      List<String> original = shape(jdbc);
      int scripts = migrations.status().size();
      assertThat(migrations.status()).allMatch(script -> script.appliedAt() != null);
      for (int steps = 1; steps < scripts; steps++) {
        SampleRows.fill(jdbc);
        try (Connection connection = database.getConnection()) {
          assertThat(emptyTables(new TableCatalog(connection))).isEmpty();
        }
        migrations.down(steps);
        migrations.up();
        assertThat(shape(jdbc)).isEqualTo(original);
      }
    }
  }

  @Test
  void describes_what_a_rollback_deletes_without_executing_it() {
    try (var database = Servers.migratedDatabase()) {
      Migrations migrations = Servers.migrations(database);
      JdbcClient jdbc = JdbcClient.create(database);
      SampleRows.fill(jdbc);
      SampleRows.fill(jdbc);
      int all = migrations.status().size();

      MigrationRollback rollback = MigrationRollback.of(database, migrations, all);

      assertThat(rollback.steps()).hasSize(all);
      assertThat(rollback.lines())
          .contains(
              "  013 audit",
              "    drop table audit  -- deletes 2 rows",
              "    drop table kept_states  -- deletes 1 rows",
              "    alter table operations drop column status_before  -- deletes the value in 1"
                  + " rows",
              "    update api_keys set role = 'admin'");
      assertThat(jdbc.sql("select count(*) from audit").query(Long.class).single()).isEqualTo(2);
    }
  }

  @Test
  void rejects_a_pending_migration_that_precedes_an_applied_one() {
    try (var database = Servers.migratedDatabase()) {
      Migrations migrations = Servers.migrations(database);
      JdbcClient jdbc = JdbcClient.create(database);
      migrations.down(1);
      List<Integer> ids = migrations.status().stream().map(Migrations.Migration::id).toList();
      int missing = ids.get(ids.size() - 4);
      jdbc.sql("delete from schema_changelog where id = ?").param(missing).update();

      assertThatThrownBy(migrations::up)
          .isInstanceOfSatisfying(
              FailureException.class,
              e -> {
                assertThat(e.failure().code()).isEqualTo(FailureCode.MIGRATION_OUT_OF_ORDER);
                assertThat(e.failure().message())
                    .contains("%03d".formatted(missing))
                    .contains("db rollback --steps 2 ");
              });
      assertThat(migrations.status())
          .filteredOn(script -> script.appliedAt() == null)
          .extracting(Migrations.Migration::id)
          .containsExactly(missing, ids.getLast());
    }
  }

  private static List<String> emptyTables(TableCatalog catalog) throws SQLException {
    List<String> empty = new ArrayList<>();
    for (TableCatalog.TableDefinition table : catalog.tables()) {
      if (catalog.isEmpty(table.name())) {
        empty.add(table.name());
      }
    }
    return empty;
  }

  /** Columns, indexes and constraints. */
  private static List<String> shape(JdbcClient jdbc) {
    return jdbc.sql(
            """
            select table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
                   || coalesce(column_default, '')
              from information_schema.columns where table_schema = 'public'
            union all select indexdef from pg_indexes where schemaname = 'public'
            union all select conrelid::regclass || pg_get_constraintdef(oid) from pg_constraint
             where connamespace = 'public'::regnamespace
            order by 1
            """)
        .query(String.class)
        .list();
  }
}
