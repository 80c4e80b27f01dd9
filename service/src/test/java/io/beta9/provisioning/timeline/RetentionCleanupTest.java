package io.beta9.provisioning.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.testing.Servers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class RetentionCleanupTest {
  private HikariDataSource database;
  private JdbcClient jdbc;
  private RetentionCleanup retention;

  @BeforeEach
  void fill() {
    database = Servers.migratedDatabase();
    jdbc = JdbcClient.create(database);
    retention =
        new RetentionCleanup(
            jdbc,
            new TransactionTemplate(new JdbcTransactionManager(database)),
            Clock.systemUTC(),
            Settings.from(Map.of("EVENTS_RETENTION", "90d", "LOGS_RETENTION", "720h")).retention());
    jdbc.sql(
            """
            insert into tenants (id) values ('acme');
            insert into environments (id, tenant_id, name, status, cloud_provider, region, account_id,
              meta_config, infra_model, state_backend_config, created_by)
            select 'env_00000000000' || n, 'acme', 'e' || n, 'ready', 'aws', 'us-east-1', '1', '{}',
                   '{}', '{}', 'test' from generate_series(1, 2) n;
            insert into operations (id, environment_id, tenant_id, kind, requested_by, state)
            select 'op_00000000000' || n, 'env_00000000000' || n, 'acme', 'provision', 'test',
                   case n when 1 then 'succeeded' else 'waiting' end from generate_series(1, 2) n;
            """)
        .update();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void deletes_expired_rows_except_those_of_active_environments() {
    events(1, 1, 3_500, 91);
    events(1, 4_000, 10, 89);
    events(2, 1, 20, 400);
    jdbc.sql(
            """
            insert into audit (at, tenant_id, actor, key_id, action, outcome, environment_id)
            values (now() - interval '3 years', 'acme', 'a', 'k', 'keys.create', 'done', null),
                   (now() - interval '1 year', 'acme', 'a', 'k', 'env.retry', 'done', 'env_deleted');
            insert into capacity_samples
            values (now() - interval '400 days', 1, 1, 1), (now(), 1, 1, 1);
            """)
        .update();

    assertThat(retention.apply())
        .containsAllEntriesOf(
            Map.of("events", 3_500L, "log_lines", 0L, "audit", 1L, "capacity_samples", 1L));
    assertThat(
            jdbc.sql("select environment_id || ' ' || count(*) from events group by environment_id")
                .query(String.class)
                .list())
        .containsExactlyInAnyOrder("env_000000000001 10", "env_000000000002 20");
    assertThat(retention.apply().values()).containsOnly(0L);
  }

  @Test
  void does_nothing_while_another_process_holds_the_lock() throws SQLException {
    events(1, 1, 5, 100);
    try (Connection other = database.getConnection();
        var statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("select pg_advisory_xact_lock(" + RetentionCleanup.LOCK + ")");
      assertThat(retention.apply().values()).containsOnly(0L);
      other.rollback();
    }
    assertThat(retention.apply()).containsEntry("events", 5L);
  }

  @Test
  void skips_locked_rows_until_the_next_run() throws SQLException {
    events(1, 1, 5, 100);
    try (Connection other = database.getConnection();
        var statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("select 1 from events where seq = 3 for update");
      assertThat(retention.apply()).containsEntry("events", 4L);
      other.rollback();
    }
    assertThat(retention.apply()).containsEntry("events", 1L);
  }

  @Test
  void uses_the_index_of_a_large_table() {
    events(1, 1, 60_000, 10);
    events(1, 100_000, 50, 100);
    jdbc.sql("analyze").update();

    List<String> plan =
        jdbc.sql(
                "explain "
                    + RetainedTables.of(Settings.from(Map.of()).retention()).getFirst().batch())
            .param("before", OffsetDateTime.now(ZoneOffset.UTC).minusDays(90))
            .param("batch", RetentionCleanup.BATCH)
            .query(String.class)
            .list();

    assertThat(String.join("\n", plan)).contains("events_at").doesNotContain("Seq Scan on events");
  }

  @Test
  void describes_the_retention_and_the_oldest_row() {
    List<String> lines =
        RetentionCleanup.tables(Settings.from(Map.of()).retention()).stream()
            .map(table -> table.line(jdbc))
            .toList();
    assertThat(lines)
        .containsExactly(
            "events: kept for 90 days, no rows",
            "log_lines: kept for 30 days, no rows",
            "audit: kept for 730 days, no rows",
            "capacity_samples: kept for 365 days, no rows",
            "operation_steps: kept for 30 days, no rows",
            "journal: kept for 30 days, no rows",
            "processes: kept for 90 days, no rows",
            "idempotency_keys: kept for 30 days, no rows",
            "idempotent_requests: kept for 30 days, no rows",
            "operations: kept for 365 days, no rows",
            "workers: kept for 30 days, no rows",
            "region_outcomes: kept for 1 days, no rows",
            "webhook_deliveries: kept for 30 days, no rows");
    events(1, 1, 1, 3);
    assertThat(RetentionCleanup.tables(Settings.from(Map.of()).retention()).getFirst().line(jdbc))
        .contains("the oldest row is from 20");
  }

  private void events(int environment, int first, int count, int daysOld) {
    jdbc.sql(
            """
            insert into events (environment_id, seq, tenant_id, kind, message, at)
            select 'env_00000000000' || :environment, n, 'acme', 'k', 'm',
                   now() - make_interval(days => :days)
              from generate_series(:first, :first + :count - 1) n
            """)
        .param("environment", environment)
        .param("first", first)
        .param("count", count)
        .param("days", daysOld)
        .update();
  }
}
