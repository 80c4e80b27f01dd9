package io.beta9.provisioning.environment;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.environment.EnvironmentSearch.SearchOrder;
import io.beta9.provisioning.testing.Servers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class EnvironmentSearchTest {
  /** PostgreSQL sorts a status that the expression does not name last, without an error. */
  @ParameterizedTest
  @EnumSource
  void gives_every_status_a_place_in_the_order_of_attention(EnvironmentStatus status) {
    assertThat(SearchOrder.ATTENTION.sql()).contains("when '" + status.code() + "' then ");
  }

  @Test
  void sorts_failed_before_running_before_ready_before_destroyed() {
    List<String> found = new ArrayList<>(sorted());

    assertThat(found.removeFirst()).isEqualTo("failed");
    assertThat(found.removeLast()).isEqualTo("destroyed");
    assertThat(found.removeLast()).isEqualTo("ready");
    assertThat(found)
        .as("in progress, the longest unchanged first")
        .containsExactly("destroying", "destroy_queued", "bootstrapping", "provisioning", "queued");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ready", "destroyed"})
  void sorts_environments_that_need_no_attention_by_their_creation_only(String status) {
    assertThat(select("id", twoOf(status))).containsExactly("newer", "older");
  }

  @ParameterizedTest
  @ValueSource(strings = {"failed", "queued"})
  void sorts_others_by_the_time_since_which_they_are_unchanged(String status) {
    assertThat(select("id", twoOf(status))).containsExactly("older", "newer");
  }

  private static String twoOf(String status) {
    return """
    ('%1$s', timestamp '2026-01-01', timestamp '2026-01-01', 'older'),
    ('%1$s', timestamp '2026-01-09', timestamp '2026-01-02', 'newer')
    """
        .formatted(status);
  }

  private static List<String> sorted() {
    String rows =
        Arrays.stream(EnvironmentStatus.values())
            .map(
                status ->
                    "('%s', timestamp '2026-01-20' - interval '%d day', timestamp '2026-01-01', 'x')"
                        .formatted(status.code(), status.ordinal()))
            .collect(Collectors.joining(","));
    return select("status", rows);
  }

  private static List<String> select(String column, String rows) {
    try (HikariDataSource database = Servers.pool(Servers.emptyDatabase())) {
      return JdbcClient.create(database)
          .sql(
              "select %s from (values %s) e (status, status_since, created_at, id) order by %s"
                  .formatted(column, rows, SearchOrder.ATTENTION.sql()))
          .query(String.class)
          .list();
    }
  }
}
