package io.beta9.provisioning.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.access.TenantRepository;
import io.beta9.provisioning.apimodel.report.CapacityReport;
import io.beta9.provisioning.apimodel.report.FailureReport;
import io.beta9.provisioning.apimodel.report.HealthReport;
import io.beta9.provisioning.apimodel.report.QueueReport;
import io.beta9.provisioning.testing.Servers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class ReportsTest {
  private HikariDataSource database;
  private JdbcClient jdbc;
  private int number;

  @BeforeEach
  void database() {
    database = Servers.migratedDatabase();
    jdbc = JdbcClient.create(database);
    jdbc.sql("insert into tenants (id) values ('acme'), ('other')").update();
    jdbc.sql(
            """
            insert into workers (id, host, boot_id, pid, pid_started_at, version, concurrency)
            values ('w-1', 'h', '', 1, 1, '1', 2)
            """)
        .update();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private String environment(String tenant, String region) {
    String id = "env_%012x".formatted(++number);
    jdbc.sql(
            """
            insert into environments (id, tenant_id, name, status, phase, error_message,
              cloud_provider, region, account_id, meta_config, infra_model, state_backend_config,
              created_by)
            values (:id, :tenant, :id, 'failed', 'apply', 'It failed.', 'aws', :region, '1', '{}',
              '{"beta9": {"gateway_version": "0.1.9"}}', '{}', 'test')
            """)
        .param("id", id)
        .param("tenant", tenant)
        .param("region", region)
        .update();
    return id;
  }

  /** Inserts an operation by the time since its request, its waiting time and its duration. */
  private void operation(
      String tenant,
      String region,
      String state,
      String code,
      Duration ago,
      Duration waited,
      Duration took) {
    boolean over = List.of("succeeded", "failed").contains(state);
    jdbc.sql(
            """
            insert into operations (id, environment_id, tenant_id, kind, state, worker_id,
              requested_by, failure, created_at, claimed_at, first_claimed_at, finished_at)
            values (:id, :environment, :tenant, 'provision', :state,
              case when :state = 'running' then 'w-1' end, 'test', :failure::jsonb,
              now() - make_interval(secs => :ago),
              now() - make_interval(secs => :ago - :waited),
              now() - make_interval(secs => :ago - :waited),
              case when :over then now() - make_interval(secs => :ago - :took) end)
            """)
        .param("environment", environment(tenant, region))
        .param("id", "op_%012x".formatted(number))
        .param("tenant", tenant)
        .param("state", state)
        .param(
            "failure", code.isEmpty() ? null : "{\"class\": \"quota\", \"code\": \"" + code + "\"}")
        .param("over", over)
        .param("ago", ago.toSeconds())
        .param("waited", waited.toSeconds())
        .param("took", took.toSeconds())
        .update();
  }

  private void operation(String tenant, String region, String state, String code) {
    operation(
        tenant, region, state, code, Duration.ofMinutes(30), Duration.ZERO, Duration.ofMinutes(20));
  }

  @Test
  void reports_length_oldest_wait_tenants_and_workers_of_the_queue() {
    operation("acme", "us-east-1", "waiting", "");
    operation("acme", "us-east-1", "waiting", "");
    operation("other", "us-east-1", "waiting", "");
    operation("acme", "us-east-1", "running", "");

    QueueReport queue = new QueueReports(jdbc).now();

    assertThat(queue.length()).isEqualTo(3);
    assertThat(queue.oldestWaitSeconds()).isBetween(1800L, 1860L);
    assertThat(queue.byTenant()).isEqualTo(Map.of("acme", 2L, "other", 1L));
    assertThat(queue.byKind()).isEqualTo(Map.of("provision", 3L));
    assertThat(queue.workers()).hasSize(1);
    assertThat(queue.workers().getFirst().operations()).hasSize(1);
    assertThat(queue.workers().getFirst().operations().getFirst().phase()).isEqualTo("apply");
  }

  @Test
  void counts_an_operation_that_waits_for_its_next_attempt_as_delayed() {
    operation("acme", "us-east-1", "waiting", "");
    jdbc.sql("update operations set not_before = now() + interval '1 minute'").update();

    QueueReport queue = new QueueReports(jdbc).now();

    assertThat(queue.length()).isZero();
    assertThat(queue.delayed()).isEqualTo(1);
  }

  @Test
  void counts_the_waiting_operations_of_tenants_at_their_limit() {
    operation("acme", "us-east-1", "waiting", "");
    operation("acme", "us-east-1", "waiting", "");
    operation("acme", "us-east-1", "running", "");
    operation("other", "us-east-1", "waiting", "");

    assertThat(new QueueReports(jdbc).now().limited()).isZero();
    assertThat(new QueueReports(jdbc, 2).now().limited()).isZero();
    assertThat(new QueueReports(jdbc, 1).now().limited()).isEqualTo(2);
    new TenantRepository(jdbc).setRunningLimit(new TenantId("acme"), 2);
    assertThat(new QueueReports(jdbc, 1).now().limited()).isZero();
  }

  @Test
  void groups_failures_and_reports_a_common_cause() {
    operation("acme", "us-east-1", "failed", "quota-eip");
    operation("acme", "us-east-1", "failed", "quota-eip");
    operation("other", "us-east-1", "failed", "quota-eip");
    operation("other", "eu-west-1", "failed", "state-locked");
    operation("other", "eu-west-1", "succeeded", "");

    FailureReport report = new FailureReports(jdbc).since(Instant.now().minus(Duration.ofHours(1)));

    assertThat(report.failed()).isEqualTo(4);
    assertThat(report.succeeded()).isEqualTo(1);
    FailureReport.Group first = report.groups().getFirst();
    assertThat(first.code()).isEqualTo("quota-eip");
    assertThat(first.failureClass()).isEqualTo("quota");
    assertThat(first.count()).isEqualTo(3);
    assertThat(first.environments()).hasSize(3);
    assertThat(report.oneCause())
        .isEqualTo(
            "3 of 4 failures are 'quota-eip', all in us-east-1, all with Beta9 0.1.9: investigate a"
                + " common cause.");
  }

  @Test
  void names_every_environment_that_failed_the_latest_first() {
    for (int minutes = 9; minutes > 0; minutes--) {
      operation(
          "acme",
          "us-east-1",
          "failed",
          "quota-eip",
          Duration.ofMinutes(minutes),
          Duration.ZERO,
          Duration.ZERO);
    }

    FailureReport report = new FailureReports(jdbc).since(Instant.now().minus(Duration.ofHours(1)));

    assertThat(report.groups())
        .singleElement()
        .extracting(FailureReport.Group::environments, InstanceOfAssertFactories.list(String.class))
        .containsExactlyElementsOf(
            jdbc.sql("select environment_id from operations order by finished_at desc")
                .query(String.class)
                .list())
        .hasSize(9);
  }

  @Test
  void reports_no_common_cause_of_different_failures() {
    operation("acme", "us-east-1", "failed", "a");
    operation("acme", "us-east-1", "failed", "b");
    operation("acme", "us-east-1", "failed", "c");

    assertThat(new FailureReports(jdbc).since(Instant.now().minus(Duration.ofHours(1))).oneCause())
        .isNull();
  }

  @Test
  void omits_older_failures() {
    operation(
        "acme",
        "us-east-1",
        "failed",
        "a",
        Duration.ofHours(5),
        Duration.ZERO,
        Duration.ofMinutes(1));

    assertThat(new FailureReports(jdbc).since(Instant.now().minus(Duration.ofHours(1))).failed())
        .isZero();
  }

  @Test
  void reports_a_week_with_recommendations() {
    for (int i = 0; i < 8; i++) {
      operation(
          "acme",
          "us-east-1",
          "succeeded",
          "",
          Duration.ofMinutes(60),
          Duration.ofMinutes(10),
          Duration.ofMinutes(20));
    }
    operation("acme", "us-east-1", "failed", "a");
    operation("acme", "us-east-1", "failed", "a");
    assertThat(new CapacitySamples(jdbc).take(3)).isTrue();
    assertThat(new CapacitySamples(jdbc).take(3)).as("a second one so soon").isFalse();

    moveToAWednesday();

    CapacityReport report = new CapacityReports(jdbc).since(Instant.parse("2026-01-05T00:00:00Z"));

    assertThat(report.weeks()).hasSize(1);
    CapacityReport.Week week = report.weeks().getLast();
    assertThat(week.from()).isEqualTo(Instant.parse("2026-01-05T00:00:00Z"));
    assertThat(week.successRate()).isEqualTo(0.8);
    assertThat(week.averageSecondsToReady()).isEqualTo(1200);
    assertThat(week.p95WaitSeconds()).isEqualTo(600);
    assertThat(week.requestsPerMinute()).isEqualTo(3);
    assertThat(report.databaseBytes()).isPositive();
    assertThat(report.recommendations())
        .anyMatch(advice -> advice.startsWith("Add workers"))
        .anyMatch(advice -> advice.startsWith("Investigate failures: 80 %"));
  }

  /** A week begins somewhere: what belongs together must not lie on both sides of that. */
  private void moveToAWednesday() {
    jdbc.sql(
            """
            update operations
               set created_at = created_at - shift, finished_at = finished_at - shift,
                   first_claimed_at = first_claimed_at - shift
              from (select now() - timestamptz '2026-01-07 12:00Z' as shift) as by
            """)
        .update();
    jdbc.sql("update capacity_samples set at = timestamptz '2026-01-07 12:00Z'").update();
  }

  @Test
  void reports_an_exhausted_pool_with_the_setting_to_change() {
    assertThat(HealthReports.findings(new HealthReport.Pool(10, 10, 0, 3), List.of(), 20, 100))
        .singleElement()
        .asString()
        .contains("DATABASE_POOL_SIZE");
    assertThat(HealthReports.findings(new HealthReport.Pool(10, 1, 9, 0), List.of(), 20, 100))
        .isEmpty();
  }
}
