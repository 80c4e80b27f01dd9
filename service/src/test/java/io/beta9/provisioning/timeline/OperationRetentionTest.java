package io.beta9.provisioning.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.testing.Servers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What is deleted of operations, and what is kept because an environment still needs it. */
class OperationRetentionTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration JOURNAL = Duration.ofDays(30);
  private static final Duration PROCESSES = Duration.ofDays(90);
  private static final Duration OPERATIONS = Duration.ofDays(365);

  private HikariDataSource database;
  private JdbcClient jdbc;
  private RetentionCleanup retention;

  @BeforeEach
  void start() {
    database = Servers.migratedDatabase();
    jdbc = JdbcClient.create(database);
    retention =
        new RetentionCleanup(
            jdbc,
            new TransactionTemplate(new JdbcTransactionManager(database)),
            Clock.fixed(NOW, ZoneOffset.UTC),
            Settings.from(Map.of()).retention());
    jdbc.sql("insert into tenants (id) values ('acme')").update();
    environment(1, "ready", null);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void keeps_what_adoption_and_lock_repair_read_from_the_journal_of_an_existing_environment() {
    operation(1, 1, JOURNAL.plus(SECOND));
    journal(1, "planned_change", "apply_progress", "apply_complete", "diagnostic", "log", null);
    step(1);

    assertThat(retention.apply()).containsEntry("journal", 4L).containsEntry("operation_steps", 1L);

    assertThat(texts("select event ->> 'type' from journal order by line"))
        .containsExactly("apply_complete", "diagnostic");
    assertThat(retention.apply()).containsEntry("journal", 0L);
  }

  @Test
  void keeps_the_journal_and_the_steps_for_exactly_the_retention() {
    operation(1, 1, JOURNAL);
    journal(1, "log");
    step(1);

    assertThat(retention.apply()).containsEntry("journal", 0L).containsEntry("operation_steps", 0L);
  }

  @Test
  void keeps_everything_while_an_operation_of_the_environment_is_active() {
    operation(1, 1, Duration.ofDays(1000));
    journal(1, "log");
    step(1);
    process(1, "apply", 0, Duration.ofDays(1000));
    process(1, "apply", 0, Duration.ofDays(999));
    active(2, 1, "waiting");

    assertThat(retention.apply().values()).containsOnly(0L);
  }

  @Test
  void deletes_the_journal_of_an_environment_that_was_destroyed() {
    environment(2, "destroyed", JOURNAL.plus(SECOND));
    environment(3, "destroyed", JOURNAL);
    operation(2, 2, JOURNAL.plus(SECOND));
    operation(3, 3, JOURNAL.plus(SECOND));
    journal(2, "apply_complete", "log");
    journal(3, "apply_complete", "log");

    retention.apply();

    assertThat(texts("select operation_id || ' ' || (event ->> 'type') from journal"))
        .containsExactly("op_000000000003 apply_complete");
  }

  @Test
  void deletes_the_rest_of_the_journal_after_a_later_destroy() {
    operation(1, 1, JOURNAL.plus(SECOND));
    journal(1, "apply_complete", "log");
    retention.apply();
    assertThat(count("journal")).isEqualTo(1);

    jdbc.sql("update environments set status = 'destroyed', destroyed_at = :at")
        .param("at", at(JOURNAL.plus(SECOND)))
        .update();
    assertThat(retention.apply()).containsEntry("journal", 1L);
    assertThat(count("journal")).isZero();
  }

  @Test
  void deletes_a_journal_of_several_batches_in_one_run() {
    operation(1, 1, JOURNAL.plus(SECOND));
    operation(2, 1, JOURNAL.plus(SECOND));
    for (int operation = 1; operation <= 2; operation++) {
      jdbc.sql(
              """
              insert into journal (operation_id, run_id, line, event)
              select :operation, 'r', n, '{"type": "log"}' from generate_series(1, 1500) n
              """)
          .param("operation", id("op", operation))
          .update();
    }

    assertThat(retention.apply()).containsEntry("journal", 3000L);
  }

  @Test
  void keeps_killed_processes_and_the_latest_of_each_kind_of_an_existing_environment() {
    Duration old = PROCESSES.plus(SECOND);
    operation(1, 1, old);
    process(1, "apply", 0, old.plusDays(2));
    process(1, "apply", 137, old.plusDays(3));
    process(1, "apply", null, old.plusDays(4));
    process(1, "apply", 1, old);
    process(1, "plan", 0, old);

    assertThat(retention.apply()).containsEntry("processes", 1L);
    assertThat(texts("select kind || coalesce(exit_code, -1) from processes order by started_at"))
        .containsExactly("apply-1", "apply137", "apply1", "plan0");
  }

  @Test
  void keeps_a_process_for_exactly_the_retention() {
    operation(1, 1, PROCESSES);
    process(1, "apply", 0, PROCESSES);
    process(1, "apply", 0, SECOND);

    assertThat(retention.apply()).containsEntry("processes", 0L);
  }

  @Test
  void deletes_all_processes_of_a_destroyed_environment() {
    environment(2, "destroyed", PROCESSES.plus(SECOND));
    operation(2, 2, PROCESSES.plus(SECOND));
    process(2, "apply", 137, PROCESSES.plus(SECOND));

    assertThat(retention.apply()).containsEntry("processes", 1L);
  }

  @Test
  void deletes_an_operation_without_recovery_details_unless_it_is_the_latest() {
    operation(1, 1, OPERATIONS.plus(SECOND));
    operation(2, 1, OPERATIONS);
    operation(3, 1, SECOND);
    environment(2, "destroyed", OPERATIONS.plus(SECOND));
    operation(4, 2, OPERATIONS.plus(SECOND));

    assertThat(retention.apply()).containsEntry("operations", 1L);
    assertThat(texts("select id from operations order by id"))
        .containsExactly(id("op", 2), id("op", 3), id("op", 4));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "insert into events (environment_id, seq, tenant_id, operation_id, kind, message, at)"
            + " values (:env, 1, 'acme', :op, 'k', 'm', :now)",
        "insert into log_lines (environment_id, seq, tenant_id, operation_id, epoch, step, stream,"
            + " text, at) values (:env, 1, 'acme', :op, 1, 's', 'out', 't', :now)",
        "insert into idempotency_keys (tenant_id, key, request_sha256, environment_id,"
            + " operation_id, created_at) values ('acme', 'k', '', :env, :op, :now)",
        "insert into kept_states (environment_id, tenant_id, operation_id, lineage, serial,"
            + " content) select :env, 'acme', :op, 'l', 1, '' where :now::timestamptz is not null",
        "insert into journal (operation_id, run_id, line, event)"
            + " select :op, 'r', 1, '{\"type\": \"apply_complete\"}'"
            + " where :now::timestamptz is not null and :env::text is not null",
        "insert into processes (operation_id, run_id, epoch, kind, host, boot_id, pid,"
            + " pid_started_at, directory, started_at)"
            + " select :op, 'r', 1, 'apply', 'h', 'b', 1, 1, 'd', :now::timestamptz"
            + " where :env::text is not null",
        "insert into region_circuits (region, state, since, reason, openings, probe)"
            + " select 'us-east-1', 'half_open', :now::timestamptz, '', 1, :op"
            + " where :env::text is not null"
      })
  void keeps_an_operation_that_another_row_needs(String insert) {
    operation(1, 1, OPERATIONS.plus(SECOND));
    operation(2, 1, SECOND);
    jdbc.sql(insert)
        .param("env", id("env", 1))
        .param("op", id("op", 1))
        .param("now", at(Duration.ZERO))
        .update();

    assertThat(retention.apply()).containsEntry("operations", 0L);
  }

  @Test
  void deletes_idempotency_keys_after_their_retention() {
    operation(1, 1, SECOND);
    for (int days : List.of(30, 31)) {
      jdbc.sql(
              """
              insert into idempotency_keys
                (tenant_id, key, request_sha256, environment_id, operation_id, created_at)
              values ('acme', :key, '', :env, :op, :at)
              """)
          .param("key", "after " + days)
          .param("env", id("env", 1))
          .param("op", id("op", 1))
          .param("at", at(Duration.ofDays(days)))
          .update();
    }

    retention.apply();

    assertThat(texts("select key from idempotency_keys")).containsExactly("after 30");
  }

  @Test
  void deletes_workers_that_hold_nothing_and_no_longer_renew() {
    worker("w-recent", Duration.ofDays(30));
    worker("w-old", Duration.ofDays(30).plus(SECOND));
    worker("w-with-claim", Duration.ofDays(90));
    active(1, 1, "waiting");
    jdbc.sql("update operations set state = 'running', worker_id = 'w-with-claim'").update();

    retention.apply();

    assertThat(texts("select id from workers order by id"))
        .containsExactly("w-recent", "w-with-claim");
  }

  @Test
  void keeps_the_outcomes_that_a_circuit_which_is_not_closed_counts() {
    operation(1, 1, SECOND);
    Duration day = Duration.ofDays(1);
    outcome("closed", day);
    outcome("closed", day.plus(SECOND));
    outcome("open", day.plus(SECOND));
    outcome("open", day.plusHours(2));
    jdbc.sql(
            """
            insert into region_circuits (region, state, since, reason, openings)
            values ('open', 'half_open', :since, '', 1)
            """)
        .param("since", at(day.plusHours(1)))
        .update();

    retention.apply();

    assertThat(texts("select region || ' ' || why from region_outcomes order by 1"))
        .containsExactly("closed PT24H", "open PT24H1S");
  }

  @Test
  void does_not_block_claims() throws SQLException {
    environment(2, "queued", null);
    environment(3, "destroyed", OPERATIONS.plus(SECOND));
    operation(1, 1, OPERATIONS.plus(SECOND));
    operation(2, 1, OPERATIONS);
    operation(3, 3, OPERATIONS.plus(SECOND));
    journal(1, "log");
    journal(3, "log");
    step(1);
    active(4, 2, "waiting");
    worker("w-1", Duration.ZERO);
    worker("w-2", Duration.ofDays(40));
    try (Connection batches = database.getConnection()) {
      batches.setAutoCommit(false);
      JdbcClient inOneTransaction =
          JdbcClient.create(new SingleConnectionDataSource(batches, true));
      long deleted = 0;
      for (RetainedTable table : RetainedTables.of(Settings.from(Map.of()).retention())) {
        deleted += table.deleteBatch(inOneTransaction, NOW, 1_000).rows();
      }
      assertThat(deleted).isPositive();

      jdbc.sql("set lock_timeout = '2s'").update();
      assertThat(new OperationRepository(jdbc).claimNext("w-1")).isPresent();
      batches.rollback();
    }
  }

  @Test
  void finds_expired_details_without_reading_all_operations() {
    operation(1, 1, JOURNAL.plus(SECOND));
    jdbc.sql(
            """
            insert into operations (id, environment_id, tenant_id, kind, requested_by, state,
              created_at, finished_at, details_kept)
            select 'op_1' || lpad(n::text, 11, '0'), :env, 'acme', 'provision', 't', 'succeeded',
                   :old, :old, 'recovery' from generate_series(1, 20000) n
            """)
        .param("env", id("env", 1))
        .param("old", at(Duration.ofDays(100)))
        .update();
    jdbc.sql("analyze").update();

    RetainedTable journal =
        RetainedTables.of(Settings.from(Map.of()).retention()).stream()
            .filter(table -> table.table().equals("journal"))
            .findFirst()
            .orElseThrow();
    List<String> plan =
        jdbc.sql("explain " + journal.batch())
            .param("before", at(JOURNAL))
            .param("batch", 1_000)
            .query(String.class)
            .list();

    assertThat(String.join("\n", plan))
        .contains("operations_with_all_details")
        .doesNotContain("Seq Scan on operations t");
  }

  private void environment(int number, String status, Duration destroyedAgo) {
    jdbc.sql(
            """
            insert into environments (id, tenant_id, name, status, cloud_provider, region,
              account_id, meta_config, infra_model, state_backend_config, created_by, destroyed_at)
            values (:id, 'acme', :id, :status, 'aws', 'us-east-1', '1', '{}', '{}', '{}', 't', :at)
            """)
        .param("id", id("env", number))
        .param("status", status)
        .param("at", destroyedAgo == null ? null : at(destroyedAgo))
        .update();
  }

  /** An operation that ended some time ago; later numbers are later operations. */
  private void operation(int number, int environment, Duration endedAgo) {
    jdbc.sql(
            """
            insert into operations (id, environment_id, tenant_id, kind, requested_by, state,
              created_at, finished_at)
            values (:id, :env, 'acme', 'provision', 't', 'succeeded', :at, :at)
            """)
        .param("id", id("op", number))
        .param("env", id("env", environment))
        .param("at", at(endedAgo))
        .update();
  }

  private void active(int number, int environment, String state) {
    jdbc.sql(
            """
            insert into operations (id, environment_id, tenant_id, kind, requested_by, state)
            values (:id, :env, 'acme', 'provision', 't', :state)
            """)
        .param("id", id("op", number))
        .param("env", id("env", environment))
        .param("state", state)
        .update();
  }

  private void journal(int operation, String... types) {
    for (int line = 0; line < types.length; line++) {
      jdbc.sql(
              """
              insert into journal (operation_id, run_id, line, event)
              values (:op, 'r', :line, jsonb_strip_nulls(jsonb_build_object('type', :type::text)))
              """)
          .param("op", id("op", operation))
          .param("line", line)
          .param("type", types[line])
          .update();
    }
  }

  private void step(int operation) {
    jdbc.sql(
            "insert into operation_steps (operation_id, step, epoch, started_at)"
                + " values (:op, 'apply', 1, :at)")
        .param("op", id("op", operation))
        .param("at", at(Duration.ZERO))
        .update();
  }

  private void process(int operation, String kind, Integer exitCode, Duration endedAgo) {
    jdbc.sql(
            """
            insert into processes (operation_id, run_id, epoch, kind, host, boot_id, pid,
              pid_started_at, directory, started_at, ended_at, exit_code)
            values (:op, :run, 1, :kind, 'h', 'b', 1, 1, 'd', :at, :at, :exit)
            """)
        .param("op", id("op", operation))
        .param("run", kind + " " + endedAgo)
        .param("kind", kind)
        .param("at", at(endedAgo))
        .param("exit", exitCode)
        .update();
  }

  private void worker(String worker, Duration renewedAgo) {
    jdbc.sql(
            """
            insert into workers (id, host, boot_id, pid, pid_started_at, version, concurrency,
              renewed_at)
            values (:id, 'h', 'b', 1, 1, 't', 1, :at)
            """)
        .param("id", worker)
        .param("at", at(renewedAgo))
        .update();
  }

  private void outcome(String region, Duration ago) {
    jdbc.sql(
            """
            insert into region_outcomes (region, at, operation_id, outcome, code, why)
            values (:region, :at, :op, 'failing', '', :why)
            """)
        .param("region", region)
        .param("at", at(ago))
        .param("op", id("op", 1))
        .param("why", ago.toString())
        .update();
  }

  private static String id(String prefix, int number) {
    return "%s_%012d".formatted(prefix, number);
  }

  private static OffsetDateTime at(Duration ago) {
    return OffsetDateTime.ofInstant(NOW.minus(ago), ZoneOffset.UTC);
  }

  private List<String> texts(String sql) {
    return jdbc.sql(sql).query(String.class).list();
  }

  private long count(String table) {
    return jdbc.sql("select count(*) from " + table).query(Long.class).single();
  }
}
