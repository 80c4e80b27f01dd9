package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.api.authorization.AuthorizationTable;
import io.beta9.provisioning.api.authorization.AuthorizationTable.AuthorizedOperation;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.testing.RegisteredAccounts;
import io.beta9.provisioning.testing.RunningApi;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.tfstate.s3.StateStore;
import io.beta9.provisioning.tfstate.s3.StateVersions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * Conditions of changes when another connection commits between the check before the request and
 * the change. Each change is requested while the other connection holds the row, and must have no
 * effect after its commit.
 */
class ChangeConditionTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String META_CONFIG =
      """
      name: demo
      cloud: {provider: aws, region: %s, account_id: "%s"}
      beta9: {domain: beta9.demo.example}
      """
          .formatted(SimulatedAccount.REGION, SimulatedAccount.ACCOUNT);

  /** What is requested of tenants would suspend or delete the one of the other requests. */
  private static final String TENANT = "globex";

  private static SimulatedAccount cloud;
  private static Service service;
  private static JdbcClient jdbc;
  private static String admin;
  private static String owner;
  private static String environment;
  private static String account;
  private static String webhook;
  private static String delivery;
  private static String key;
  private static String version;

  /** A body that is valid for an operation, and its query. */
  private record Input(String query, String body) {
    static final Input NONE = new Input("", "");

    static Input body(String body) {
      return new Input("", body);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    cloud = SimulatedAccount.open();
    cloud.setSystemProperties();
    service =
        RunningApi.start(
            Map.of("WEBHOOK_ALLOW_LOOPBACK", "true", "WEBHOOK_ENCRYPTION_KEY", "a key of a test"));
    jdbc = service.part(JdbcClient.class);
    admin = key("acme", Role.ADMIN).secret().text();
    owner = key("service", Role.OWNER).secret().text();
    RegisteredAccounts.verified(jdbc, "acme");
    account = jdbc.sql("select id from accounts").query(String.class).single();
    key = key("acme", Role.VIEWER).key().id();
    jdbc.sql("insert into tenants (id) values (:id)").param("id", TENANT).update();
    environment = created("/api/v1/environments", META_CONFIG, "environment_id");
    jdbc.sql("update environments set status = 'ready'").update();
    webhook =
        JSON.readTree(send(admin, "POST", "/api/v1/webhooks", WEBHOOK, null).get().body())
            .at("/webhook/webhook_id")
            .asString();
    delivery = created("/api/v1/webhooks/" + webhook + "/test", "", "delivery_id");
    writeState();
  }

  private static final String WEBHOOK = "{\"url\": \"http://127.0.0.1:1/\"}";

  private static void writeState() {
    StateBackend backend =
        service
            .part(JsonMapper.class)
            .readValue(
                jdbc.sql("select state_backend_config from environments")
                    .query(String.class)
                    .single(),
                StateBackend.class);
    new StateStore(cloud.session()).ensure(backend);
    StateVersions versions = new StateVersions(cloud.session(), backend);
    String replaced = null;
    for (int serial = 1; serial <= 2; serial++) {
      assertThat(
              versions.write(
                  """
                  {"version": 4, "terraform_version": "1.9.0", "serial": %d, "lineage": "l",
                   "outputs": {}, "resources": []}
                  """
                      .formatted(serial)
                      .getBytes(StandardCharsets.UTF_8),
                  replaced))
          .isTrue();
      replaced = versions.read(null).orElseThrow().etag();
    }
    version = versions.list().getLast().id();
  }

  @AfterAll
  static void stop() {
    service.close();
    cloud.close();
  }

  private static ApiKeyRepository.CreatedKey key(String tenant, Role role) {
    return service.part(ApiKeyRepository.class).create(new TenantId(tenant), "test", role);
  }

  private static String created(String path, String body, String field) throws Exception {
    HttpResponse<String> answer = send(admin, "POST", path, body, null).get();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return JSON.readTree(answer.body()).get(field).asString();
  }

  private static CompletableFuture<HttpResponse<String>> send(
      String as, String method, String path, String body, @Nullable String ifMatch) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
            .header("Authorization", "Bearer " + as)
            .header("X-Reason", "a test")
            .header(
                "Content-Type", body.startsWith("name:") ? "application/yaml" : "application/json")
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (ifMatch != null) {
      request.header("If-Match", ifMatch);
    }
    return HTTP.sendAsync(request.build(), BodyHandlers.ofString());
  }

  private static String path(AuthorizedOperation operation) {
    String id =
        switch (operation.rule().on()) {
          case ENVIRONMENT -> environment;
          case ACCOUNT -> account;
          case KEY -> key;
          case WEBHOOK -> webhook;
          case TENANT, INSTALLATION -> TENANT;
        };
    return operation.path().replace("{id}", id).replace("{delivery}", delivery);
  }

  /**
   * Only a running operation can be cancelled; everything else requires that no operation is
   * active.
   */
  private static void prepare(AuthorizedOperation operation) {
    jdbc.sql("update operations set state = :state")
        .param("state", operation.path().endsWith("/cancel") ? "waiting" : "succeeded")
        .update();
    jdbc.sql("update environments set status = :status")
        .param("status", operation.path().endsWith("/retry") ? "failed" : "ready")
        .update();
  }

  /** The inputs of the operations that need one to be valid. */
  private static Input input(AuthorizedOperation operation) {
    return switch (operation.method() + operation.path().replace("/api/v1", " ")) {
      case "POST /keys" -> Input.body("{\"name\": \"x\", \"role\": \"viewer\"}");
      case "POST /accounts" ->
          Input.body(
              "{\"account_id\": \"210987654321\","
                  + " \"role_arn\": \"arn:aws:iam::210987654321:role/beta9\"}");
      case "POST /webhooks" -> Input.body(WEBHOOK);
      case "PATCH /webhooks/{id}" -> Input.body("{\"description\": \"other\"}");
      case "POST /environments/{id}/update", "POST /environments/{id}/plans" ->
          Input.body(META_CONFIG + "data: {object_store: {lifecycle_days: 7}}\n");
      case "POST /environments/{id}/force-destroy" -> new Input("?confirm=demo", "");
      case "POST /environments/{id}/state/unlock", "POST /environments/{id}/state/prune" ->
          Input.body("{\"dry_run\": false}");
      case "POST /environments/{id}/state/rollback" ->
          Input.body(
              "{\"dry_run\": false, \"confirm\": \"demo\", \"to\": \"%s\"}".formatted(version));
      case "POST /environments/{id}/state/kept/drop" -> Input.body("{\"confirm\": \"demo\"}");
      default -> Input.NONE;
    };
  }

  private static Stream<AuthorizedOperation> changes() {
    return service.part(AuthorizationTable.class).operations().stream()
        .filter(operation -> operation.path().startsWith("/api/v1/"))
        .filter(operation -> !operation.method().equals("GET"));
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
    prepare(operation);
    Input input = input(operation);
    List<Long> before = state();

    HttpResponse<String> answer =
        requestedDuring(
            "update tenants set state = 'suspended' where id = ?",
            "acme",
            () ->
                send(
                    admin,
                    operation.method(),
                    path(operation) + input.query(),
                    input.body(),
                    null));

    jdbc.sql("update tenants set state = 'active' where id = 'acme'").update();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
    assertThat(answer.body()).contains("tenant-suspended");
    assertThat(state()).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("changesOfSubjectsWithTags")
  void a_change_waits_for_another_one_and_is_refused_if_the_tag_has_changed(
      AuthorizedOperation operation) throws Exception {
    prepare(operation);
    Input input = input(operation);
    String subject = path(operation).split("/")[3];
    String id = path(operation).split("/")[4];
    String as = subject.equals("tenants") ? owner : admin;
    String tag =
        send(as, "GET", "/api/v1/" + subject + "/" + id, "", null)
            .get()
            .headers()
            .firstValue("ETag")
            .orElseThrow();
    List<Long> before = state();

    HttpResponse<String> answer =
        requestedDuring(
            switch (subject) {
              case "environments" -> "update environments set error_message = 'x' where id = ?";
              case "accounts" -> "update accounts set checked_at = now() where id = ?";
              case "webhooks" -> "update webhooks set description = 'x' where id = ?";
              default -> "update tenants set state_reason = 'x' where id = ?";
            },
            id,
            () -> send(as, operation.method(), path(operation) + input.query(), input.body(), tag));

    jdbc.sql("update environments set error_message = null").update();
    jdbc.sql("update webhooks set description = ''").update();
    jdbc.sql("update tenants set state_reason = null").update();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(412);
    assertThat(state()).isEqualTo(before);
  }

  /** Sends the request while another connection has changed the row, and commits that change. */
  private static HttpResponse<String> requestedDuring(
      String change, String id, Supplier<CompletableFuture<HttpResponse<String>>> request)
      throws Exception {
    CompletableFuture<HttpResponse<String>> answer;
    try (Connection other = service.part(DataSource.class).getConnection()) {
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
    return jdbc.sql(
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
        .map(rows -> jdbc.sql("select count(*) from " + rows).query(Long.class).single())
        .toList();
  }
}
