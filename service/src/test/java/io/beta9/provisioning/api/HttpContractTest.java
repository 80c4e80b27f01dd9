package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.testing.RegisteredAccounts;
import io.beta9.provisioning.testing.RunningApi;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Invalid requests are answered with problem documents that name what is wrong. */
class HttpContractTest {
  private static final String ENVIRONMENT = "/api/v1/environments/env_0123456789ab";
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final JsonMapper JSON = JsonMapper.shared();

  private static Service service;
  private static String key;

  @BeforeAll
  static void start() {
    service = RunningApi.start();
    key =
        service
            .part(ApiKeyRepository.class)
            .create(new TenantId("acme"), "test", Role.ADMIN, Role.OWNER)
            .secret()
            .text();
    RegisteredAccounts.verified(service.part(JdbcClient.class), "acme");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
        .header("Authorization", "Bearer " + key);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String path, String type, String body) throws Exception {
    return send(
        request(path).header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static JsonNode problem(HttpResponse<String> answer, int status) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonNode problem = JSON.readTree(answer.body());
    assertThat(problem.get("type").asString()).startsWith("urn:beta9-provisioning:problem:");
    assertThat(problem.get("type").asString()).endsWith(":" + problem.get("code").asString());
    assertThat(problem.get("title").asString()).isNotBlank();
    assertThat(problem.get("detail").asString()).isNotBlank();
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    return problem;
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/environments?stauts=ready, stauts, did you mean 'status'?",
    "/api/v1/environments?limit=1&limit=2, limit, is given more than once",
    "/api/v1/environments?limit=abc, limit, must be an integer",
    "/api/v1/environments?limit=0, limit, from 1 to 200",
    "/api/v1/environments?limit=201, limit, from 1 to 200",
    "/api/v1/environments?limit=99999999999999999999, limit, must be an integer",
    "/api/v1/environments?cursor=x, cursor, is not a cursor",
    "/api/v1/environments/env_0123456789ab?x=1, x, it has tenant",
    "/api/v1/environments/env_0123456789ab/events?cursor=x, cursor, must be an integer",
    "/api/v1/environments/env_0123456789ab/events?cursor=-1, cursor, must be from 0",
    "/api/v1/environments/env_0123456789ab/state/resource, address, is required",
    "/api/v1/audit?cursor=x, cursor, must be an integer",
    "/api/v1/audit?since=yesterday, since, is not a duration",
    "/api/v1/environments?name=a%00b, name, NUL",
    "/api/v1/environments?name=%ff, query, UTF-8",
    "/api/v1/queue?tenants=a, tenants, which has none",
    "/health?verbose=1, verbose, which has none",
    "/metrics?names=a, names, includedNames",
    "/openapi.json?pretty=1, pretty, which has none",
    "/metrics?=, query, cannot be decoded",
  })
  void names_an_invalid_query_parameter(String path, String parameter, String message)
      throws Exception {
    JsonNode problem = problem(send(request(path)), 400);
    assertThat(problem.at("/errors/0/path").asString()).isEqualTo(parameter);
    assertThat(problem.at("/errors/0/message").asString()).contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ENVIRONMENT + "/update?dry_run=yes | name: a | dry_run | true or false",
        ENVIRONMENT + "/force-destroy?dry_run=7d | | dry_run | true or false",
        ENVIRONMENT + "/state/unlock | {} | dry_run | is required",
        ENVIRONMENT + "/state/rollback | {\"to\": \"v\"} | dry_run | is required",
        ENVIRONMENT + "/state/prune | {\"keep\": 3} | dry_run | is required",
        ENVIRONMENT + "/state/prune | {\"dry_run\": null} | dry_run | is required",
        ENVIRONMENT + "/state/prune | {\"dry_run\": \"no\"} | dry_run | must be true or false",
        ENVIRONMENT + "/state/prune | {\"dry_run\": true, \"keep\": 2147483648} | keep | integer",
        ENVIRONMENT
            + "/state/prune | {\"dry_rum\": true, \"dry_run\": true} | dry_rum | did you mean"
            + " 'dry_run'?",
        ENVIRONMENT + "/state/prune | {\"dry_run\": | body | is not valid JSON",
        ENVIRONMENT + "/state/prune | {\"dry_run\": true} x | body | is not valid JSON",
        ENVIRONMENT
            + "/state/prune | {\"dry_run\": true, \"dry_run\": false} | body | is not valid JSON",
        ENVIRONMENT + "/state/prune | [] | body | must be a JSON object",
        ENVIRONMENT + "/state/prune | null | body | must be a JSON object",
        "/api/v1/keys | {} | name | is required",
        "/api/v1/keys | {\"name\": 7} | name | must be a string",
        "/api/v1/keys | {\"name\": \"a\\u0000b\"} | name | NUL",
        "/api/v1/keys | {\"name\": \"\\ud800\"} | name | surrogate",
        "/api/v1/accounts | {\"account_id\": 123456789012} | account_id | must be a string",
      })
  void names_an_invalid_field_of_a_body(String path, String body, String field, String message)
      throws Exception {
    JsonNode problem =
        problem(
            post(
                path,
                path.contains("environments?") || path.contains("update")
                    ? "application/yaml"
                    : "application/json",
                body == null ? "" : body),
            400);
    assertThat(problem.at("/errors/0/path").asString()).isEqualTo(field);
    assertThat(problem.at("/errors/0/message").asString()).contains(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/keys", ENVIRONMENT + "/state/prune", "/api/v1/accounts"})
  void rejects_a_missing_or_too_long_body(String path) throws Exception {
    assertThat(send(request(path).POST(HttpRequest.BodyPublishers.noBody())).statusCode())
        .isEqualTo(400);
    problem(post(path, "application/json", "{\"name\":\"" + "x".repeat(256 * 1024) + "\"}"), 413);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/environments, text/plain",
    "/api/v1/environments, application/x-www-form-urlencoded",
    "/api/v1/environments, multipart/form-data",
    "/api/v1/environments, nonsense",
    "/api/v1/environments/env_0123456789ab/update, application/xml",
    "/api/v1/keys, application/yaml",
    "/api/v1/keys, nonsense",
    "/api/v1/environments/env_0123456789ab/state/unlock, text/plain",
  })
  void rejects_other_content_types(String path, String type) throws Exception {
    HttpResponse<String> answer = post(path, type, "{\"name\": \"a\"}");
    problem(answer, 415);
    assertThat(answer.headers().firstValue("Accept").orElse("")).contains("application/json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/environments", "/api/v1/keys", "/api/v1/queue"})
  void answers_406_if_no_representation_is_acceptable(String path) throws Exception {
    problem(send(request(path).header("Accept", "image/png")), 406);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /error, 404",
    "POST, /error, 404",
    "GET, /nonsense, 404",
    "GET, /api/v1/nonsense, 404",
    "PUT, /api/v1/environments, 405",
    "DELETE, /api/v1/environments, 405",
    "PROPFIND, /api/v1/environments, 405",
    "POST, /health, 405",
    "POST, /metrics, 405",
    "DELETE, /openapi.json, 405",
  })
  void answers_unknown_paths_and_methods_with_problems(String method, String path, int status)
      throws Exception {
    HttpResponse<String> answer =
        send(request(path).method(method, HttpRequest.BodyPublishers.noBody()));
    problem(answer, status);
    if (status == 405) {
      assertThat(answer.headers().firstValue("Allow")).isPresent();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health?%zz HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /metrics?= HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /metrics?%00 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /%ff HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a%0ab HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /{} HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
        "GET /\r\n\r\n",
        "G\u0001T / HTTP/1.1\r\nHost: a\r\n\r\n",
        "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n",
        "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET http:// HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: nonsense\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\u0000b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nExpect: nonsense\r\n\r\n",
        "\r\n\r\n\r\n",
        "\u0016\u0003\u0001",
      })
  void a_malformed_request_gets_a_problem_or_an_answer_without_a_body(String raw) throws Exception {
    String answer = raw(raw);
    assertThat(answer).doesNotContainIgnoringCase("<html").doesNotStartWith("HTTP/1.1 500");
    int body = answer.indexOf("\r\n\r\n");
    if (body >= 0 && answer.length() > body + 4 && !answer.startsWith("HTTP/1.1 2")) {
      assertThat(answer).contains("application/problem+json", "\"type\"", "\"code\"");
    }
  }

  @Test
  void a_header_that_is_too_long_gets_a_problem_or_an_answer_without_a_body() throws Exception {
    a_malformed_request_gets_a_problem_or_an_answer_without_a_body(
        "GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(70_000) + "\r\n\r\n");
    a_malformed_request_gets_a_problem_or_an_answer_without_a_body(
        "GET /" + "x".repeat(70_000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
    a_malformed_request_gets_a_problem_or_an_answer_without_a_body(
        "GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(1_000) + "\r\n");
  }

  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", service.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (java.net.SocketException e) {
      return ""; // The connection was reset, because the server had not read everything.
    }
  }

  @Test
  void sends_the_headers_of_a_stream_immediately_and_no_body_to_head() throws Exception {
    String id = JSON.readTree(created("streamed").body()).get("environment_id").asString();
    HttpRequest.Builder stream =
        request("/api/v1/environments/" + id + "/logs").header("Accept", "text/event-stream");
    var answer =
        HTTP.sendAsync(stream.copy().build(), BodyHandlers.ofInputStream())
            .get(5, java.util.concurrent.TimeUnit.SECONDS);
    assertThat(answer.statusCode()).isEqualTo(200);
    answer.body().close();

    HttpResponse<String> head = send(stream.copy().HEAD().timeout(Duration.ofSeconds(5)));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          */* | application/json
          application/json, application/yaml, text/event-stream, application/problem+json | application/json
          text/event-stream;q=0.5, application/json | application/json
          application/yaml, text/event-stream | application/yaml
          text/event-stream, application/json | text/event-stream
          application/json;q=0.5, text/event-stream | text/event-stream
          text/* | text/event-stream
          """)
  void answers_with_a_stream_only_if_the_client_prefers_it(String accept, String expected)
      throws Exception {
    String id =
        JSON.readTree(created("preferred-" + Integer.toHexString(accept.hashCode())).body())
            .get("environment_id")
            .asString();
    for (String path : java.util.List.of("/events", "/logs")) {
      var answer =
          HTTP.send(
              request("/api/v1/environments/" + id + path)
                  .header("Accept", accept)
                  .timeout(Duration.ofSeconds(10))
                  .build(),
              BodyHandlers.ofInputStream());
      answer.body().close();
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith(expected);
      assertThat(answer.headers().firstValue("ETag").isPresent())
          .isEqualTo(!expected.equals("text/event-stream"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/events", "/logs"})
  void answers_with_a_page_if_the_client_states_no_preference(String path) throws Exception {
    String id =
        JSON.readTree(created("silent-" + path.substring(1)).body())
            .get("environment_id")
            .asString();

    HttpResponse<String> answer =
        HTTP.send(
            request("/api/v1/environments/" + id + path).timeout(Duration.ofSeconds(10)).build(),
            BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(JSON.readTree(answer.body()).path("items").isArray()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/events", "/logs"})
  void answers_406_if_the_client_accepts_neither_page_nor_stream(String path) throws Exception {
    String id =
        JSON.readTree(created("neither-" + path.substring(1)).body())
            .get("environment_id")
            .asString();

    problem(send(request("/api/v1/environments/" + id + path).header("Accept", "text/html")), 406);
  }

  private static HttpResponse<String> created(String name) throws Exception {
    return post(
        "/api/v1/environments",
        "application/yaml",
        """
        name: %s
        cloud: {provider: aws, region: us-east-1, account_id: "123456789012"}
        beta9: {domain: beta9.acme.example}
        """
            .formatted(name));
  }

  @Test
  void answers_in_yaml_with_the_same_fields_as_in_json() throws Exception {
    String id = JSON.readTree(created("yaml").body()).get("environment_id").asString();
    HttpResponse<String> yaml =
        send(request("/api/v1/environments/" + id).header("Accept", "application/yaml"));
    assertThat(yaml.statusCode()).isEqualTo(200);
    assertThat(yaml.body()).contains("environment_id: ", "created_at: \"20", "account_id: ");
    problem(send(request(ENVIRONMENT).header("Accept", "application/yaml")), 404);
  }
}
