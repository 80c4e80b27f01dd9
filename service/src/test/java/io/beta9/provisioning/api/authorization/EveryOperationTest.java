package io.beta9.provisioning.api.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.api.authorization.AuthorizationTable.AuthorizedOperation;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.network.AddressPolicy;
import io.beta9.provisioning.testing.RegisteredAccounts;
import io.beta9.provisioning.testing.RunningApi;
import io.beta9.provisioning.webhook.SecretCipher;
import io.beta9.provisioning.webhook.WebhookId;
import io.beta9.provisioning.webhook.WebhookRepository;
import io.beta9.provisioning.webhook.WebhookSecret;
import io.beta9.provisioning.webhook.WebhookUrl;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * Requests every operation of the API with a key of every role and of another tenant, and compares
 * the answers with the table of permissions.
 */
class EveryOperationTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static final String ENVIRONMENT =
      """
      name: walked
      cloud:
        provider: aws
        region: us-east-1
        account_id: "123456789012"
      beta9:
        domain: beta9.acme.example
      """;

  /** What the bodies require, for all operations together; none of them changes anything. */
  private static final String VALID_FIELDS =
      "{\"dry_run\": true, \"force\": false, \"keep\": 10, \"to\": \"version\"}";

  private static Service service;
  private static AuthorizationTable table;
  private static String environmentId;
  private static String accountId;

  @BeforeAll
  static void start() throws Exception {
    service = RunningApi.start(Map.of("RATE_LIMIT_UNAUTHENTICATED", "0"));
    table = service.part(AuthorizationTable.class);
    RegisteredAccounts.verified(service.part(JdbcClient.class), "acme");
    String admin = key("acme", Role.ADMIN);
    environmentId =
        JsonMapper.shared()
            .readTree(
                send(admin, "POST", "/api/v1/environments", "application/yaml", ENVIRONMENT).body())
            .get("environment_id")
            .asString();
    accountId =
        service
            .part(JdbcClient.class)
            .sql("select id from accounts where tenant_id = 'acme'")
            .query(String.class)
            .single();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static String key(String tenant, Role... roles) {
    return service
        .part(ApiKeyRepository.class)
        .create(new TenantId(tenant), "walk", roles)
        .secret()
        .text();
  }

  private static HttpResponse<String> send(
      String key, String method, String path, String type, String body) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", type)
            .header("X-Reason", "a walk")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  /**
   * Sends a request that is valid except for its body, so that it changes as little as possible.
   */
  private static HttpResponse<String> send(String key, AuthorizedOperation operation, String query)
      throws Exception {
    String body = operation.method().equals("GET") ? "" : VALID_FIELDS;
    return send(key, operation.method(), path(operation) + query, "application/json", body);
  }

  private static String path(AuthorizedOperation operation) {
    String id =
        switch (operation.rule().on()) {
          case ENVIRONMENT -> environmentId;
          case ACCOUNT -> accountId;
          case KEY -> keyOfAcme();
          case WEBHOOK -> webhookOfAcme();
          case TENANT, INSTALLATION -> "unknown";
        };
    return operation
        .path()
        .replace("{id}", id)
        .replaceAll("\\{[a-zA-Z]+:([^}|]*)[^}]*}", "$1")
        .replaceAll("\\{[a-zA-Z]+}", "us-east-1");
  }

  private static String keyOfAcme() {
    return service
        .part(ApiKeyRepository.class)
        .create(new TenantId("acme"), "to be revoked")
        .key()
        .id();
  }

  private static String webhookOfAcme() {
    JdbcClient jdbc = service.part(JdbcClient.class);
    WebhookId id = WebhookId.random(new SecureRandom());
    new WebhookRepository(jdbc, new SecretCipher(null, new SecureRandom()))
        .insert(
            new WebhookRepository.NewWebhook(
                id,
                new TenantId("acme"),
                WebhookUrl.parse("https://receiver.invalid/", AddressPolicy.PUBLIC),
                "to be removed",
                false,
                WebhookSecret.random(new SecureRandom()),
                "walk"));
    return id.value();
  }

  private static boolean isDenied(HttpResponse<String> answer) {
    return answer.statusCode() == 403 && answer.body().contains(":problem:permission-denied");
  }

  /** Streams answer with their first item, which may never come. */
  private static Stream<AuthorizedOperation> operations() {
    return table.operations().stream()
        .filter(EveryOperationTest::isPartOfApi)
        .filter(operation -> !operation.handler().contains("Stream"));
  }

  private static boolean isPartOfApi(AuthorizedOperation operation) {
    return operation.path().startsWith("/api/");
  }

  private static String name(AuthorizedOperation operation) {
    return operation.method() + " " + operation.path() + " " + operation.handler();
  }

  @TestFactory
  Stream<DynamicTest> an_operation_is_permitted_to_the_roles_of_the_table_alone() {
    return operations()
        .flatMap(
            operation ->
                Arrays.stream(Role.values())
                    .map(
                        role ->
                            DynamicTest.dynamicTest(
                                role.code() + ": " + name(operation),
                                () -> {
                                  HttpResponse<String> answer =
                                      send(key("acme", role), operation, "");
                                  assertThat(isDenied(answer))
                                      .as(answer.statusCode() + " " + answer.body())
                                      .isEqualTo(!operation.isPermittedTo(role));
                                  assertThat(answer.statusCode()).isNotEqualTo(401);
                                })));
  }

  @TestFactory
  Stream<DynamicTest> an_id_of_another_tenant_is_unknown_to_every_role_of_a_tenant() {
    return operations()
        .filter(operation -> isSubjectOfATenant(operation.rule().on()))
        .flatMap(
            operation ->
                tenantRoles().stream()
                    .filter(operation::isPermittedTo)
                    .map(
                        role ->
                            DynamicTest.dynamicTest(
                                role.code() + ": " + name(operation),
                                () ->
                                    assertThat(
                                            send(key("globex", role), operation, "").statusCode())
                                        .isIn(404, 400))));
  }

  @TestFactory
  Stream<DynamicTest> an_id_of_any_tenant_is_known_to_the_roles_of_the_service() {
    return operations()
        .filter(operation -> isSubjectOfATenant(operation.rule().on()))
        .filter(operation -> operation.method().equals("GET"))
        .filter(operation -> operation.isPermittedTo(Role.OPERATOR))
        .map(
            operation ->
                DynamicTest.dynamicTest(
                    name(operation),
                    () -> {
                      String operator = key("platform", Role.OPERATOR);
                      assertThat(send(operator, operation, "").body())
                          .doesNotContain("unknown-environment");
                      assertThat(send(operator, operation, "?tenant=acme").body())
                          .doesNotContain("unknown-environment");
                      HttpResponse<String> elsewhere =
                          send(operator, operation, "?tenant=platform");
                      assertThat(elsewhere.statusCode()).as(elsewhere.body()).isIn(404, 400);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> the_name_of_another_tenant_is_denied_to_every_role_of_a_tenant() {
    return operations()
        .filter(operation -> operation.rule().on() != Subject.INSTALLATION)
        .flatMap(
            operation ->
                tenantRoles().stream()
                    .map(
                        role ->
                            DynamicTest.dynamicTest(
                                role.code() + ": " + name(operation),
                                () -> {
                                  String key = key("globex", role);
                                  HttpResponse<String> answer =
                                      send(key, operation, "?tenant=acme");
                                  assertThat(isDenied(answer)).as(answer.body()).isTrue();
                                  if (operation.rule().allTenants()) {
                                    assertThat(isDenied(send(key, operation, "?all_tenants=true")))
                                        .isTrue();
                                  }
                                })));
  }

  @TestFactory
  Stream<DynamicTest> no_operation_is_permitted_without_a_key() {
    return operations()
        .map(
            operation ->
                DynamicTest.dynamicTest(
                    name(operation),
                    () -> assertThat(send("b9p_0000", operation, "").statusCode()).isIn(401, 429)));
  }

  @TestFactory
  Stream<DynamicTest> a_role_of_the_service_reads_secrets_with_a_reason_alone() {
    return Stream.of(Role.OPERATOR, Role.OWNER)
        .map(
            role ->
                DynamicTest.dynamicTest(
                    role.code(),
                    () -> {
                      HttpResponse<String> answer =
                          HTTP.send(
                              HttpRequest.newBuilder(
                                      URI.create(
                                          "http://127.0.0.1:"
                                              + service.port()
                                              + "/api/v1/environments/"
                                              + environmentId
                                              + "/state/raw"))
                                  .header("Authorization", "Bearer " + key("platform", role))
                                  .build(),
                              BodyHandlers.ofString());
                      assertThat(answer.statusCode()).isEqualTo(400);
                      assertThat(answer.body()).contains("X-Reason");
                    }));
  }

  @TestFactory
  Stream<DynamicTest> the_two_roles_of_a_key_apply_each_to_its_own() {
    return Stream.of(
        DynamicTest.dynamicTest(
            "the role of the tenant applies to this tenant alone",
            () -> {
              String both = key("globex", Role.ADMIN, Role.OPERATOR);
              String accounts = "/api/v1/accounts";
              assertThat(send(both, "GET", accounts, "application/json", "").statusCode())
                  .isEqualTo(200);
              assertThat(
                      isDenied(
                          send(both, "GET", accounts + "?tenant=acme", "application/json", "")))
                  .isTrue();
            }));
  }

  private static boolean isSubjectOfATenant(Subject subject) {
    return subject != Subject.TENANT && subject != Subject.INSTALLATION;
  }

  private static List<Role> tenantRoles() {
    return Arrays.stream(Role.values()).filter(role -> role.kind() == Role.Kind.TENANT).toList();
  }
}
