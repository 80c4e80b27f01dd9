package io.beta9.provisioning.environment;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.testing.Servers;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Plans of the lists against a large table: whatever the filter matches, a page is found through an
 * index, and its cost does not depend on the number of environments.
 */
class EnvironmentListPlanTest {
  private static final int ENVIRONMENTS = 40_000;
  private static final int MAX_PAGES = 400;

  private static HikariDataSource database;
  private static JdbcClient jdbc;

  @BeforeAll
  static void seed() {
    database = Servers.migratedDatabase();
    jdbc = JdbcClient.create(database);
    jdbc.sql("insert into tenants (id) values ('large'), ('small')").update();
    jdbc.sql(
            """
            insert into environments (id, tenant_id, name, status, cloud_provider, region, account_id,
              meta_config, infra_model, state_backend_config, created_by, created_at)
            select 'env_' || lpad(to_hex(n), 12, '0'), case when n % 100 = 0 then 'small' else 'large' end,
                   'e' || n, case when n between 3 and 5 then 'failed' else 'ready' end, 'aws',
                   case when n between 7 and 9 then 'eu-west-1' else 'us-east-1' end, '1', '{}', '{}', '{}', 't',
                   timestamptz '2026-01-01' + make_interval(secs => n)
              from generate_series(1, :number) n
            """)
        .param("number", ENVIRONMENTS)
        .update();
    jdbc.sql("vacuum analyze environments").update();
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  static List<EnvironmentQuery> queries() {
    EnvironmentCursor middle =
        new EnvironmentCursor(
            Instant.parse("2026-01-01T05:00:00Z"), new EnvironmentId("env_000000000001"));
    List<EnvironmentQuery> queries = new ArrayList<>();
    for (EnvironmentCursor after : new EnvironmentCursor[] {null, middle}) {
      queries.add(new EnvironmentQuery(null, null, null, 50, after));
      for (EnvironmentStatus status :
          List.of(EnvironmentStatus.READY, EnvironmentStatus.FAILED, EnvironmentStatus.DESTROYED)) {
        queries.add(new EnvironmentQuery(status, null, null, 50, after));
        queries.add(new EnvironmentQuery(status, "eu-west-1", null, 50, after));
        queries.add(new EnvironmentQuery(status, "us-east-1", null, 50, after));
      }
      for (String region : List.of("us-east-1", "eu-west-1", "sa-east-1")) {
        queries.add(new EnvironmentQuery(null, region, null, 50, after));
      }
      queries.add(new EnvironmentQuery(null, null, "e17", 50, after));
      queries.add(new EnvironmentQuery(EnvironmentStatus.READY, "us-east-1", "e17", 50, after));
    }
    return queries;
  }

  @ParameterizedTest
  @MethodSource("queries")
  void reads_a_page_through_an_index_whatever_the_filter_matches(EnvironmentQuery query) {
    List<Object> parameters = new ArrayList<>(List.of("large"));
    if (query.status() != null) {
      parameters.add(query.status().code());
    }
    if (query.region() != null) {
      parameters.add(query.region());
    }
    if (query.name() != null) {
      parameters.add(query.name());
    }
    if (query.after() != null) {
      parameters.add(Timestamp.from(query.after().createdAt()));
      parameters.add(query.after().id().value());
    }
    parameters.add(query.limit() + 1);
    String text =
        jdbc.sql("explain (analyze, buffers, format json) " + EnvironmentReadSql.list(query))
            .params(parameters)
            .query(String.class)
            .single();
    JsonNode plan = JsonMapper.shared().readTree(text).get(0).get("Plan");

    assertThat(text.replace("\n", " ")).doesNotContainPattern("Seq Scan[^}]*\"environments\"");
    assertThat(plan.get("Shared Hit Blocks").asLong() + plan.get("Shared Read Blocks").asLong())
        .as(text)
        .isLessThan(MAX_PAGES);
  }
}
