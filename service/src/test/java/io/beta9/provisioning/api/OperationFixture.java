package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.api.authorization.AuthorizationTable;
import io.beta9.provisioning.api.authorization.AuthorizationTable.AuthorizedOperation;
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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * A running API with one of everything that operations concern, and a valid input for each of them.
 */
final class OperationFixture implements AutoCloseable {
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
  static final String TENANT = "globex";

  private static final String SHARED_ACCOUNT = "123456789012";
  private static final String WORKER = "w-1";
  private static final String WEBHOOK = "{\"url\": \"http://127.0.0.1:1/\"}";

  private final SimulatedAccount cloud = SimulatedAccount.open();
  final Service service;
  final JdbcClient jdbc;

  /** A key of an administrator of the tenant {@code acme}. */
  final String admin;

  /** A key of an owner of the service. */
  final String owner;

  final String environment;
  private final String account;
  private final String webhook;
  private final String delivery;
  private final String key;
  private String version = "";

  /** A body that is valid for an operation, and its query. */
  record Input(String query, String body) {
    static final Input NONE = new Input("", "");

    static Input body(String body) {
      return new Input("", body);
    }
  }

  OperationFixture() throws Exception {
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
        JSON.readTree(send(admin, "POST", "/api/v1/webhooks", WEBHOOK, Map.of()).get().body())
            .at("/webhook/webhook_id")
            .asString();
    delivery = created("/api/v1/webhooks/" + webhook + "/test", "", "delivery_id");
    writeState();
    jdbc.sql(
            """
            insert into workers (id, host, boot_id, pid, pid_started_at, version, concurrency, state)
            values (:id, 'h', 'b', 1, 1, 'test', 1, 'running')
            """)
        .param("id", WORKER)
        .update();
  }

  private void writeState() {
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
                   "outputs": {}, "resources": [{"mode": "managed", "type": "aws_vpc", "name": "this",
                     "provider": "provider[\\"registry.terraform.io/hashicorp/aws\\"]",
                     "instances": [{"attributes": {"id": "vpc-1"}}]}]}
                  """
                      .formatted(serial)
                      .getBytes(StandardCharsets.UTF_8),
                  replaced))
          .isTrue();
      replaced = versions.read(null).orElseThrow().etag();
    }
    version = versions.list().getLast().id();
  }

  @Override
  public void close() {
    service.close();
    cloud.close();
  }

  ApiKeyRepository.CreatedKey key(String tenant, Role... roles) {
    return service.part(ApiKeyRepository.class).create(new TenantId(tenant), "test", roles);
  }

  private String created(String path, String body, String field) throws Exception {
    HttpResponse<String> answer = send(admin, "POST", path, body, Map.of()).get();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return JSON.readTree(answer.body()).get(field).asString();
  }

  CompletableFuture<HttpResponse<String>> send(
      String as, String method, String path, String body, Map<String, String> headers) {
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
    headers.forEach(request::setHeader);
    return HTTP.sendAsync(request.build(), BodyHandlers.ofString());
  }

  String path(AuthorizedOperation operation) {
    if (operation.path().startsWith("/api/v1/workers/")) {
      return operation.path().replace("{id}", WORKER);
    }
    String id =
        switch (operation.rule().on()) {
          case ENVIRONMENT -> environment;
          case ACCOUNT -> account;
          case KEY -> key;
          case WEBHOOK -> webhook;
          case TENANT, INSTALLATION -> TENANT;
        };
    return operation
        .path()
        .replace("{id}", id)
        .replace("{delivery}", delivery)
        .replace("{plan}", "op_000000000000")
        .replace("{region}", SimulatedAccount.REGION)
        .replace("{accountId}", SHARED_ACCOUNT);
  }

  /**
   * Only a running operation can be cancelled; everything else requires that no operation is
   * active.
   */
  void prepare(AuthorizedOperation operation) {
    jdbc.sql("update operations set state = 'succeeded'").update();
    if (operation.path().endsWith("/cancel")) {
      jdbc.sql(
              """
              update operations set state = 'waiting' where id = (
                select id from operations where environment_id = :id order by created_at limit 1)
              """)
          .param("id", environment)
          .update();
    }
    jdbc.sql("update environments set status = :status")
        .param("status", operation.path().endsWith("/retry") ? "failed" : "ready")
        .update();
    jdbc.sql(
            """
            insert into kept_states (environment_id, tenant_id, operation_id, lineage, serial, content)
            select environment_id, tenant_id, id, 'line', 7, '\\x00' from operations
             where environment_id = :id limit 1
            on conflict do nothing
            """)
        .param("id", environment)
        .update();
  }

  /** The inputs of the operations that need one to be valid. */
  Input input(AuthorizedOperation operation) {
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
      case "GET /environments/{id}/state/resource" -> new Input("?address=aws_vpc.this", "");
      case "POST /environments" -> Input.body(META_CONFIG.replace("demo", "other"));
      case "POST /regions/{region}/open", "POST /regions/{region}/close" ->
          new Input("?reason=test", "");
      case "POST /shared-accounts" ->
          Input.body(
              "{\"account_id\": \"%s\", \"tenant\": \"%s\", \"reason\": \"test\"}"
                  .formatted(SHARED_ACCOUNT, TENANT));
      case "POST /tenants" -> Input.body("{\"tenant\": \"initech\"}");
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

  /** The operations of the API. */
  Stream<AuthorizedOperation> operations() {
    return service.part(AuthorizationTable.class).operations().stream()
        .filter(operation -> operation.path().startsWith("/api/v1/"));
  }

  long rows(String table) {
    return jdbc.sql("select count(*) from " + table).query(Long.class).single();
  }
}
