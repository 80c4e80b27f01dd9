package io.beta9.provisioning.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
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

  @Test
  void a_test_of_a_disabled_webhook_is_refused_and_sends_nothing_later() throws Exception {
    Created webhook = created();
    send(acme, "PATCH", "/" + webhook.id(), "{\"enabled\": false}");

    Reply refused = send(acme, "POST", "/" + webhook.id() + "/test", "");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body().path("code").stringValue()).isEqualTo("webhook-disabled");
    assertThat(refused.body().path("detail").stringValue())
        .contains("./provisioner webhooks update " + webhook.id() + " --enabled");
    assertThat(send(acme, "GET", "/" + webhook.id() + "/deliveries", "").body().path("items"))
        .isEmpty();
  }

  @Test
  void a_delivery_that_fails_is_repeated_with_the_same_id_and_another_timestamp() throws Exception {
    Created webhook = created();
    receiver.answer(500);

    send(acme, "POST", "/" + webhook.id() + "/test", "");
    Received first = receiver.next();
    receiver.answer(200);
    Received second = awaitRepetition();

    assertThat(second.headers().get("webhook-id")).isEqualTo(first.headers().get("webhook-id"));
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.isSignedWith(webhook.secret())).isTrue();
    assertThat(delivery(webhook.id(), "delivered").path("attempts").intValue()).isEqualTo(2);
  }

  /** Makes the delivery due until it is sent: its failure may not be recorded yet. */
  private Received awaitRepetition() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              jdbc.sql("update webhook_deliveries set due_at = now() where error is not null")
                  .update();
              return receiver.waiting() > 0;
            });
    return receiver.next();
  }

  @Test
  void signs_with_both_secrets_during_a_rotation() throws Exception {
    Created webhook = created();

    Reply rotated = send(acme, "POST", "/" + webhook.id() + "/rotate?overlap=1h", "");
    send(acme, "POST", "/" + webhook.id() + "/test", "");
    Received event = receiver.next();

    String next = rotated.body().path("secret").stringValue();
    assertThat(next).isNotEqualTo(webhook.secret());
    assertThat(event.headers().get("webhook-signature").split(" ")).hasSize(2);
    assertThat(event.isSignedWith(webhook.secret())).isTrue();
    assertThat(event.isSignedWith(next)).isTrue();
    assertThat(rotated.body().path("webhook").path("previous_secret_until").isNull()).isFalse();
    assertThat(send(acme, "POST", "/" + webhook.id() + "/rotate?overlap=31d", "").status())
        .isEqualTo(400);
  }

  @Test
  void returns_a_secret_once_and_stores_it_encrypted() throws Exception {
    Map<String, String> repeated = Map.of("Idempotency-Key", "create-once");
    String body = "{\"url\": \"" + receiver.url() + "\"}";
    Reply first = send(acme, "POST", "", body, repeated);
    String secret = first.body().path("secret").stringValue();
    String id = first.body().path("webhook").path("webhook_id").stringValue();

    Reply second = send(acme, "POST", "", body, repeated);

    assertThat(secret).startsWith("whsec_");
    assertThat(second.body().path("webhook").path("webhook_id").stringValue()).isEqualTo(id);
    assertThat(second.body().path("secret").isNull()).isTrue();
    for (String path : List.of("", "/" + id, "/" + id + "/deliveries")) {
      assertThat(send(acme, "GET", path, "").body().toString())
          .doesNotContain("whsec_")
          .doesNotContain("\"secret\"");
    }
    byte[] stored =
        jdbc.sql("select secret from webhooks where id = :id")
            .param("id", id)
            .query(byte[].class)
            .single();
    byte[] key = java.util.Base64.getDecoder().decode(secret.substring(6));
    assertThat(java.util.HexFormat.of().formatHex(stored))
        .doesNotContain(java.util.HexFormat.of().formatHex(key));
  }

  @Test
  void a_webhook_belongs_to_its_tenant_and_is_managed_by_its_admins() throws Exception {
    Created webhook = created();

    assertThat(send(globex, "GET", "", "").body().path("items").isEmpty()).isTrue();
    assertThat(send(globex, "GET", "/" + webhook.id(), "").status()).isEqualTo(404);
    assertThat(send(globex, "PATCH", "/" + webhook.id(), "{}").status()).isEqualTo(404);
    assertThat(send(globex, "DELETE", "/" + webhook.id(), "").status()).isEqualTo(404);
    assertThat(send(globex, "POST", "/" + webhook.id() + "/rotate", "").status()).isEqualTo(404);
    assertThat(send(globex, "GET", "/" + webhook.id() + "/deliveries", "").status()).isEqualTo(404);
    assertThat(send(viewer, "GET", "/" + webhook.id(), "").status()).isEqualTo(200);
    assertThat(send(viewer, "POST", "/" + webhook.id() + "/rotate", "").status()).isEqualTo(403);
    assertThat(send(viewer, "POST", "/" + webhook.id() + "/replay", "").status()).isEqualTo(403);
    assertThat(send(viewer, "POST", "", "{\"url\": \"https://example.com\"}").status())
        .isEqualTo(403);
  }

  @Test
  void changes_and_removes_a_webhook_and_records_it_in_the_audit_trail() throws Exception {
    Created webhook = created();

    Reply changed =
        send(acme, "PATCH", "/" + webhook.id(), "{\"description\": \"d\", \"enabled\": false}");
    assertThat(changed.body().path("url").stringValue()).isEqualTo(receiver.url());
    assertThat(changed.body().path("description").stringValue()).isEqualTo("d");
    assertThat(changed.body().path("enabled").booleanValue()).isFalse();
    environment();
    assertThat(send(acme, "GET", "/" + webhook.id() + "/deliveries", "").body().path("items"))
        .isEmpty();
    assertThat(send(acme, "DELETE", "/" + webhook.id(), "").status()).isEqualTo(200);
    assertThat(send(acme, "GET", "/" + webhook.id(), "").status()).isEqualTo(404);

    assertThat(
            jdbc.sql("select action from audit where detail like :id || '%' order by id")
                .param("id", webhook.id())
                .query(String.class)
                .list())
        .containsExactly("webhooks.add", "webhooks.update", "webhooks.remove");
  }

  @Test
  void the_audit_trail_does_not_contain_the_path_of_a_receiver_which_can_be_a_secret()
      throws Exception {
    String url = "https://hooks.example.com/services/T0123/";
    String id =
        send(acme, "POST", "", "{\"url\": \"" + url + "first-secret\"}")
            .body()
            .path("webhook")
            .path("webhook_id")
            .stringValue();
    send(acme, "PATCH", "/" + id, "{\"url\": \"" + url + "?second-secret\"}");
    send(acme, "DELETE", "/" + id, "");

    assertThat(
            jdbc.sql("select detail from audit where detail like :id || '%' order by id")
                .param("id", id)
                .query(String.class)
                .list())
        .hasSize(3)
        .allMatch(detail -> detail.endsWith("https://hooks.example.com"));
  }

  @Test
  void rejects_a_url_that_is_not_public_and_more_webhooks_than_the_limit() throws Exception {
    for (String url :
        List.of("http://example.com/", "https://10.0.0.1/", "https://[::ffff:a00:1]/")) {
      assertThat(send(acme, "POST", "", "{\"url\": \"" + url + "\"}").status())
          .as(url)
          .isEqualTo(400);
    }
    assertThat(send(acme, "POST", "", "{}").status()).isEqualTo(400);
    for (int i = 0; i < 10; i++) {
      created();
    }

    Reply refused = send(acme, "POST", "", "{\"url\": \"https://example.com/\"}");

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.body().path("code").stringValue()).isEqualTo("too-many-webhooks");
  }

  @Test
  void replays_what_was_given_up() throws Exception {
    Created webhook = created();
    receiver.answer(410);
    send(acme, "POST", "/" + webhook.id() + "/test", "");
    Received first = receiver.next();
    String dead = delivery(webhook.id(), "dead").path("delivery_id").stringValue();
    receiver.answer(200);

    assertThat(
            send(acme, "POST", "/" + webhook.id() + "/deliveries/" + dead + "/replay", "").status())
        .isEqualTo(202);
    assertThat(receiver.next().headers().get("webhook-id"))
        .isEqualTo(first.headers().get("webhook-id"));
    delivery(webhook.id(), "delivered");
    Reply all = send(acme, "POST", "/" + webhook.id() + "/replay", "");
    assertThat(all.body().path("replayed").intValue()).isZero();
    assertThat(send(acme, "POST", "/" + webhook.id() + "/deliveries/whd_none/replay", "").status())
        .isEqualTo(404);
  }

  @Test
  void a_receiver_that_does_not_answer_delays_no_other_one() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    Created slow = created();
    try (WebhookReceiver fast = new WebhookReceiver()) {
      receiver.answer(
          usual -> {
            try {
              released.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return usual;
          });
      String quick =
          send(globex, "POST", "", "{\"url\": \"" + fast.url() + "\"}")
              .body()
              .path("webhook")
              .path("webhook_id")
              .stringValue();
      send(acme, "POST", "/" + slow.id() + "/test", "");
      receiver.next();

      send(globex, "POST", "/" + quick + "/test", "");

      assertThat(fast.next().body()).contains(quick);
    } finally {
      released.countDown();
    }
  }

  @Test
  void pages_of_deliveries_follow_each_other() throws Exception {
    Created webhook = created();
    for (int i = 0; i < 3; i++) {
      send(acme, "POST", "/" + webhook.id() + "/test", "");
    }
    String path = "/" + webhook.id() + "/deliveries?limit=2";

    Reply first = send(acme, "GET", path, "");
    Reply second =
        send(acme, "GET", path + "&cursor=" + first.body().path("next_cursor").stringValue(), "");

    assertThat(first.body().path("items")).hasSize(2);
    assertThat(second.body().path("items")).hasSize(1);
    assertThat(second.body().path("next_cursor").isNull()).isTrue();
    assertThat(first.body().toString())
        .doesNotContain(second.body().path("items").get(0).path("delivery_id").stringValue());
  }
}
