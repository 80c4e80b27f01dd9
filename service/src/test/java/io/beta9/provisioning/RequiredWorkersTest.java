package io.beta9.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.testing.Servers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Executes the query of the chart's autoscaler: two operations fit into a worker. */
class RequiredWorkersTest {
  private static final String QUERY =
      KubernetesManifests.of("full")
          .get("ScaledObject", "provisioning-worker")
          .at("/spec/triggers/0/metadata/query")
          .asString();

  private HikariDataSource database;
  private JdbcClient jdbc;
  private int operations;
  private int workers;

  @BeforeEach
  void start() {
    database = Servers.migratedDatabase();
    jdbc = JdbcClient.create(database);
    jdbc.sql("insert into tenants (id) values ('acme')").update();
  }

  @AfterEach
  void stop() {
    database.close();
  }

  @Test
  void requires_none_without_operations() {
    assertThat(required()).isZero();
  }

  @Test
  void never_falls_below_the_number_of_busy_workers() {
    for (int i = 0; i < 10; i++) {
      running(worker("running"), 1);
    }
    waiting(3, 0);

    assertThat(required()).isEqualTo(10);
  }

  @Test
  void adds_workers_for_operations_that_do_not_fit() {
    for (int i = 0; i < 10; i++) {
      running(worker("running"), 2);
    }
    assertThat(required()).isEqualTo(10);
    waiting(1, 0);
    assertThat(required()).isEqualTo(11);
    waiting(1, 0);
    assertThat(required()).isEqualTo(11);
    waiting(1, 0);
    assertThat(required()).isEqualTo(12);
  }

  @Test
  void counts_waiting_operations_that_are_due_only() {
    waiting(2, 3600);
    assertThat(required()).isZero();
    waiting(2, -1);
    assertThat(required()).isEqualTo(1);
  }

  @Test
  void counts_operations_of_dead_workers_and_not_those_of_draining_ones() {
    running(worker("draining"), 2);
    assertThat(required()).isZero();
    running(worker("dead"), 1);
    assertThat(required()).isEqualTo(1);
  }

  @Test
  void ignores_finished_operations() {
    insert("succeeded", null, 0);
    insert("failed", null, 0);
    assertThat(required()).isZero();
  }

  private int required() {
    return jdbc.sql(QUERY).query(Integer.class).single();
  }

  private String worker(String state) {
    String id = "w_" + ++workers;
    jdbc.sql(
            """
            insert into workers (id, host, boot_id, pid, pid_started_at, version, concurrency, state)
            values (:id, 'h', 'b', 1, 2, 'v', 2, :state)
            """)
        .param("id", id)
        .param("state", state)
        .update();
    return id;
  }

  private void running(String worker, int number) {
    for (int i = 0; i < number; i++) {
      insert("running", worker, 0);
    }
  }

  private void waiting(int number, int dueInSeconds) {
    for (int i = 0; i < number; i++) {
      insert("waiting", null, dueInSeconds);
    }
  }

  private void insert(String state, String worker, int dueInSeconds) {
    operations++;
    jdbc.sql(
            """
            insert into environments (id, tenant_id, name, status, cloud_provider, region,
              account_id, meta_config, infra_model, state_backend_config, created_by)
            values ('env_' || lpad(to_hex(:i), 12, '0'), 'acme', 'e' || :i, 'queued', 'aws',
                    'us-east-1', '1', '{}', '{}', '{}', 'test')
            """)
        .param("i", operations)
        .update();
    jdbc.sql(
            """
            insert into operations (id, environment_id, tenant_id, kind, requested_by, state,
              worker_id, not_before)
            values ('op_' || lpad(to_hex(:i), 12, '0'), 'env_' || lpad(to_hex(:i), 12, '0'), 'acme',
                    'provision', 'test', :state, :worker, now() + make_interval(secs => :due))
            """)
        .param("i", operations)
        .param("state", state)
        .param("worker", worker)
        .param("due", dueInSeconds)
        .update();
  }
}
