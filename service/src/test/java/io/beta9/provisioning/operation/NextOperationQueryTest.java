package io.beta9.provisioning.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.testing.RegisteredWorkers;
import io.beta9.provisioning.testing.Servers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Bounds the number of pages that a claim reads. */
class NextOperationQueryTest {
  private static final int MANY = 20_000;

  private static void waiting(JdbcClient jdbc, int from, int number, String tenant, String gate) {
    jdbc.sql(
            """
            insert into environments (id, tenant_id, name, status, cloud_provider, region,
              account_id, meta_config, infra_model, state_backend_config, created_by)
            select 'env_' || lpad(to_hex(i), 12, '0'), :tenant, 'e' || i, 'queued', 'aws',
                   'us-east-1', '1', '{}', '{}', '{}', 'test'
              from generate_series(:from, :to) as i
            """)
        .param("tenant", tenant)
        .param("from", from)
        .param("to", from + number - 1)
        .update();
    jdbc.sql(
            """
            insert into operations (id, environment_id, tenant_id, kind, requested_by, region_gate, created_at)
            select 'op_' || lpad(to_hex(i), 12, '0'), 'env_' || lpad(to_hex(i), 12, '0'), :tenant,
                   'provision', 'test', :gate, now() + make_interval(secs => i)
              from generate_series(:from, :to) as i
            """)
        .param("tenant", tenant)
        .param("gate", gate)
        .param("from", from)
        .param("to", from + number - 1)
        .update();
  }

  @Test
  void reads_few_pages_however_many_operations_wait_for_an_open_circuit() {
    try (HikariDataSource database = Servers.migratedDatabase()) {
      JdbcClient jdbc = JdbcClient.create(database);
      jdbc.sql("insert into tenants (id) values ('acme'), ('other')").update();
      waiting(jdbc, 0, MANY, "acme", "us-east-1");
      waiting(jdbc, MANY, 3, "acme", "eu-west-1");
      waiting(jdbc, MANY + 3, 3, "other", "us-east-1");
      jdbc.sql(
              """
              insert into region_circuits (region, state, since, reason, openings)
              values ('us-east-1', 'open', now(), 'it fails', 1)
              """)
          .update();
      jdbc.sql("analyze").update();

      assertThat(pagesRead(jdbc)).isLessThan(100);
      new WorkerRepository(jdbc).register(RegisteredWorkers.named("w-1"));
      assertThat(
              new OperationRepository(jdbc)
                  .claimNext("w-1")
                  .map(claim -> claim.operation().value()))
          .contains("op_%012x".formatted(MANY));
    }
  }

  @Test
  void reads_few_pages_while_the_oldest_operations_belong_to_a_busy_tenant() {
    try (HikariDataSource database = Servers.migratedDatabase()) {
      JdbcClient jdbc = JdbcClient.create(database);
      jdbc.sql("insert into tenants (id) values ('busy'), ('idle')").update();
      waiting(jdbc, 0, MANY, "busy", "us-east-1");
      waiting(jdbc, MANY, 3, "idle", "us-east-1");
      OperationRepository operations = operationsOf(jdbc);
      // All are equal at first; then the busy tenant has a running operation.
      assertThat(claimed(operations)).isEqualTo("op_%012x".formatted(0));
      jdbc.sql("vacuum analyze operations").update();

      assertThat(pagesRead(jdbc)).isLessThan(100);
      assertThat(claimed(operations)).isEqualTo("op_%012x".formatted(MANY));
    }
  }

  @Test
  void reads_few_pages_while_the_oldest_operations_belong_to_a_tenant_at_its_limit() {
    try (HikariDataSource database = Servers.migratedDatabase()) {
      JdbcClient jdbc = JdbcClient.create(database);
      jdbc.sql("insert into tenants (id) values ('busy'), ('other')").update();
      waiting(jdbc, 0, MANY, "busy", "us-east-1");
      waiting(jdbc, MANY, 3, "other", "us-east-1");
      OperationRepository operations = operationsOf(jdbc);
      claimed(operations);
      claimed(operations);
      jdbc.sql("vacuum analyze operations").update();

      assertThat(pagesRead(jdbc, 1)).isLessThan(100);
    }
  }

  @Test
  void reads_neither_tenants_nor_all_queues_if_an_idle_tenant_is_among_the_oldest() {
    try (HikariDataSource database = Servers.migratedDatabase()) {
      JdbcClient jdbc = JdbcClient.create(database);
      jdbc.sql("insert into tenants (id) values ('busy'), ('idle')").update();
      waiting(jdbc, 0, 10, "busy", "us-east-1");
      waiting(jdbc, 10, MANY, "idle", "us-east-1");
      assertThat(claimed(operationsOf(jdbc))).isEqualTo("op_%012x".formatted(0));
      jdbc.sql("vacuum analyze operations").update();

      JsonNode plan = plan(jdbc, 5);

      assertThat(executions(plan, "Relation Name", "tenants")).isZero();
      assertThat(executions(plan, "Subplan Name", "CTE waiting")).isZero();
      assertThat(executions(plan, "Index Name", "operations_oldest")).isEqualTo(1);
    }
  }

  @Test
  void prefers_a_tenant_without_running_operations_at_either_side_of_the_considered_operations() {
    for (int before : new int[] {NextOperationQuery.OLDEST - 1, NextOperationQuery.OLDEST}) {
      try (HikariDataSource database = Servers.migratedDatabase()) {
        JdbcClient jdbc = JdbcClient.create(database);
        jdbc.sql("insert into tenants (id) values ('busy'), ('idle')").update();
        // One operation of the busy tenant is claimed first.
        waiting(jdbc, 0, before + 1, "busy", "us-east-1");
        waiting(jdbc, before + 1, 1, "idle", "us-east-1");
        OperationRepository operations = operationsOf(jdbc);
        assertThat(claimed(operations)).isEqualTo("op_%012x".formatted(0));

        assertThat(claimed(operations)).isEqualTo("op_%012x".formatted(before + 1));
      }
    }
  }

  @Test
  void claims_the_oldest_operation_of_the_tenant_with_the_fewest_running_ones() {
    try (HikariDataSource database = Servers.migratedDatabase()) {
      JdbcClient jdbc = JdbcClient.create(database);
      jdbc.sql("insert into tenants (id) values ('a'), ('b')").update();
      waiting(jdbc, 0, 5, "a", "us-east-1");
      waiting(jdbc, 5, 5, "b", "us-east-1");
      OperationRepository operations = operationsOf(jdbc);

      List<String> order = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        order.add(claimed(operations));
      }

      assertThat(order)
          .containsExactlyElementsOf(
              IntStream.of(0, 5, 1, 6, 2, 7, 3, 8, 4, 9).mapToObj("op_%012x"::formatted).toList());
      assertThat(operations.claimNext("w-1")).isEmpty();
    }
  }

  @Test
  void skips_operations_that_are_not_due_or_reserved_for_another_place() {
    try (HikariDataSource database = Servers.migratedDatabase()) {
      JdbcClient jdbc = JdbcClient.create(database);
      jdbc.sql("insert into tenants (id) values ('a')").update();
      waiting(jdbc, 0, 3, "a", "us-east-1");
      jdbc.sql("update operations set not_before = now() + interval '1 hour' where id like '%0'")
          .update();
      jdbc.sql(
              """
              update operations set reserved_place = 'elsewhere', reserved_until = now() + interval '1 hour'
               where id like '%1'
              """)
          .update();
      OperationRepository operations = operationsOf(jdbc);

      assertThat(claimed(operations)).isEqualTo("op_%012x".formatted(2));
      assertThat(operations.claimNext("w-1")).isEmpty();
    }
  }

  private static OperationRepository operationsOf(JdbcClient jdbc) {
    jdbc.sql("analyze").update();
    new WorkerRepository(jdbc).register(RegisteredWorkers.named("w-1"));
    return new OperationRepository(jdbc);
  }

  private static String claimed(OperationRepository operations) {
    return operations.claimNext("w-1").orElseThrow().operation().value();
  }

  private static long pagesRead(JdbcClient jdbc) {
    return pagesRead(jdbc, null);
  }

  private static long pagesRead(JdbcClient jdbc, @Nullable Integer limit) {
    JsonNode top = plan(jdbc, limit);
    return top.get("Shared Hit Blocks").asLong() + top.get("Shared Read Blocks").asLong();
  }

  private static JsonNode plan(JdbcClient jdbc, @Nullable Integer limit) {
    String plan =
        jdbc.sql(
                "explain (analyze, buffers, format json) "
                    + NextOperationQuery.SQL
                    + " select id from next_operation")
            .param("worker", "w-1")
            .param("limit", limit)
            .query(String.class)
            .single();
    return JsonMapper.shared().readTree(plan).get(0).get("Plan");
  }

  /** Returns how often a part of the plan was executed. */
  private static int executions(JsonNode node, String property, String value) {
    if (value.equals(node.path(property).asString(""))) {
      return node.get("Actual Loops").asInt();
    }
    int executions = 0;
    for (JsonNode child : node.path("Plans")) {
      executions += executions(child, property, value);
    }
    return executions;
  }
}
