package io.beta9.provisioning.api.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.api.problem.ProblemDetails;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.testing.Servers;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

/** What happens to a request with an idempotency key if the database fails meanwhile. */
class IdempotencyFilterTest {
  private static final HikariDataSource DATABASE = Servers.migratedDatabase();
  private static final JdbcClient JDBC = JdbcClient.create(DATABASE);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final IdempotencyFilter filter =
      new IdempotencyFilter(new IdempotentRequestRepository(JDBC), new ProblemDetails(JSON), JSON);
  private int executions;

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @BeforeEach
  void createTenant() {
    JDBC.sql("insert into tenants (id) values ('acme') on conflict do nothing").update();
  }

  private MockHttpServletResponse send(String key) throws Exception {
    MockHttpServletRequest request = new MockHttpServletRequest("POST", "/api/v1/keys");
    request.addHeader(IdempotencyFilter.HEADER, key);
    request.setContent("{}".getBytes(StandardCharsets.UTF_8));
    request.setAttribute(
        BearerTokenFilter.CALLER, new Caller(new TenantId("acme"), "key_1", "ann"));
    MockHttpServletResponse response = new MockHttpServletResponse();
    filter.doFilter(
        request,
        response,
        (repeatable, kept) -> {
          executions++;
          ((HttpServletResponse) kept).setStatus(201);
          kept.getWriter().write("execution " + executions);
        });
    return response;
  }

  /** Sends a request that does not wait for one that is in progress. */
  private MockHttpServletResponse sendWithoutWaiting(String key) throws Exception {
    Thread.currentThread().interrupt();
    try {
      return send(key);
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void sends_the_response_although_it_could_not_be_stored_and_does_not_execute_again()
      throws Exception {
    JDBC.sql(
            """
            create function reject() returns trigger language plpgsql
                as $$ begin raise exception 'the disk is full'; end $$
            """)
        .update();
    JDBC.sql(
            """
            create trigger reject before update on idempotent_requests
                for each row when (new.status is not null) execute function reject()
            """)
        .update();
    MockHttpServletResponse first;
    try {
      first = send("not-stored");
    } finally {
      JDBC.sql("drop trigger reject on idempotent_requests").update();
    }
    assertThat(first.getStatus()).isEqualTo(201);
    assertThat(first.getContentAsString()).isEqualTo("execution 1");

    MockHttpServletResponse repeated = sendWithoutWaiting("not-stored");
    assertThat(repeated.getStatus()).isEqualTo(409);
    assertThat(repeated.getContentAsString()).contains("request-in-progress");
    assertThat(executions).isEqualTo(1);

    begunBefore("not-stored", "14 minutes 59 seconds");
    assertThat(sendWithoutWaiting("not-stored").getStatus()).isEqualTo(409);
    begunBefore("not-stored", "15 minutes 1 second");
    assertThat(send("not-stored").getContentAsString()).isEqualTo("execution 2");
    assertThat(send("not-stored").getContentAsString()).isEqualTo("execution 2");
    assertThat(executions).isEqualTo(2);
  }

  private static void begunBefore(String key, String interval) {
    JDBC.sql(
            "update idempotent_requests set started_at = now() - cast(:age as interval)"
                + " where key = :key")
        .param("age", interval)
        .param("key", key)
        .update();
  }
}
