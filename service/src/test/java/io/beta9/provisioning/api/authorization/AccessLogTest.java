package io.beta9.provisioning.api.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.KeyRoles;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.testing.LogCapture;
import io.beta9.provisioning.testing.RunningApi;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Failed logins and denied actions: metrics and log. */
class AccessLogTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private Service service;
  private LogCapture capture;

  @BeforeEach
  void start() {
    service = RunningApi.start();
    capture = LogCapture.to(log);
  }

  @AfterEach
  void stop() {
    capture.close();
    service.close();
  }

  private ApiKeyRepository.CreatedKey key(String tenant, Role role) {
    return service.part(ApiKeyRepository.class).create(new TenantId(tenant), "test", role);
  }

  private int status(@Nullable String key, String method, String path, String body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + "/api/v1" + path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private double count(String meter, String tag, String value) {
    return service.part(MeterRegistry.class).get(meter).tag(tag, value).counter().count();
  }

  private String logged() {
    return log.toString(StandardCharsets.UTF_8);
  }

  @Test
  void failed_logins_are_counted_by_reason_and_logged_without_the_key() throws Exception {
    ApiKeyRepository keys = service.part(ApiKeyRepository.class);
    ApiKeyRepository.CreatedKey revoked = key("acme", Role.ADMIN);
    keys.revoke(revoked.key().id());
    ApiKeyRepository.CreatedKey expired =
        keys.create(
            new TenantId("acme"), "old", KeyRoles.of(Role.ADMIN), Instant.now().minusSeconds(1));
    String guessed = "b9p_" + "guessed".repeat(6);

    assertThat(status(null, "GET", "/environments", "")).isEqualTo(401);
    assertThat(status(guessed, "GET", "/environments", "")).isEqualTo(401);
    assertThat(status(guessed, "GET", "/environments", "")).isEqualTo(401);
    assertThat(status(revoked.secret().text(), "GET", "/environments", "")).isEqualTo(401);
    assertThat(status(expired.secret().text(), "GET", "/environments", "")).isEqualTo(401);

    assertThat(count("authentication.failures", "reason", "missing")).isEqualTo(1);
    assertThat(count("authentication.failures", "reason", "unknown_key")).isEqualTo(2);
    assertThat(count("authentication.failures", "reason", "revoked_key")).isEqualTo(1);
    assertThat(count("authentication.failures", "reason", "expired_key")).isEqualTo(1);
    assertThat(logged())
        .contains("Failed login from 127.0.0.1: The API key is unknown.")
        .contains("Failed login from 127.0.0.1: The API key was revoked.")
        .doesNotContain(guessed, revoked.secret().text(), expired.secret().text());
  }

  @Test
  void denied_actions_are_counted_once_and_logged_with_the_id_of_the_key() throws Exception {
    ApiKeyRepository.CreatedKey viewer = key("acme", Role.VIEWER);
    ApiKeyRepository.CreatedKey admin = key("acme", Role.ADMIN);
    key("globex", Role.ADMIN);
    String viewing = viewer.secret().text();
    String administering = admin.secret().text();

    assertThat(status(viewing, "GET", "/keys", "")).isEqualTo(403);
    assertThat(count("denied.actions", "permission", "key-manage")).isEqualTo(1);
    assertThat(logged())
        .contains("Denied key-manage to " + viewer.key().id() + " of tenant acme from 127.0.0.1");

    assertThat(status(administering, "GET", "/environments?tenant=globex", "")).isEqualTo(403);
    assertThat(count("denied.actions", "permission", "environment-read")).isEqualTo(1);

    String owner = "{\"name\": \"x\", \"role\": \"owner\"}";
    String foreign = "{\"name\": \"x\", \"tenant\": \"globex\"}";
    assertThat(status(administering, "POST", "/keys", owner)).isEqualTo(403);
    assertThat(status(administering, "POST", "/keys", foreign)).isEqualTo(403);
    assertThat(count("denied.actions", "permission", "key-manage"))
        .as("denials by the method itself")
        .isEqualTo(3);
    assertThat(logged())
        .contains("Denied key-manage to " + admin.key().id())
        .doesNotContain(viewing, administering);
  }
}
