package io.beta9.provisioning.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.report.QueueHistory.QueueLength;
import io.beta9.provisioning.testing.Servers;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class QueueHistoryTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:30:00Z");

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

  private void operation(
      String tenant,
      String state,
      String created,
      @Nullable String claimed,
      @Nullable String finished) {
    String id = "%012x".formatted(++number);
    jdbc.sql(
            """
            insert into environments (id, tenant_id, name, status, cloud_provider, region, account_id,
              meta_config, infra_model, state_backend_config, created_by)
            values ('env_' || :id, :tenant, :id, 'ready', 'aws', 'us-east-1', '1', '{}', '{}', '{}', 't')
            """)
        .param("id", id)
        .param("tenant", tenant)
        .update();
    jdbc.sql(
            """
            insert into operations (id, environment_id, tenant_id, kind, state, requested_by,
              worker_id, created_at, first_claimed_at, finished_at)
            values ('op_' || :id, 'env_' || :id, :tenant, 'update', :state, 't',
              case when :state = 'running' then 'w-1' end,
              cast(:created as timestamptz), cast(:claimed as timestamptz),
              cast(:finished as timestamptz))
            """)
        .param("id", id)
        .param("tenant", tenant)
        .param("state", state)
        .param("created", at(created))
        .param("claimed", at(claimed))
        .param("finished", at(finished))
        .update();
  }

  private static @Nullable String at(@Nullable String time) {
    return time == null ? null : "2026-11-30T" + time + "Z";
  }

  private String lengths(@Nullable String tenant) {
    return String.join(
        " ",
        new QueueHistory(jdbc)
            .hours(tenant == null ? null : new TenantId(tenant), NOW, 4).stream()
                .map(QueueHistoryTest::text)
                .toList());
  }

  private static String text(QueueLength length) {
    return length.at().toString().substring(11, 16) + "=" + length.waiting();
  }

  @Test
  void an_operation_waits_from_its_request_until_its_first_claim() {
    operation("acme", "succeeded", "10:10:00", "11:20:00", "11:50:00");
    operation("acme", "running", "09:30:00", "10:59:59", null);
    operation("acme", "waiting", "11:30:00", null, null);
    operation("other", "waiting", "12:10:00", null, null);

    assertThat(lengths("acme")).isEqualTo("09:00=0 10:00=1 11:00=1 12:00=1 12:30=1");
    assertThat(lengths("other")).isEqualTo("09:00=0 10:00=0 11:00=0 12:00=0 12:30=1");
    assertThat(lengths(null)).isEqualTo("09:00=0 10:00=1 11:00=1 12:00=1 12:30=2");
  }

  @Test
  void one_that_is_cancelled_before_its_first_claim_waits_until_then() {
    operation("acme", "cancelled", "07:00:00", null, "10:30:00");

    assertThat(lengths(null)).isEqualTo("09:00=1 10:00=1 11:00=0 12:00=0 12:30=0");
  }

  @Test
  void counts_an_operation_in_every_hour_that_it_waits_and_in_none_after_its_end() {
    operation("acme", "waiting", "01:00:00", null, null);
    operation("acme", "succeeded", "01:00:00", "02:00:00", "03:00:00");
    operation("acme", "succeeded", "01:00:00", "02:00:00", "11:00:00");

    assertThat(lengths(null)).isEqualTo("09:00=1 10:00=1 11:00=1 12:00=1 12:30=1");
  }
}
