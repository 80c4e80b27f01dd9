package io.beta9.provisioning.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.KeyAuthenticator;
import io.beta9.provisioning.access.KeyCache;
import io.beta9.provisioning.access.KeyRoles;
import io.beta9.provisioning.access.KeySecret;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.session.SessionRepository;
import io.beta9.provisioning.access.session.SessionToken;
import io.beta9.provisioning.testing.LogCapture;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in and out, sessions, and what protects them. */
class ConsoleSessionTest {
  private static ConsoleFixture fixture;

  @BeforeAll
  static void start() {
    fixture = ConsoleFixture.start();
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @Test
  void the_root_leads_to_the_console_and_that_to_signing_in() {
    ConsoleClient client = new ConsoleClient(fixture);
    assertThat(location(client.get("/"))).isEqualTo("/console");
    assertThat(location(client.get("/console"))).isEqualTo("/console/sign-in");
    assertThat(location(client.get("/console/audit")))
        .isEqualTo("/console/sign-in?to=%2Fconsole%2Faudit");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/console;x=1", "/%63onsole", "/console/", "/console//audit"})
  void no_spelling_of_a_path_avoids_the_session(String path) {
    assertThat(new ConsoleClient(fixture).get(path).statusCode()).isIn(303, 400, 401, 404);
  }

  @Test
  void a_key_signs_in_with_a_cookie_that_scripts_and_other_sites_cannot_use() {
    HttpResponse<String> response =
        new ConsoleClient(fixture)
            .post("/console/sign-in", Map.of("key", fixture.memberKey, "to", "/console/audit"));
    assertThat(location(response)).isEqualTo("/console/audit");
    assertThat(response.headers().firstValue("Set-Cookie").orElseThrow())
        .matches("beta9_console=[0-9a-f]{64}; Path=/console; HttpOnly; SameSite=Lax");
  }

  @Test
  void only_the_hash_of_the_token_is_stored() {
    ConsoleClient client = ConsoleClient.signedIn(fixture, fixture.memberKey);
    String token = client.cookie().substring(client.cookie().indexOf('=') + 1);
    assertThat(
            fixture
                .jdbc
                .sql("select count(*) from console_sessions where encode(token_sha256, 'hex') = :t")
                .param("t", token)
                .query(Integer.class)
                .single())
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "b9p_wrong", "<script>"})
  void an_unknown_key_does_not_sign_in(String key) {
    HttpResponse<String> response =
        new ConsoleClient(fixture).post("/console/sign-in", Map.of("key", key));
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(response.body()).contains("This key is unknown or revoked");
  }

  @Test
  void a_form_without_a_session_is_read_up_to_some_kilobytes() {
    Map<String, String> form = Map.of("x", "0".repeat(9_000), "key", fixture.memberKey);

    assertThat(new ConsoleClient(fixture).post("/console/sign-in", form).statusCode())
        .isEqualTo(401);
    assertThat(location(new ConsoleClient(fixture).post("/console/environments", form)))
        .isEqualTo("/console/sign-in");
  }

  @Test
  void a_sign_in_that_fails_is_counted_and_logged_with_its_address_and_without_the_key() {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    ApiKeyRepository.CreatedKey expired =
        fixture
            .service
            .part(ApiKeyRepository.class)
            .create(
                ConsoleFixture.ACME, "old", KeyRoles.of(Role.ADMIN), Instant.now().minusSeconds(1));
    double unknown = failures("unknown_key");

    try (LogCapture capture = LogCapture.to(log)) {
      HttpResponse<String> response =
          new ConsoleClient(fixture)
              .post("/console/sign-in", Map.of("key", expired.secret().text()));
      assertThat(response.statusCode()).isEqualTo(401);
      assertThat(response.body()).contains("This key has expired.");
    }
    new ConsoleClient(fixture).post("/console/sign-in", Map.of("key", "b9p_" + "0".repeat(43)));
    new ConsoleClient(fixture).get("/console/sign-in/link?token=" + "0".repeat(64));

    assertThat(failures("expired_key")).isEqualTo(1);
    assertThat(failures("unknown_key")).isEqualTo(unknown + 1);
    assertThat(failures("invalid_link")).isEqualTo(1);
    assertThat(log.toString(StandardCharsets.UTF_8))
        .contains("Failed login from 127.0.0.1: The API key has expired.")
        .doesNotContain(expired.secret().text());
  }

  private static double failures(String reason) {
    return fixture
        .service
        .part(MeterRegistry.class)
        .get("authentication.failures")
        .tag("reason", reason)
        .counter()
        .count();
  }

  @Test
  void an_administrator_of_a_suspended_tenant_creates_and_registers_nothing_but_revokes_keys() {
    ApiKeyRepository.CreatedKey leaver =
        fixture.service.part(ApiKeyRepository.class).create(ConsoleFixture.GLOBEX, "leaver");
    ConsoleClient client = ConsoleClient.signedIn(fixture, fixture.otherKey);
    String keys = "select count(*) from api_keys where tenant_id = 'globex'";
    long before = fixture.jdbc.sql(keys).query(Long.class).single();
    suspend("suspended");
    try {
      assertThat(client.submit("/console/access/keys", Map.of("name", "n", "role", "admin")))
          .extracting(HttpResponse::statusCode)
          .isEqualTo(409);
      assertThat(client.submit("/console/access/accounts", Map.of("account_id", "210987654321")))
          .extracting(HttpResponse::statusCode)
          .isEqualTo(409);
      assertThat(fixture.jdbc.sql(keys).query(Long.class).single()).isEqualTo(before);
      assertThat(
              location(
                  client.submit("/console/access/keys/" + leaver.key().id() + "/revoke", Map.of())))
          .isEqualTo("/console/access");
    } finally {
      suspend("active");
    }
    assertThat(client.submit("/console/access/keys", Map.of("name", "n", "role", "viewer")))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(200);
  }

  private static void suspend(String state) {
    fixture
        .jdbc
        .sql("update tenants set state = :state where id = 'globex'")
        .param("state", state)
        .update();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://evil.example", "//evil.example", "/api/v1/keys", "/console/../api"})
  void signing_in_leads_to_no_other_site(String to) {
    assertThat(
            location(
                new ConsoleClient(fixture)
                    .post("/console/sign-in", Map.of("key", fixture.memberKey, "to", to))))
        .isEqualTo("/console");
  }

  @Test
  void a_form_without_the_token_of_the_session_changes_nothing() {
    ConsoleClient client = ConsoleClient.signedIn(fixture, fixture.memberKey);
    assertThat(client.post("/console/sign-out", Map.of()).statusCode()).isEqualTo(403);
    assertThat(client.post("/console/sign-out", Map.of("form_token", "0".repeat(64))).statusCode())
        .isEqualTo(403);
    assertThat(client.get("/console").statusCode()).isEqualTo(200);
  }

  @Test
  void a_form_of_another_site_is_rejected_even_when_signing_in() {
    ConsoleClient client = new ConsoleClient(fixture);
    HttpRequest.Builder request =
        client
            .request("/console/sign-in")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Origin", "https://evil.example")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    ConsoleClient.encoded(Map.of("key", fixture.memberKey))));
    assertThat(client.send(request).statusCode()).isEqualTo(403);
    assertThat(client.cookie()).isEmpty();
  }

  @Test
  void signing_out_ends_the_session_also_for_a_copy_of_its_cookie() {
    ConsoleClient client = ConsoleClient.signedIn(fixture, fixture.memberKey);
    HttpRequest.Builder copy = client.request("/console");
    assertThat(location(client.submit("/console/sign-out", Map.of())))
        .isEqualTo("/console/sign-in");
    assertThat(client.send(copy.GET()).statusCode()).isEqualTo(303);
  }

  @Test
  void signing_out_everywhere_ends_all_sessions_of_the_key_and_no_other() {
    ConsoleClient one = ConsoleClient.signedIn(fixture, fixture.otherKey);
    ConsoleClient two = ConsoleClient.signedIn(fixture, fixture.otherKey);
    ConsoleClient member = ConsoleClient.signedIn(fixture, fixture.memberKey);
    one.submit("/console/sign-out", Map.of("everywhere", "on"));
    assertThat(two.get("/console").statusCode()).isEqualTo(303);
    assertThat(member.get("/console").statusCode()).isEqualTo(200);
  }

  @Test
  void revoking_a_key_ends_its_sessions() {
    ApiKeyRepository keys = fixture.service.part(ApiKeyRepository.class);
    ApiKeyRepository.CreatedKey key = keys.create(ConsoleFixture.ACME, "leaver");
    ConsoleClient client = ConsoleClient.signedIn(fixture, key.secret().text());
    assertThat(client.get("/console").statusCode()).isEqualTo(200);
    keys.revoke(key.key().id());
    fixture.service.part(KeyCache.class).remove(key.key().id());
    assertThat(client.get("/console").statusCode()).isEqualTo(303);
  }

  @Test
  void a_session_ends_when_it_is_idle_and_at_its_latest_end() {
    ConsoleClient client = ConsoleClient.signedIn(fixture, fixture.memberKey);
    fixture
        .jdbc
        .sql("update console_sessions set last_used_at = now() - interval '8 hours 1 second'")
        .update();
    assertThat(client.get("/console").statusCode()).isEqualTo(303);
    client.post("/console/sign-in", Map.of("key", fixture.memberKey));
    fixture.jdbc.sql("update console_sessions set expires_at = now()").update();
    assertThat(client.get("/console").statusCode()).isEqualTo(303);
  }

  @Test
  void a_link_signs_in_once() {
    SessionToken link = link();
    ConsoleClient client = new ConsoleClient(fixture);
    assertThat(location(client.get("/console/sign-in/link?token=" + link.text())))
        .isEqualTo("/console");
    assertThat(client.get("/console").statusCode()).isEqualTo(200);
    assertThat(
            new ConsoleClient(fixture)
                .get("/console/sign-in/link?token=" + link.text())
                .statusCode())
        .isEqualTo(401);
  }

  /** The name of the attacker's page resolves to 127.0.0.1. */
  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80"})
  void a_link_is_not_accepted_under_another_host_name(String host) throws IOException {
    SessionToken link = link();
    try (Socket socket = new Socket("127.0.0.1", fixture.service.port())) {
      socket
          .getOutputStream()
          .write(
              ("GET /console/sign-in/link?token="
                      + link.text()
                      + " HTTP/1.1\r\nHost: "
                      + host
                      + "\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 403")
          .doesNotContain("Set-Cookie");
    }
    assertThat(
            new ConsoleClient(fixture)
                .get("/console/sign-in/link?token=" + link.text())
                .statusCode())
        .isEqualTo(303);
  }

  private static SessionToken link() {
    Caller member =
        fixture
            .service
            .part(KeyAuthenticator.class)
            .authenticate(new KeySecret(fixture.memberKey))
            .orElseThrow();
    return fixture
        .service
        .part(SessionRepository.class)
        .createLink(member.keyId(), Duration.ofMinutes(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/console", "/console/sign-in", "/console/environments/env_000000000000"})
  void every_page_forbids_inline_scripts_and_styles(String path) {
    HttpResponse<String> page = ConsoleClient.signedIn(fixture, fixture.memberKey).get(path);
    String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
    assertThat(policy)
        .contains("default-src 'none'", "script-src 'self';", "style-src 'self';")
        .contains("frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'")
        .doesNotContain("unsafe");
    assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(page.body())
        .doesNotContain("<style")
        .doesNotContain(" style=")
        .doesNotContain(" onclick");
  }

  @Test
  void assets_are_kept_by_browsers_under_the_hash_of_their_content() {
    ConsoleClient client = new ConsoleClient(fixture);
    String page = client.get("/console/sign-in").body();
    String path =
        page.replaceAll("(?s).*href=\"(/console/assets/[0-9a-f]{12}/console.css)\".*", "$1");
    HttpResponse<String> asset = client.get(path);
    assertThat(asset.statusCode()).isEqualTo(200);
    assertThat(asset.headers().firstValue("Cache-Control"))
        .contains("public, max-age=31536000, immutable");
    assertThat(client.get("/console/assets/000000000000/console.css").statusCode()).isEqualTo(404);
    assertThat(client.get(path.replace("console.css", "..%2f..%2fapplication")).statusCode())
        .isIn(400, 404);
  }

  @Test
  void the_description_of_the_api_does_not_contain_pages() {
    assertThat(new ConsoleClient(fixture).get("/openapi.json").body())
        .contains("/api/v1/environments")
        .doesNotContain("/console");
  }

  private static String location(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(303);
    return response.headers().firstValue("Location").orElseThrow();
  }
}
