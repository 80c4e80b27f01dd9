package io.beta9.provisioning.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.testing.Servers;
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
      new WorkerRepository(jdbc)
          .register(
              new WorkerRepository.Identity("w-1", "h", "b", 1, 1, null, null, null, "test", 1));
      assertThat(
              new OperationRepository(jdbc)
                  .claimNext("w-1")
                  .map(claim -> claim.operation().value()))
          .contains("op_%012x".formatted(MANY));
    }
  }

  private static long pagesRead(JdbcClient jdbc) {
    String plan =
        jdbc.sql(
                "explain (analyze, buffers, format json) "
                    + NextOperationQuery.SQL
                    + " select id from next_operation")
            .param("worker", "w-1")
            .query(String.class)
            .single();
    JsonNode top = JsonMapper.shared().readTree(plan).get(0).get("Plan");
    return top.get("Shared Hit Blocks").asLong() + top.get("Shared Read Blocks").asLong();
  }
}
