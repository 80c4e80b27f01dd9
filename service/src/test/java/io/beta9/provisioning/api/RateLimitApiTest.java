package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.testing.RunningApi;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.json.JsonMapper;

/** Limits per key and per address of a running API. */
class RateLimitApiTest {
  private static final Map<String, String> LIMITS =
      Map.of(
          "RATE_LIMIT_READS", "5",
          "RATE_LIMIT_WRITES", "3",
          "RATE_LIMIT_STREAMS", "2",
          "RATE_LIMIT_UNAUTHENTICATED", "6");
  private static final String ENVIRONMENTS = "/api/v1/environments";

  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    http.close();
  }

  private static String key(Service api) {
    return api.part(ApiKeyRepository.class).create(new TenantId("acme"), "k").secret().text();
  }

  private HttpRequest.Builder request(Service api, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path));
  }

  private HttpResponse<String> read(Service api, String key, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request(api, ENVIRONMENTS).header("Authorization", "Bearer " + key);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private int write(Service api, String key) throws IOException, InterruptedException {
    return http.send(
            request(api, ENVIRONMENTS)
                .header("Authorization", "Bearer " + key)
                .POST(BodyPublishers.ofString("{}"))
                .build(),
            BodyHandlers.ofString())
        .statusCode();
  }

  private int publicStatus(Service api, String path) throws IOException, InterruptedException {
    return http.send(request(api, path).build(), BodyHandlers.ofString()).statusCode();
  }

  @Test
  void limits_reads_and_writes_of_a_key_separately_and_returns_when_to_retry() throws Exception {
    try (Service api = RunningApi.start(LIMITS)) {
      String key = key(api);
      HttpResponse<String> first = read(api, key);
      assertThat(first.statusCode()).isEqualTo(200);
      assertThat(first.headers().firstValue("RateLimit-Policy")).hasValue("\"reads\";q=5;w=60");
      assertThat(first.headers().firstValue("RateLimit").orElseThrow())
          .matches("\"reads\";r=4;t=1[23]");
      assertThat(first.headers().firstValue("Retry-After")).isEmpty();
      for (int i = 0; i < 4; i++) {
        assertThat(read(api, key).statusCode()).isEqualTo(200);
      }

      HttpResponse<String> rejected = read(api, key);

      assertThat(rejected.statusCode()).isEqualTo(HttpStatus.TOO_MANY_REQUESTS.value());
      String retryAfter = rejected.headers().firstValue("Retry-After").orElseThrow();
      assertThat(Integer.parseInt(retryAfter)).isBetween(1, 12);
      assertThat(rejected.headers().firstValue("RateLimit"))
          .hasValue("\"reads\";r=0;t=" + retryAfter);
      assertThat(
              JsonMapper.shared().readTree(rejected.body()).at("/violated-policies/0").asString())
          .isEqualTo("reads");
      for (int i = 0; i < 3; i++) {
        assertThat(write(api, key)).isEqualTo(400);
      }
      assertThat(write(api, key)).isEqualTo(429);
      assertThat(read(api, key(api)).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void limits_the_streams_that_a_key_opens() throws Exception {
    try (Service api = RunningApi.start(LIMITS)) {
      String key = key(api);
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        HttpResponse<InputStream> stream =
            http.send(
                request(api, ENVIRONMENTS + "/env_0123456789ab/events")
                    .header("Authorization", "Bearer " + key)
                    .header("Accept", "text/event-stream")
                    .build(),
                BodyHandlers.ofInputStream());
        stream.body().close();
        statuses.add(stream.statusCode());
      }

      assertThat(statuses).containsExactly(404, 404, 429);
      assertThat(read(api, key).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void limits_invalid_keys_of_an_address_but_not_its_known_keys_and_not_probes() throws Exception {
    try (Service api = RunningApi.start(LIMITS)) {
      String key = key(api);
      String later = key(api);
      assertThat(read(api, key).statusCode()).isEqualTo(200);
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        statuses.add(read(api, "b9_" + i).statusCode());
      }

      assertThat(statuses).startsWith(401, 401, 401, 401, 401).endsWith(429, 429, 429);
      assertThat(read(api, key).statusCode()).isEqualTo(200);
      assertThat(read(api, later).statusCode()).isEqualTo(429);
      assertThat(publicStatus(api, "/health/live")).isEqualTo(200);
      assertThat(publicStatus(api, "/health")).isEqualTo(200);
    }
  }

  @Test
  void limits_public_paths_of_an_address_but_not_probes() throws Exception {
    try (Service api = RunningApi.start(LIMITS)) {
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        statuses.add(publicStatus(api, i % 2 == 0 ? "/metrics" : "/nothing"));
      }

      assertThat(statuses).containsExactly(200, 404, 200, 404, 200, 404, 429);
      for (int i = 0; i < 10; i++) {
        assertThat(publicStatus(api, "/health/ready")).isEqualTo(200);
      }
      assertThat(read(api, key(api)).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void an_unknown_peer_cannot_choose_the_address_that_is_limited() throws Exception {
    try (Service api = RunningApi.start(LIMITS)) {
      for (int i = 0; i < 6; i++) {
        assertThat(read(api, "wrong", forwarded(i)).statusCode()).isEqualTo(401);
      }

      assertThat(read(api, "wrong", forwarded(6)).statusCode()).isEqualTo(429);
    }
  }

  @Test
  void the_clients_of_a_trusted_proxy_are_limited_separately() throws Exception {
    Map<String, String> settings = new java.util.HashMap<>(LIMITS);
    settings.put("TRUSTED_PROXIES", "127.0.0.1");
    try (Service api = RunningApi.start(settings)) {
      for (int i = 0; i < 10; i++) {
        assertThat(read(api, "wrong", forwarded(i)).statusCode()).isEqualTo(401);
      }
      // The client has prepended an address; the proxy has appended that of the client.
      for (int i = 0; i < 6; i++) {
        read(api, "wrong", "X-Forwarded-For", "198.51.100." + i + ", 192.0.2.77");
      }
      assertThat(read(api, "wrong", "X-Forwarded-For", "198.51.100.9, 192.0.2.77").statusCode())
          .isEqualTo(429);
    }
  }

  private static String[] forwarded(int client) {
    String address = "192.0.2." + client;
    return new String[] {
      "X-Forwarded-For", address, "Forwarded", "for=" + address, "X-Real-IP", address
    };
  }
}
