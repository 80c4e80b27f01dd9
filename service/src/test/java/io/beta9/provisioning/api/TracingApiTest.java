package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.app.ServiceRole;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.telemetry.trace.TraceContext;
import io.beta9.provisioning.testing.RegisteredAccounts;
import io.beta9.provisioning.testing.Servers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A running API that sends its traces to an OTLP receiver. */
class TracingApiTest {
  private static final String META_CONFIG =
      """
      name: traced
      cloud:
        provider: aws
        region: us-east-1
        account_id: "123456789012"
      beta9:
        domain: beta9.acme.example
      """;
  private static final String CLIENTS_TRACE = "0af7651916cd43dd8448eb211c80319c";

  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private final HttpClient http = HttpClient.newHttpClient();
  private HttpServer receiver;

  @BeforeEach
  void startReceiver() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/v1/traces",
        exchange -> {
          synchronized (received) {
            exchange.getRequestBody().transferTo(received);
          }
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    receiver.start();
  }

  @AfterEach
  void stop() {
    receiver.stop(0);
    http.close();
  }

  /** Protocol buffers contain texts and ids as they are. */
  private String received() {
    synchronized (received) {
      return received.toString(StandardCharsets.ISO_8859_1);
    }
  }

  private static String bytes(String hex) {
    return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
  }

  private Service start() {
    return Service.start(
        Settings.from(
            Map.of(
                "DATABASE_URL",
                Servers.emptyDatabase(),
                "REDIS_URL",
                "redis://127.0.0.1:" + Servers.redisPort(),
                "LISTEN_PORT",
                "0",
                "TRACING_ENDPOINT",
                "http://127.0.0.1:" + receiver.getAddress().getPort())),
        Set.of(ServiceRole.API));
  }

  @Test
  void the_trace_of_an_operation_starts_with_the_request_and_is_stored_with_it() throws Exception {
    TraceContext stored;
    String key;
    try (Service service = start()) {
      key =
          service.part(ApiKeyRepository.class).create(new TenantId("acme"), "test").secret().text();
      RegisteredAccounts.verified(service.part(JdbcClient.class), "acme");
      URI environments = URI.create("http://127.0.0.1:" + service.port() + "/api/v1/environments");
      HttpResponse<String> created =
          http.send(
              HttpRequest.newBuilder(environments)
                  .header("Authorization", "Bearer " + key)
                  .header("Content-Type", "application/yaml")
                  .header("traceparent", "00-" + CLIENTS_TRACE + "-b7ad6b7169203331-01")
                  .header("X-Request-Id", "create-1")
                  .POST(HttpRequest.BodyPublishers.ofString(META_CONFIG))
                  .build(),
              BodyHandlers.ofString());
      assertThat(created.statusCode()).as(created.body()).isEqualTo(202);
      http.send(
          HttpRequest.newBuilder(environments).header("Authorization", "Bearer " + key).build(),
          BodyHandlers.ofString());
      stored =
          TraceContext.parse(
                  service
                      .part(JdbcClient.class)
                      .sql("select context from operation_traces")
                      .query(String.class)
                      .single())
              .orElseThrow();
    }

    assertThat(stored.traceId()).as("a client cannot choose the trace").isNotEqualTo(CLIENTS_TRACE);
    assertThat(received())
        .contains("provisioning-api")
        .contains("POST /api/v1/environments")
        .contains("create-1")
        .contains("provision")
        .contains("beta9.operation.id")
        .contains(bytes(stored.traceId()))
        .contains(bytes(stored.spanId()))
        .contains(bytes(CLIENTS_TRACE))
        .as("reads are not traced unless that is set")
        .doesNotContain("GET")
        .as("confidential values")
        .doesNotContain(key)
        .doesNotContain("Bearer")
        .doesNotContain("Beta9Provisioner");
  }

  @Test
  void requests_succeed_while_the_receiver_is_unavailable() throws Exception {
    try (Service service = start()) {
      receiver.stop(0);
      String key =
          service.part(ApiKeyRepository.class).create(new TenantId("acme"), "test").secret().text();
      RegisteredAccounts.verified(service.part(JdbcClient.class), "acme");

      HttpResponse<String> created =
          http.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + service.port() + "/api/v1/environments"))
                  .header("Authorization", "Bearer " + key)
                  .header("Content-Type", "application/yaml")
                  .POST(HttpRequest.BodyPublishers.ofString(META_CONFIG))
                  .build(),
              BodyHandlers.ofString());

      assertThat(created.statusCode()).isEqualTo(202);
    }
  }
}
