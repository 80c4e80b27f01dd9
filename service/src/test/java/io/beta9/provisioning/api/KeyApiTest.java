package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.intake.KeyRequests;
import io.beta9.provisioning.testing.RunningApi;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class KeyApiTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static Service service;
  private static String acme;
  private static String globex;
  private static String owner;

  @BeforeAll
  static void start() {
    service = RunningApi.start();
    acme = key("acme", Role.ADMIN);
    globex = key("globex", Role.ADMIN);
    owner = key("platform", Role.OWNER);
  }

  @AfterAll
  static void stop() {
    service.close();
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
    HttpResponse<String> response =
        HTTP.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + service.port() + "/api/v1/keys" + path))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .header("X-Reason", "a test")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return new Reply(response.statusCode(), JsonMapper.shared().readTree(response.body()));
  }

  private static String created(String key, String body) throws IOException, InterruptedException {
    Reply created = send(key, "POST", "", body);
    assertThat(created.status()).as(created.body().toString()).isEqualTo(201);
    return created.body().path("key").path("key_id").stringValue();
  }

  @Test
  void creates_a_key_that_works_and_never_returns_its_secret_again() throws Exception {
    Reply created = send(acme, "POST", "", "{\"name\": \"ci\"}");
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.body().path("key").path("tenant").stringValue()).isEqualTo("acme");
    assertThat(created.body().path("key").path("role").stringValue()).isEqualTo("admin");
    String secret = created.body().path("secret").stringValue();

    Reply list = send(secret, "GET", "", "");

    assertThat(list.status()).isEqualTo(200);
    assertThat(list.body().toString()).contains("\"ci\"").doesNotContain(secret);
  }

  @Test
  void keys_that_are_created_at_the_same_time_do_not_exceed_the_limit() throws Exception {
    String crowded = key("crowded", Role.ADMIN);
    for (int i = 2; i < KeyRequests.MAX_ACTIVE_KEYS; i++) {
      key("crowded", Role.VIEWER);
    }
    int requested = 8;
    CyclicBarrier barrier = new CyclicBarrier(requested);
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> replies = new ArrayList<>();
      for (int i = 0; i < requested; i++) {
        replies.add(
            threads.submit(
                () -> {
                  barrier.await();
                  return send(crowded, "POST", "", "{\"name\": \"ci\"}").status();
                }));
      }
      for (Future<Integer> reply : replies) {
        statuses.add(reply.get());
      }
    }

    assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 429);
    JsonNode keys = send(crowded, "GET", "", "").body().path("items");
    String last = keys.get(keys.size() - 1).path("key_id").stringValue();
    Reply refused = send(crowded, "POST", "/" + last + "/rotate", "");
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.body().path("detail").stringValue()).contains("200 active keys");
    assertThat(send(globex, "POST", "", "{\"name\": \"ci\"}").status()).isEqualTo(201);

    assertThat(send(crowded, "DELETE", "/" + last, "").status()).isEqualTo(200);
    assertThat(send(crowded, "POST", "", "{\"name\": \"ci\"}").status()).isEqualTo(201);
    // Lists of all tenants would not show the keys of other tests on their first page.
    service.part(JdbcClient.class).sql("delete from api_keys where tenant_id = 'crowded'").update();
  }

  @Test
  void shows_a_tenant_only_its_own_keys_and_an_owner_all() throws Exception {
    String own = created(acme, "{\"name\": \"visible\"}");

    assertThat(send(globex, "GET", "", "").body().toString()).doesNotContain(own);
    assertThat(send(acme, "GET", "", "").body().toString()).contains(own);
    assertThat(send(owner, "GET", "?all_tenants=true", "").body().toString()).contains(own);
  }

  @Test
  void rejects_a_key_of_another_tenant_or_role_unless_the_caller_is_an_owner() throws Exception {
    String otherTenant = "{\"name\": \"x\", \"tenant\": \"globex\"}";
    String otherRole = "{\"name\": \"x\", \"role\": \"operator\"}";

    assertThat(send(acme, "POST", "", otherTenant).status()).isEqualTo(403);
    assertThat(send(acme, "POST", "", otherRole).status()).isEqualTo(403);
    assertThat(send(owner, "POST", "", otherTenant).status()).isEqualTo(201);
    assertThat(send(owner, "POST", "", otherRole).status()).isEqualTo(201);
  }

  @Test
  void revokes_a_key_of_the_own_tenant_once() throws Exception {
    Reply created = send(acme, "POST", "", "{\"name\": \"short-lived\"}");
    String id = created.body().path("key").path("key_id").stringValue();
    String secret = created.body().path("secret").stringValue();

    assertThat(send(globex, "DELETE", "/" + id, "").status()).isEqualTo(404);
    assertThat(send(secret, "GET", "", "").status()).isEqualTo(200);
    Reply revoked = send(acme, "DELETE", "/" + id, "");

    assertThat(revoked.status()).isEqualTo(200);
    assertThat(revoked.body().path("revoked_at").isNull()).isFalse();
    assertThat(send(secret, "GET", "", "").status()).isEqualTo(401);
    assertThat(send(acme, "DELETE", "/" + id, "").status()).isEqualTo(404);
  }

  @Test
  void lets_an_owner_revoke_a_key_of_any_tenant() throws Exception {
    String id = created(acme, "{\"name\": \"revoked-by-owner\"}");

    assertThat(send(owner, "DELETE", "/" + id, "").status()).isEqualTo(200);
  }

  @Test
  void records_creation_and_revocation_in_the_audit_trail_of_the_keys_tenant() throws Exception {
    String id = created(owner, "{\"name\": \"audited\", \"tenant\": \"initech\"}");
    send(owner, "DELETE", "/" + id, "");

    assertThat(
            service
                .part(JdbcClient.class)
                .sql(
                    "select action || ' ' || detail || ' ' || reason from audit"
                        + " where tenant_id = 'initech' order by id")
                .query(String.class)
                .list())
        .containsExactly(
            "keys.create " + id + ", audited, admin a test", "keys.revoke " + id + " a test");
  }

  @Test
  void a_rotated_key_is_replaced_and_expires_after_the_overlap() throws Exception {
    Reply created = send(acme, "POST", "", "{\"name\": \"rotated\", \"role\": \"admin\"}");
    String id = created.body().path("key").path("key_id").stringValue();
    String secret = created.body().path("secret").stringValue();

    assertThat(send(globex, "POST", "/" + id + "/rotate", "").status()).isEqualTo(404);
    Reply next = send(acme, "POST", "/" + id + "/rotate?overlap=1h", "");

    assertThat(next.status()).isEqualTo(201);
    String replacement = next.body().path("secret").stringValue();
    assertThat(send(secret, "GET", "", "").status()).isEqualTo(200);
    assertThat(send(replacement, "GET", "", "").status()).isEqualTo(200);
    service
        .part(JdbcClient.class)
        .sql("update api_keys set expires_at = now() where id = :id")
        .param("id", id)
        .update();
    service.part(io.beta9.provisioning.access.KeyCache.class).remove(id);
    assertThat(send(secret, "GET", "", "").status()).isEqualTo(401);
    assertThat(send(acme, "POST", "/" + id + "/rotate?overlap=31d", "").status()).isEqualTo(400);
  }

  @Test
  void rotating_a_key_with_a_role_of_the_service_requires_an_owner() throws Exception {
    String id =
        created(owner, "{\"name\": \"on call\", \"tenant\": \"acme\", \"role\": \"operator\"}");

    assertThat(send(acme, "POST", "/" + id + "/rotate", "").status()).isEqualTo(403);
    assertThat(send(owner, "POST", "/" + id + "/rotate", "").status()).isEqualTo(201);
  }

  @Test
  void a_key_expires_after_the_lifetime_with_which_it_was_created() throws Exception {
    Instant before = Instant.now();
    Reply created = send(acme, "POST", "", "{\"name\": \"brief\", \"expires_in\": \"2h\"}");
    assertThat(created.status()).as(created.body().toString()).isEqualTo(201);
    Instant expiresAt = Instant.parse(created.body().at("/key/expires_at").stringValue());
    assertThat(expiresAt)
        .isBetween(
            before.plus(Duration.ofHours(2)).minusMillis(1), Instant.now().plusSeconds(7200));
    String id = created.body().at("/key/key_id").stringValue();
    String secret = created.body().path("secret").stringValue();
    assertThat(send(secret, "GET", "", "").status()).isEqualTo(200);

    service
        .part(JdbcClient.class)
        .sql("update api_keys set expires_at = now() where id = :id")
        .param("id", id)
        .update();
    service.part(io.beta9.provisioning.access.KeyCache.class).remove(id);
    assertThat(send(secret, "GET", "", "").status()).isEqualTo(401);

    Reply rotated =
        send(acme, "POST", "/" + created(acme, "{\"name\": \"r\"}") + "/rotate?expires_in=90d", "");
    assertThat(rotated.body().at("/key/expires_at").isString()).isTrue();
    assertThat(
            send(acme, "POST", "", "{\"name\": \"permanent\"}")
                .body()
                .at("/key/expires_at")
                .isNull())
        .isTrue();
    for (String invalid : new String[] {"0s", "-1h", "3651d", "tomorrow", ""}) {
      Reply refused =
          send(acme, "POST", "", "{\"name\": \"x\", \"expires_in\": \"" + invalid + "\"}");
      assertThat(refused.status()).as(invalid).isEqualTo(400);
      assertThat(refused.body().toString()).contains("expires_in");
    }
    assertThat(send(acme, "POST", "", "{\"name\": \"x\", \"expires_in\": \"3650d\"}").status())
        .isEqualTo(201);
  }

  @Test
  void rejects_invalid_requests() throws Exception {
    assertThat(send(acme, "POST", "", "{}").status()).isEqualTo(400);
    assertThat(send(acme, "POST", "", "{\"name\": \"x\", \"role\": \"root\"}").status())
        .isEqualTo(400);
    assertThat(send(owner, "POST", "", "{\"name\": \"x\", \"tenant\": \"A b\"}").status())
        .isEqualTo(400);
  }
}
