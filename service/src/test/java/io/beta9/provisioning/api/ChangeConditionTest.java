package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.api.authorization.AuthorizationTable.AuthorizedOperation;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Conditions of changes when another connection commits between the check before the request and
 * the change. Each change is requested while the other connection holds the row, and must have no
 * effect after its commit.
 */
class ChangeConditionTest {
  private static OperationFixture api;

  @BeforeAll
  static void start() throws Exception {
    api = new OperationFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static Stream<AuthorizedOperation> changes() {
    return api.operations().filter(operation -> !operation.method().equals("GET"));
  }

  /** Operations that change something of a tenant, and that its own roles may request. */
  static List<Named<AuthorizedOperation>> changesOfTenants() {
    return changes()
        .filter(operation -> operation.rule().on() != Subject.INSTALLATION)
        .filter(operation -> !operation.rule().whileSuspended())
        // A suspended tenant may end its operations.
        .filter(operation -> !operation.path().endsWith("/cancel"))
        .filter(operation -> operation.permission().roles().contains(Role.ADMIN))
        .filter(operation -> !operation.path().endsWith("/environments"))
        // Requires an environment that Terraform has created; queued like the other operations.
        .filter(operation -> !operation.path().endsWith("/plans"))
        .map(ChangeConditionTest::named)
        .toList();
  }

  static List<Named<AuthorizedOperation>> changesOfSubjectsWithTags() {
    return changes()
        .filter(
            operation ->
                Stream.of("environments", "accounts", "webhooks", "tenants")
                    .anyMatch(kind -> operation.path().startsWith("/api/v1/" + kind + "/{id}")))
        .map(ChangeConditionTest::named)
        .toList();
  }

  private static Named<AuthorizedOperation> named(AuthorizedOperation operation) {
    return Named.of(operation.method() + " " + operation.path(), operation);
  }

  @ParameterizedTest
  @MethodSource("changesOfTenants")
  void a_change_waits_for_a_suspension_and_is_then_refused(AuthorizedOperation operation)
      throws Exception {
    api.prepare(operation);
    OperationFixture.Input input = api.input(operation);
    List<Long> before = state();

    HttpResponse<String> answer =
        requestedDuring(
            "update tenants set state = 'suspended' where id = ?",
            "acme",
            () ->
                api.send(
                    api.admin,
                    operation.method(),
                    api.path(operation) + input.query(),
                    input.body(),
                    Map.of()));

    api.jdbc.sql("update tenants set state = 'active' where id = 'acme'").update();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
    assertThat(answer.body()).contains("tenant-suspended");
    assertThat(state()).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("changesOfSubjectsWithTags")
  void a_change_waits_for_another_one_and_is_refused_if_the_tag_has_changed(
      AuthorizedOperation operation) throws Exception {
    api.prepare(operation);
    OperationFixture.Input input = api.input(operation);
    String subject = api.path(operation).split("/")[3];
    String id = api.path(operation).split("/")[4];
    String as = subject.equals("tenants") ? api.owner : api.admin;
    String tag =
        api.send(as, "GET", "/api/v1/" + subject + "/" + id, "", Map.of())
            .get()
            .headers()
            .firstValue("ETag")
            .orElseThrow();
    List<Long> before = state();
    long failed = api.rows("audit where outcome = 'failed'");
    long refused = api.rows("audit where outcome = 'refused'");

    HttpResponse<String> answer =
        requestedDuring(
            switch (subject) {
              case "environments" -> "update environments set error_message = 'x' where id = ?";
              case "accounts" -> "update accounts set checked_at = now() where id = ?";
              case "webhooks" -> "update webhooks set description = 'x' where id = ?";
              default -> "update tenants set state_reason = 'x' where id = ?";
            },
            id,
            () ->
                api.send(
                    as,
                    operation.method(),
                    api.path(operation) + input.query(),
                    input.body(),
                    Map.of("If-Match", tag)));

    api.jdbc.sql("update environments set error_message = null").update();
    api.jdbc.sql("update webhooks set description = ''").update();
    api.jdbc.sql("update tenants set state_reason = null").update();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(412);
    assertThat(state()).isEqualTo(before);
    assertThat(api.rows("audit where outcome = 'failed'")).isEqualTo(failed);
    if (subject.equals("environments")) {
      assertThat(api.rows("audit where outcome = 'refused'")).isEqualTo(refused + 1);
    }
  }

  /** Sends the request while another connection has changed the row, and commits that change. */
  private static HttpResponse<String> requestedDuring(
      String change, String id, Supplier<CompletableFuture<HttpResponse<String>>> request)
      throws Exception {
    CompletableFuture<HttpResponse<String>> answer;
    try (Connection other = api.service.part(DataSource.class).getConnection()) {
      other.setAutoCommit(false);
      try (PreparedStatement update = other.prepareStatement(change)) {
        update.setString(1, id);
        assertThat(update.executeUpdate()).isEqualTo(1);
      }
      answer = request.get();
      // A request that does not wait for the row ends before the other change is committed.
      await().atMost(Duration.ofSeconds(30)).until(() -> answer.isDone() || isWaitingForARow());
      other.commit();
    }
    return answer.get(30, TimeUnit.SECONDS);
  }

  private static boolean isWaitingForARow() {
    return api.jdbc
        .sql(
            """
            select exists (select 1 from pg_stat_activity
                            where datname = current_database() and wait_event_type = 'Lock')
            """)
        .query(Boolean.class)
        .single();
  }

  /** What the requests would change, as numbers. */
  private static List<Long> state() {
    return Stream.of(
            "audit where outcome = 'done'",
            "operations",
            "api_keys",
            "accounts",
            "webhooks",
            "webhook_deliveries",
            "events",
            "tenants where state = 'active'")
        .map(api::rows)
        .toList();
  }
}
