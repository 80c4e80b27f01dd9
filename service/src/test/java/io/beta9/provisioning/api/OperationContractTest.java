package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.api.authorization.AuthorizationTable.AuthorizedOperation;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.api.description.DescribedResponses;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The guarantees of docs/api.md for every operation, tested with every operation. */
class OperationContractTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** Not buffered, so without a tag: exports of any length. */
  private static final Set<String> WITHOUT_TAG =
      Set.of("/api/v1/audit/export", "/api/v1/environments/{id}/support-bundle");

  /** Reads of what only a worker creates; their errors have no tag. */
  private static final Set<String> NOT_READABLE =
      Set.of(
          "/api/v1/environments/{id}/connection",
          "/api/v1/environments/{id}/kubeconfig",
          "/api/v1/environments/{id}/plans/{plan}");

  /** Requires a cluster, which only a worker creates. */
  private static final String WITH_CLUSTER = "/api/v1/environments/{id}/cluster-access";

  private static OperationFixture api;
  private static String key;
  private static String otherTenantsKey;

  @BeforeAll
  static void start() throws Exception {
    api = new OperationFixture();
    key = api.key("acme", Role.ADMIN, Role.OWNER).secret().text();
    otherTenantsKey = api.key("globex", Role.ADMIN).secret().text();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static HttpResponse<String> send(
      AuthorizedOperation operation, Map<String, String> headers) throws Exception {
    OperationFixture.Input input = api.input(operation);
    return api.send(
            key, operation.method(), api.path(operation) + input.query(), input.body(), headers)
        .get();
  }

  private static Named<AuthorizedOperation> named(AuthorizedOperation operation) {
    return Named.of(
        operation.method() + " " + operation.path() + " " + operation.handler(), operation);
  }

  static List<Named<AuthorizedOperation>> reads() {
    return api.operations()
        .filter(operation -> operation.method().equals("GET"))
        .filter(operation -> !operation.handler().contains("Stream"))
        .map(OperationContractTest::named)
        .toList();
  }

  static List<Named<AuthorizedOperation>> posts() {
    return api.operations()
        .filter(operation -> operation.method().equals("POST"))
        .filter(operation -> !operation.path().equals(WITH_CLUSTER))
        .map(OperationContractTest::named)
        .toList();
  }

  private static Stream<String> describedOperations() {
    return DescribedResponses.read().document().get("paths").properties().stream()
        .flatMap(
            path ->
                path.getValue().propertyNames().stream()
                    .map(method -> method.toUpperCase(Locale.ROOT) + " " + path.getKey()));
  }

  /** The operations of the description, with a path that can be requested. */
  static List<String> requests() {
    Map<String, String> paths = new HashMap<>();
    api.operations()
        .forEach(
            operation ->
                paths.put(described(operation), operation.method() + " " + api.path(operation)));
    return describedOperations().map(name -> paths.getOrDefault(name, name)).toList();
  }

  private static String described(AuthorizedOperation operation) {
    return operation.method() + " " + operation.path().replaceAll("\\{([a-zA-Z]+):[^}]*}", "{$1}");
  }

  @Test
  void the_description_has_the_operations_of_the_table_of_permissions_and_the_public_ones() {
    Set<String> described = new TreeSet<>(describedOperations().toList());
    Set<String> known = new TreeSet<>();
    api.operations().forEach(operation -> known.add(described(operation)));

    assertThat(described).containsAll(known);
    described.removeAll(known);
    assertThat(described)
        .containsExactlyInAnyOrder(
            "GET /health",
            "GET /health/live",
            "GET /health/ready",
            "GET /metrics",
            "GET /openapi.json");
  }

  @ParameterizedTest
  @MethodSource("requests")
  void rejects_a_query_parameter_that_it_does_not_have(String request) throws Exception {
    String[] parts = request.split(" ");
    boolean isStream = parts[1].endsWith("/events") || parts[1].endsWith("/logs");
    for (String accept : isStream ? List.of("*/*", "text/event-stream") : List.of("*/*")) {
      HttpResponse<String> answer =
          api.send(key, parts[0], parts[1] + "?stauts=ready", "", Map.of("Accept", accept)).get();

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
      assertThat(JSON.readTree(answer.body()).get("errors").findValuesAsString("path"))
          .contains("stauts");
    }
  }

  static List<Named<AuthorizedOperation>> operationsWithBodies() {
    return api.operations()
        .filter(operation -> !api.input(operation).body().isEmpty())
        .map(OperationContractTest::named)
        .toList();
  }

  @Test
  void these_tests_have_a_body_for_every_operation_that_requires_one() {
    Set<String> known = new TreeSet<>();
    operationsWithBodies().forEach(operation -> known.add(described(operation.getPayload())));
    Set<String> required = new TreeSet<>();
    DescribedResponses.read().document().get("paths").properties().stream()
        .flatMap(
            path ->
                path.getValue().properties().stream()
                    .filter(operation -> operation.getValue().has("requestBody"))
                    .map(
                        operation ->
                            operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey()))
        .forEach(required::add);

    assertThat(required).isNotEmpty().isSubsetOf(known);
  }

  @ParameterizedTest
  @MethodSource("operationsWithBodies")
  void rejects_a_body_of_another_type_and_a_field_that_it_does_not_have(
      AuthorizedOperation operation) throws Exception {
    OperationFixture.Input input = api.input(operation);
    String path = api.path(operation) + input.query();
    String changed =
        input.body().startsWith("{")
            ? input.body().replaceFirst("\\{", "{\"stauts\": 1, ")
            : input.body() + "stauts: 1\n";
    List<Long> effect = effect();

    HttpResponse<String> ofOtherType =
        api.send(key, operation.method(), path, input.body(), Map.of("Content-Type", "text/plain"))
            .get();
    HttpResponse<String> withOtherField =
        api.send(key, operation.method(), path, changed, Map.of()).get();

    assertThat(ofOtherType.statusCode()).as(ofOtherType.body()).isEqualTo(415);
    assertThat(withOtherField.statusCode()).as(withOtherField.body()).isEqualTo(400);
    assertThat(JSON.readTree(withOtherField.body()).get("errors").findValuesAsString("path"))
        .contains("stauts");
    assertThat(effect()).isEqualTo(effect);
  }

  static List<Named<AuthorizedOperation>> operationsOnSubjects() {
    return api.operations()
        .filter(operation -> operation.rule().on() != Subject.TENANT)
        .filter(operation -> operation.rule().on() != Subject.INSTALLATION)
        .map(OperationContractTest::named)
        .toList();
  }

  /** The requests are valid, so that nothing else rejects them. */
  @ParameterizedTest
  @MethodSource("operationsOnSubjects")
  void an_id_of_another_tenant_does_not_exist(AuthorizedOperation operation) throws Exception {
    OperationFixture.Input input = api.input(operation);
    List<Long> effect = effect();

    HttpResponse<String> answer =
        api.send(
                otherTenantsKey,
                operation.method(),
                api.path(operation) + input.query(),
                input.body(),
                operation.handler().contains("Stream")
                    ? Map.of("Accept", "text/event-stream")
                    : Map.of())
            .get();

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
    assertThat(effect()).isEqualTo(effect);
  }

  @ParameterizedTest
  @MethodSource("reads")
  void a_read_has_a_tag_and_is_not_sent_again_to_a_client_that_knows_it(
      AuthorizedOperation operation) throws Exception {
    api.prepare(operation);
    HttpResponse<String> first = send(operation, Map.of());
    if (NOT_READABLE.contains(operation.path())) {
      assertThat(first.statusCode()).isIn(404, 409);
      return;
    }
    assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
    if (WITHOUT_TAG.contains(operation.path())) {
      assertThat(first.headers().firstValue("ETag")).isEmpty();
      return;
    }
    String tag = first.headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> second = send(operation, Map.of("If-None-Match", tag));
    if (second.statusCode() == 200) {
      // What is measured, such as a waiting time, has changed.
      assertThat(second.body()).isNotEqualTo(first.body());
      assertThat(second.headers().firstValue("ETag").orElseThrow()).isNotEqualTo(tag);
    } else {
      assertThat(second.statusCode()).as(second.body()).isEqualTo(304);
      assertThat(second.body()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("reads")
  void a_read_in_yaml_has_the_fields_of_the_one_in_json(AuthorizedOperation operation)
      throws Exception {
    if (WITHOUT_TAG.contains(operation.path()) || NOT_READABLE.contains(operation.path())) {
      return;
    }
    api.prepare(operation);
    HttpResponse<String> yaml = send(operation, Map.of("Accept", "application/yaml"));
    if (yaml.statusCode() == 406) {
      // A document of another language, such as a kubeconfig.
      return;
    }
    assertThat(yaml.statusCode()).as(yaml.body()).isEqualTo(200);
    assertThat(yaml.headers().firstValue("Content-Type").orElseThrow()).contains("yaml");
    assertThat(fields(new YAMLMapper().readTree(yaml.body())))
        .isEqualTo(fields(JSON.readTree(send(operation, Map.of()).body())));
  }

  /** Returns the paths of all fields. */
  private static Set<String> fields(JsonNode node) {
    Set<String> fields = new TreeSet<>();
    collect("", node, fields);
    return fields;
  }

  private static void collect(String path, JsonNode node, Set<String> fields) {
    node.properties()
        .forEach(
            field -> {
              fields.add(path + "." + field.getKey());
              collect(path + "." + field.getKey(), field.getValue(), fields);
            });
    if (node.isArray()) {
      node.forEach(item -> collect(path + "[]", item, fields));
    }
  }

  @ParameterizedTest
  @MethodSource("posts")
  void a_repeated_post_is_executed_once_and_returns_no_secret_again(AuthorizedOperation operation)
      throws Exception {
    api.prepare(operation);
    Map<String, String> headers = Map.of("Idempotency-Key", described(operation));

    HttpResponse<String> first = send(operation, headers);
    assertThat(first.statusCode()).as(first.body()).isBetween(200, 299);
    assertThat(first.headers().firstValue("Idempotency-Replayed")).isEmpty();
    List<Long> effect = effect();
    HttpResponse<String> second = send(operation, headers);

    assertThat(second.statusCode()).as(second.body()).isEqualTo(first.statusCode());
    assertThat(second.headers().firstValue("Idempotency-Replayed")).hasValue("true");
    assertThat(second.headers().firstValue("Location"))
        .isEqualTo(first.headers().firstValue("Location"));
    assertThat(effect()).isEqualTo(effect);
    List<String> secrets = new ArrayList<>();
    for (String secret : JSON.readTree(first.body()).findValuesAsString("secret")) {
      secrets.add(secret);
      assertThat(second.body()).doesNotContain(secret);
    }
    assertThat(JSON.readTree(second.body()))
        .isEqualTo(JSON.readTree(withoutSecrets(first.body(), secrets)));
    String stored =
        api.jdbc
            .sql("select convert_from(body, 'UTF8') from idempotent_requests where key = :key")
            .param("key", described(operation))
            .query(String.class)
            .single();
    assertThat(secrets).noneMatch(stored::contains);
  }

  private static String withoutSecrets(String body, List<String> secrets) {
    String text = body;
    for (String secret : secrets) {
      text = text.replace("\"" + secret + "\"", "null");
    }
    return text;
  }

  /** What the requests change, as numbers. */
  private static List<Long> effect() {
    return Stream.of(
            "audit",
            "operations",
            "environments",
            "api_keys",
            "accounts",
            "webhooks",
            "webhook_deliveries where state = 'pending'",
            "events",
            "tenants")
        .map(api::rows)
        .toList();
  }
}
