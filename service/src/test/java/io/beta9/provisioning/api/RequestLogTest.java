package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.api.request.RequestIdFilter;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.app.ServiceRole;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.operation.ClaimLogFields;
import io.beta9.provisioning.operation.ClaimRepository.HeldClaim;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.telemetry.log.LogFields;
import io.beta9.provisioning.testing.Servers;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Ids of requests and the log of a running API, in both formats. */
class RequestLogTest {
  private static final String ID = "env_0123456789ab";
  private static final String HEADER = RequestIdFilter.HEADER;
  private static final JsonMapper json = new JsonMapper();

  private final PrintStream standardOutput = System.out;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void restoreStandardOutput() {
    System.setOut(standardOutput);
    http.close();
  }

  private Service start(String format) {
    System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    return Service.start(
        Settings.from(
            Map.of(
                "DATABASE_URL",
                Servers.emptyDatabase(),
                "REDIS_URL",
                "redis://127.0.0.1:" + Servers.redisPort(),
                "LISTEN_PORT",
                "0",
                "LOG_FORMAT",
                format)),
        Set.of(ServiceRole.API));
  }

  private List<String> lines() {
    return output.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private HttpResponse<String> get(Service service, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static String answerTo(Service service, String rawRequest) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(rawRequest.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void a_json_line_about_an_operation_has_its_fields_and_its_stack_trace() {
    HeldClaim claim =
        new HeldClaim(
            new OperationId("op_0123456789ab"),
            new EnvironmentId(ID),
            new TenantId("acme"),
            3,
            false);
    try (Service _ = start("json")) {
      try (LogFields.LogScope _ = LogFields.with(ClaimLogFields.of(claim))) {
        LoggerFactory.getLogger("Pipeline").warn("apply failed", new IllegalStateException("why"));
      }
    }

    assertThat(lines())
        .filteredOn(line -> line.contains(ID))
        .singleElement()
        .satisfies(
            line -> {
              JsonNode fields = json.readTree(line);
              assertThat(fields.path("environment_id").asString()).isEqualTo(ID);
              assertThat(fields.path("operation_id").asString()).isEqualTo("op_0123456789ab");
              assertThat(fields.path("epoch").asString()).isEqualTo("3");
              assertThat(fields.path("tenant").asString()).isEqualTo("acme");
              assertThat(fields.path("message").asString()).isEqualTo("apply failed");
              assertThat(line).contains("IllegalStateException", "why");
            });
  }

  @Test
  void every_response_carries_the_request_id_in_its_header_its_problem_and_the_log()
      throws Exception {
    try (Service service = start("text")) {
      String key =
          service.part(ApiKeyRepository.class).create(new TenantId("acme"), "test").secret().text();

      HttpResponse<String> unknown =
          get(
              service,
              "/api/v1/environments/" + ID,
              "Authorization",
              "Bearer " + key,
              HEADER,
              "my-request.1");
      HttpResponse<String> health = get(service, "/health/live");
      HttpResponse<String> noResource = get(service, "/nothing", HEADER, "r:2");

      assertThat(unknown.statusCode()).isEqualTo(404);
      assertThat(unknown.headers().firstValue(HEADER)).hasValue("my-request.1");
      assertThat(json.readTree(unknown.body()).get("request_id").asString())
          .isEqualTo("my-request.1");
      assertThat(lines())
          .filteredOn(line -> line.contains(ID))
          .singleElement()
          .asString()
          .contains("environment_id=" + ID + " tenant=acme request_id=my-request.1] Rejected GET");
      assertThat(health.headers().firstValue(HEADER).orElseThrow()).matches("req_[0-9a-f]{16}");
      assertThat(noResource.statusCode()).isEqualTo(404);
      assertThat(noResource.headers().firstValue(HEADER)).hasValue("r:2");
      assertThat(
              answerTo(
                  service,
                  "GET /api/v1/environments HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                      + "X-Request-Id: a\u001b[2Jb\r\n\r\n"))
          .startsWith("HTTP/1.1 4")
          .doesNotContain("\u001b");
    }
  }

  @Test
  void requests_that_tomcat_rejects_are_answered_with_a_request_id_and_a_problem_document()
      throws Exception {
    String end = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    try (Service service = start("text")) {
      for (String request :
          List.of(
              "GET /%zz" + end,
              "GET /a\\b" + end,
              "GET /%00" + end,
              "GET /" + "x".repeat(9_000) + end,
              "GET / HTTP/9.1\r\nHost: x\r\n\r\n",
              "BAD\r\n\r\n")) {
        String answer = answerTo(service, request);
        JsonNode problem = json.readTree(answer.substring(answer.indexOf("\r\n\r\n")));

        assertThat(answer)
            .startsWith("HTTP/1.1 " + problem.get("status").asInt())
            .contains("Content-Type: application/problem+json")
            .contains(HEADER + ": " + problem.get("request_id").asString());
        assertThat(problem.get("request_id").asString()).matches("req_[0-9a-f]{16}");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "json"})
  void repeated_errors_of_one_client_are_one_line_in_both_formats(String format) throws Exception {
    try (Service service = start(format)) {
      for (int i = 0; i < 20; i++) {
        assertThat(
                get(
                        service,
                        "/api/v1/environments/" + ID + "?x=" + i,
                        "Authorization",
                        "Bearer wrong-" + i,
                        HEADER,
                        "attempt-" + i)
                    .statusCode())
            .isEqualTo(401);
      }
    }
    List<String> ofEnvironment =
        lines().stream()
            .filter(line -> line.contains(ID) && line.contains("RequestErrorLog"))
            .toList();
    assertThat(ofEnvironment).hasSize(1);
    if (format.equals("json")) {
      JsonNode line = json.readTree(ofEnvironment.getFirst());
      assertThat(line.get("environment_id").asString()).isEqualTo(ID);
      assertThat(line.get("request_id").asString()).isEqualTo("attempt-0");
      assertThat(line.at("/service/name").asString()).isEqualTo("provisioning-api");
      assertThat(line.at("/log/level").asString()).isEqualTo("INFO");
      assertThat(line.get("message").asString())
          .isEqualTo("Rejected GET /api/v1/environments/" + ID + " of address 127.0.0.1 with 401");
      assertThat(lines()).allSatisfy(each -> assertThat(json.readTree(each).isObject()).isTrue());
    }
  }
}
