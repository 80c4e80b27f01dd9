package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.api.authorization.AuthorizationTable.AuthorizedOperation;
import java.net.http.HttpResponse;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The audit trail has no gap: whatever a request changes, it has an entry that names the caller.
 */
class EveryChangeIsAuditedTest {
  /** Requires a cluster, which only a worker creates. */
  private static final Set<String> NOT_POSSIBLE =
      Set.of("POST /api/v1/environments/{id}/cluster-access");

  private static OperationFixture api;
  private static String keyId;
  private static String key;

  @BeforeAll
  static void start() throws Exception {
    api = new OperationFixture();
    var created = api.key("acme", Role.ADMIN, Role.OWNER);
    keyId = created.key().id();
    key = created.secret().text();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  static List<Named<AuthorizedOperation>> changes() {
    return api.operations()
        .filter(operation -> !operation.method().equals("GET"))
        .filter(operation -> !NOT_POSSIBLE.contains(operation.method() + " " + operation.path()))
        // What removes a subject comes last.
        .sorted(Comparator.comparing(operation -> operation.method().equals("DELETE")))
        .map(
            operation ->
                Named.of(
                    operation.method() + " " + operation.path() + " " + operation.handler(),
                    operation))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("changes")
  void a_change_has_an_entry_with_the_key_of_its_caller(AuthorizedOperation operation)
      throws Exception {
    api.prepare(operation);
    String query = prepare(operation.method() + " " + operation.path());
    OperationFixture.Input input = api.input(operation);
    long before = entries();

    HttpResponse<String> answer =
        api.send(
                key,
                operation.method(),
                api.path(operation) + input.query() + query,
                input.body(),
                Map.of())
            .get();

    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    assertThat(entries()).as(operation.path()).isGreaterThan(before);
  }

  /** Returns the query that the operation needs in addition, so that it changes something. */
  private static String prepare(String operation) {
    return switch (operation) {
      case "POST /api/v1/tenants/{id}/resume" -> {
        api.jdbc
            .sql("update tenants set state = 'suspended' where id = :id")
            .param("id", OperationFixture.TENANT)
            .update();
        yield "";
      }
      case "DELETE /api/v1/accounts/{id}" -> {
        api.jdbc.sql("update environments set status = 'destroyed'").update();
        yield "";
      }
      case "DELETE /api/v1/shared-accounts/{accountId}" -> "?tenant=" + OperationFixture.TENANT;
      default -> "";
    };
  }

  private static long entries() {
    return api.rows("audit where key_id = '" + keyId + "' and outcome = 'done'");
  }
}
