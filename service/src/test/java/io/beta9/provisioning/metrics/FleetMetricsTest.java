package io.beta9.provisioning.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.metrics.RefreshedValue.RefreshPolicy;
import io.beta9.provisioning.testing.Servers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The gauges of the installation, with real rows. */
class FleetMetricsTest {
  private HikariDataSource database;
  private JdbcClient jdbc;
  private SimpleMeterRegistry meters;
  private int number;

  @BeforeEach
  void start() {
    database = Servers.migratedDatabase();
    jdbc = JdbcClient.create(database);
    meters = new SimpleMeterRegistry();
    jdbc.sql("insert into tenants (id) values ('acme')").update();
    FleetSnapshotQuery query = new FleetSnapshotQuery(jdbc, Clock.systemUTC(), Duration.ofHours(1));
    new FleetMetrics(
        new RefreshedValue<>(
            () -> Optional.of(query.read()),
            Optional.empty(),
            new RefreshPolicy(Duration.ZERO, Duration.ofMinutes(1), Duration.ZERO),
            System::nanoTime),
        meters,
        Set.of("us-east-1", "eu-west-1"));
  }

  @AfterEach
  void stop() {
    database.close();
  }

  private String environment(String status, String since) {
    String id = "env_%012x".formatted(++number);
    jdbc.sql(
            """
            insert into environments (id, tenant_id, name, status, cloud_provider, region, account_id,
              meta_config, infra_model, state_backend_config, created_by, status_since)
            values (:id, 'acme', :id, :status, 'aws', 'us-east-1', '1', '{}', '{}', '{}', 't',
              now() - :since::interval)
            """)
        .param("id", id)
        .param("status", status)
        .param("since", since)
        .update();
    return id;
  }

  /** Adds an operation of a new environment. */
  private void operation(String kind, String state, String created, String notBefore, String gate) {
    jdbc.sql(
            """
            insert into operations (id, environment_id, tenant_id, kind, state, requested_by,
              created_at, not_before, region_gate, worker_id, finished_at)
            values (:id, :environment, 'acme', :kind, :state, 't', now() - :created::interval,
              now() + :notBefore::interval, :gate,
              case when :state = 'running' then 'w-running' end,
              case when :state = 'failed' then now() - :created::interval end)
            """)
        .param("id", "op_%012x".formatted(++number))
        .param("environment", environment("ready", "1 second"))
        .param("kind", kind)
        .param("state", state)
        .param("created", created)
        .param("notBefore", notBefore)
        .param("gate", gate)
        .update();
  }

  private void worker(String id, String state, int slots, String silence) {
    jdbc.sql(
            """
            insert into workers (id, host, boot_id, pid, pid_started_at, version, concurrency, state,
              renewed_at)
            values (:id, 'h', 'b', 1, 1, '1', :slots, :state, now() - :silence::interval)
            """)
        .param("id", id)
        .param("slots", slots)
        .param("state", state)
        .param("silence", silence)
        .update();
  }

  private double gauge(String name, String... tags) {
    return meters.get(name).tags(tags).gauge().value();
  }

  @Test
  void counts_registered_accounts_by_state() {
    jdbc.sql(
            """
            insert into accounts (id, tenant_id, provider, aws_account_id, role_arn, external_id, state,
              created_by)
            values ('acc_000000000001', 'acme', 'aws', '1', 'r', 'b9-1', 'suspended', 't'),
                   ('acc_000000000002', 'acme', 'aws', '2', 'r', 'b9-2', 'verified', 't'),
                   ('acc_000000000003', 'acme', 'aws', '3', 'r', 'b9-3', 'verified', 't')
            """)
        .update();

    assertThat(gauge("provisioning.accounts", "state", "verified")).isEqualTo(2);
    assertThat(gauge("provisioning.accounts", "state", "suspended")).isEqualTo(1);
    assertThat(gauge("provisioning.accounts", "state", "legacy")).isZero();
  }

  @Test
  void an_empty_installation_has_zeros_and_no_unknown_values() {
    assertThat(meters.getMeters())
        .isNotEmpty()
        .allSatisfy(
            meter ->
                assertThat(meter.measure().iterator().next().getValue())
                    .as(meter.getId().toString())
                    .isZero());
  }

  @Test
  void counts_environments_and_the_age_of_the_oldest_in_each_working_status() {
    environment("provisioning", "59 minutes");
    environment("provisioning", "10 minutes");
    environment("bootstrapping", "61 minutes");
    environment("ready", "90 days");

    assertThat(gauge("provisioning.environments", "status", "provisioning")).isEqualTo(2);
    assertThat(gauge("provisioning.environments", "status", "ready")).isEqualTo(1);
    assertThat(gauge("provisioning.environments", "status", "failed")).isZero();
    assertThat(gauge("provisioning.status.age", "status", "provisioning"))
        .isCloseTo(Duration.ofMinutes(59).toSeconds(), within(30.0));
    assertThat(gauge("provisioning.status.age", "status", "queued")).isZero();
    assertThat(gauge("provisioning.environments.stuck")).isEqualTo(1);
    assertThat(meters.find("provisioning.status.age").tag("status", "ready").gauge()).isNull();
  }

  @Test
  void distinguishes_due_delayed_held_and_running_operations() {
    worker("w-running", "running", 2, "0 seconds");
    jdbc.sql(
            """
            insert into region_circuits (region, state, since, reason, openings)
            values ('us-east-1', 'open', now(), 'outage', 1), ('eu-west-1', 'closed', now(), '', 0)
            """)
        .update();
    operation("provision", "waiting", "10 minutes", "-10 minutes", "eu-west-1");
    operation("destroy", "waiting", "1 hour", "-2 minutes", "");
    operation("provision", "waiting", "2 hours", "5 minutes", "eu-west-1");
    operation("update", "waiting", "3 hours", "-3 hours", "us-east-1");
    operation("provision", "running", "4 hours", "-4 hours", "");
    operation("provision", "succeeded", "5 hours", "-5 hours", "");

    assertThat(gauge("provisioning.queue.length")).isEqualTo(4);
    assertThat(gauge("provisioning.queue.operations", "state", "due")).isEqualTo(2);
    assertThat(gauge("provisioning.queue.operations", "state", "delayed")).isEqualTo(1);
    assertThat(gauge("provisioning.queue.operations", "state", "held")).isEqualTo(1);
    assertThat(gauge("provisioning.queue.operations", "state", "running")).isEqualTo(1);
    assertThat(gauge("provisioning.worker.slots.used")).isEqualTo(1);
    assertThat(gauge("provisioning.queue.oldest"))
        .as("the retry has been due for two minutes only, the new one for ten")
        .isCloseTo(Duration.ofMinutes(10).toSeconds(), within(30.0));
    assertThat(gauge("provisioning.region.open", "region", "us-east-1")).isEqualTo(1);
    assertThat(gauge("provisioning.queue.held", "region", "us-east-1")).isEqualTo(1);
    assertThat(gauge("provisioning.region.open", "region", "eu-west-1")).isZero();
    assertThat(gauge("provisioning.queue.held", "region", "eu-west-1")).isZero();
  }

  @Test
  void counts_workers_that_renew_their_leases_and_their_slots() {
    worker("w-1", "running", 3, "20 seconds");
    worker("w-2", "running", 2, "0 seconds");
    worker("w-3", "draining", 5, "0 seconds");
    worker("w-4", "running", 7, "40 seconds");
    worker("w-5", "running", 7, "2 hours");
    worker("w-6", "stopped", 7, "0 seconds");

    assertThat(gauge("provisioning.workers", "state", "running")).isEqualTo(2);
    assertThat(gauge("provisioning.workers", "state", "draining")).isEqualTo(1);
    assertThat(gauge("provisioning.workers", "state", "silent")).isEqualTo(1);
    assertThat(gauge("provisioning.worker.slots")).isEqualTo(5);
  }

  @Test
  void counts_failures_of_the_last_hour_even_if_a_retry_has_succeeded_since() {
    operation("provision", "failed", "59 minutes", "0 seconds", "");
    operation("provision", "failed", "1 minute", "0 seconds", "");
    operation("provision", "failed", "61 minutes", "0 seconds", "");
    operation("destroy", "failed", "1 minute", "0 seconds", "");
    operation("provision", "cancelled", "1 minute", "0 seconds", "");

    assertThat(gauge("provisioning.environments", "status", "failed")).isZero();
    assertThat(gauge("provisioning.failed.last.hour", "kind", "provision")).isEqualTo(2);
    assertThat(gauge("provisioning.failed.last.hour", "kind", "destroy")).isEqualTo(1);
    assertThat(gauge("provisioning.failed.last.hour", "kind", "update")).isZero();
  }

  @Test
  void all_values_are_unknown_while_the_database_is_unavailable() {
    environment("ready", "1 minute");
    assertThat(gauge("provisioning.environments", "status", "ready")).isEqualTo(1);

    database.close();

    assertThat(gauge("provisioning.environments", "status", "ready")).isNaN();
    assertThat(gauge("provisioning.queue.length")).isNaN();
    assertThat(gauge("provisioning.region.open", "region", "us-east-1")).isNaN();
  }
}
