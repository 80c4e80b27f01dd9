package io.beta9.provisioning.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.testing.RegisteredAccounts;
import io.beta9.provisioning.testing.RunningApi;
import io.beta9.provisioning.testing.WebhookReceiver;
import io.beta9.provisioning.testing.WebhookReceiver.Received;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Webhooks over the API, delivered to a receiver on this machine. */
class WebhookApiTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static Service service;
  private static JdbcClient jdbc;
  private static String acme;
  private static String globex;
  private static String viewer;
  private static int environments;

  private WebhookReceiver receiver;

  @BeforeAll
  static void start() {
    service =
        RunningApi.start(
            Map.of("WEBHOOK_ALLOW_LOOPBACK", "true", "WEBHOOK_ENCRYPTION_KEY", "a key of a test"));
    jdbc = service.part(JdbcClient.class);
    acme = key("acme", Role.ADMIN);
    globex = key("globex", Role.ADMIN);
    viewer = key("acme", Role.VIEWER);
    RegisteredAccounts.verified(jdbc, "acme");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @BeforeEach
  void listen() {
    receiver = new WebhookReceiver();
  }

  @AfterEach
  void removeAll() {
    jdbc.sql("delete from webhooks").update();
    receiver.close();
  }

  private static String key(String tenant, Role role) {
    return service
        .part(ApiKeyRepository.class)
        .create(new TenantId(tenant), "test", role)
        .secret()
        .text();
  }

  private record Reply(int status, JsonNode body) {}

  private static Reply send(String key, String method, String path, String body)
      throws IOException, InterruptedException {
    return send(key, method, path, body, Map.of());
  }

  private static Reply send(
      String key, String method, String path, String body, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + service.port() + "/api/v1/webhooks" + path))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    HttpResponse<String> response =
        HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Reply(response.statusCode(), JsonMapper.shared().readTree(response.body()));
  }

  private record Created(String id, String secret) {}

  private Created created() throws IOException, InterruptedException {
    Reply reply = send(acme, "POST", "", "{\"url\": \"" + receiver.url() + "\"}");
    assertThat(reply.status()).as(reply.body().toString()).isEqualTo(201);
    return new Created(
        reply.body().path("webhook").path("webhook_id").stringValue(),
        reply.body().path("secret").stringValue());
  }

  private static String environment() throws IOException, InterruptedException {
    HttpResponse<String> response =
        HTTP.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + service.port() + "/api/v1/environments"))
                .header("Authorization", "Bearer " + acme)
                .header("Content-Type", "application/yaml")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        """
                        name: hooked-%d
                        cloud:
                          provider: aws
                          region: us-east-1
                          account_id: "123456789012"
                        beta9:
                          domain: beta9.acme.example
                        """
                            .formatted(++environments)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    return JsonMapper.shared().readTree(response.body()).path("environment_id").stringValue();
  }

  /** Waits until the delivery is no longer claimed, by reading it. */
  private static JsonNode delivery(String webhook, String state)
      throws IOException, InterruptedException {
    for (int reads = 0; reads < 300; reads++) {
      JsonNode items =
          send(acme, "GET", "/" + webhook + "/deliveries?state=" + state, "").body().path("items");
      if (!items.isEmpty()) {
        return items.get(0);
      }
      Thread.sleep(50);
    }
    throw new AssertionError("no delivery is " + state);
  }

  @Test
  void delivers_the_creation_of_an_environment_as_a_signed_cloud_event() throws Exception {
    Created webhook = created();

    String environment = environment();
    Received event = receiver.next();

    assertThat(event.method()).isEqualTo("POST");
    assertThat(event.path()).isEqualTo("/hook?source=beta9");
    assertThat(event.headers().get("content-type"))
        .isEqualTo("application/cloudevents+json; charset=utf-8");
    assertThat(event.isSignedWith(webhook.secret())).isTrue();
    JsonNode body = JsonMapper.shared().readTree(event.body());
    assertThat(body.path("specversion").stringValue()).isEqualTo("1.0");
    assertThat(body.path("id").stringValue()).isEqualTo(event.headers().get("webhook-id"));
    assertThat(body.path("type").stringValue())
        .isEqualTo("io.beta9.provisioning.environment.status-changed");
    assertThat(body.path("subject").stringValue()).isEqualTo(environment);
    assertThat(body.path("data").path("status").stringValue()).isEqualTo("queued");
    assertThat(body.path("data").path("previous_status").isNull()).isTrue();
    assertThat(delivery(webhook.id(), "delivered").path("attempts").intValue()).isEqualTo(1);
  }

  @Test
  void sends_a_test_event_and_shows_its_delivery() throws Exception {
    Created webhook = created();

    Reply sent = send(acme, "POST", "/" + webhook.id() + "/test", "");
    Received event = receiver.next();

    assertThat(sent.status()).isEqualTo(202);
    assertThat(event.isSignedWith(webhook.secret())).isTrue();
    JsonNode delivered = delivery(webhook.id(), "delivered");
    assertThat(delivered.path("delivery_id")).isEqualTo(sent.body().path("delivery_id"));
    assertThat(delivered.path("status").intValue()).isEqualTo(204);
  }
}
