package io.beta9.provisioning.app.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.testing.Servers;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The plan of the search for open endpoints against large tables. */
class OpenEndpointPlanTest {
  private static final int ENVIRONMENTS = 5_000;
  private static final int MAX_PAGES = 200;

  @Test
  void does_not_read_environments_without_such_events() {
    try (HikariDataSource database = Servers.migratedDatabase()) {
      JdbcClient jdbc = JdbcClient.create(database);
      seed(jdbc);

      String text =
          jdbc.sql("explain (analyze, buffers, format json) " + OpenEndpointRepository.CANDIDATES)
              .param("pause", 0)
              .param("takeover", 0)
              .param("limit", 100)
              .query(String.class)
              .single();

      JsonNode plan = JsonMapper.shared().readTree(text).get(0).get("Plan");
      assertThat(plan.get("Actual Rows").asDouble()).isEqualTo(2);
      assertThat(plan.get("Shared Hit Blocks").asLong() + plan.get("Shared Read Blocks").asLong())
          .as(text)
          .isLessThan(MAX_PAGES);
    }
  }

  /** Two environments whose endpoint was opened, one of them after it had been closed. */
  private static void seed(JdbcClient jdbc) {
    jdbc.sql("insert into tenants (id) values ('large')").update();
    jdbc.sql(
            """
            insert into environments (id, tenant_id, name, status, cloud_provider, region, account_id,
              meta_config, infra_model, state_backend_config, created_by, created_at)
            select 'env_' || lpad(to_hex(n), 12, '0'), 'large', 'e' || n, 'ready', 'aws', 'us-east-1', '1',
                   '{}', '{}', '{}', 't', now()
              from generate_series(1, :number) n
            """)
        .param("number", ENVIRONMENTS)
        .update();
    jdbc.sql(
            """
            insert into events (environment_id, seq, tenant_id, at, kind, message)
            select 'env_' || lpad(to_hex(n), 12, '0'), seq, 'large', now() - interval '1 hour',
                   case when n <= 3 and seq = 10 then 'endpoint-opened'
                        when n = 3 and seq = 20 or n = 2 and seq = 5 then 'endpoint-closed'
                        else 'step-done' end, ''
              from generate_series(1, :number) n, generate_series(1, 20) seq
            """)
        .param("number", ENVIRONMENTS)
        .update();
    jdbc.sql("vacuum analyze environments").update();
    jdbc.sql("vacuum analyze events").update();
  }
}
