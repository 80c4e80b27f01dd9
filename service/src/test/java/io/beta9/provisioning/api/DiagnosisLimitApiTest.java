package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.diagnosis.DiagnosisLimit;
import io.beta9.provisioning.metaconfig.MetaConfigs;
import io.beta9.provisioning.testing.RegisteredAccounts;
import io.beta9.provisioning.testing.RunningApi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** Diagnoses of environments whose account does not answer, at and beyond the limit of a tenant. */
class DiagnosisLimitApiTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private ServerSocket silent;
  private Service service;

  @BeforeEach
  void start() throws IOException {
    silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
    // Like those of SimulatedAccount: the account is not reached without credentials.
    System.setProperty("aws.accessKeyId", "AKIATESTTESTTESTTEST");
    System.setProperty("aws.secretAccessKey", "not-a-secret");
    service =
        RunningApi.start(Map.of("AWS_ENDPOINT_URL", "http://127.0.0.1:" + silent.getLocalPort()));
  }

  @AfterEach
  void stop() throws IOException {
    service.close();
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
    silent.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }

  /** Accepts connections and never answers. */
  private void accept() {
    try {
      while (true) {
        connections.add(silent.accept());
        accepted.incrementAndGet();
      }
    } catch (IOException e) {
      // The test has ended.
    }
  }

  private String key(String tenant) {
    RegisteredAccounts.verified(service.part(JdbcClient.class), tenant);
    return service
        .part(ApiKeyRepository.class)
        .create(new TenantId(tenant), "test", Role.ADMIN)
        .secret()
        .text();
  }

  private HttpRequest.Builder request(String key, String path) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + service.port() + "/api/v1/environments" + path))
        .header("Authorization", "Bearer " + key);
  }

  private String environment(String key) throws Exception {
    return JsonMapper.shared()
        .readTree(
            HTTP.send(
                    request(key, "")
                        .header("Content-Type", "application/yaml")
                        .POST(HttpRequest.BodyPublishers.ofString(MetaConfigs.smallWith("")))
                        .build(),
                    HttpResponse.BodyHandlers.ofString())
                .body())
        .get("environment_id")
        .asString();
  }

  private HttpResponse<String> diagnosis(String key, String environment) throws Exception {
    return HTTP.send(
        request(key, "/" + environment + "/diagnosis").build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void a_tenant_beyond_its_limit_is_answered_429_and_those_within_it_200() throws Exception {
    String acme = key("acme");
    String environment = environment(acme);
    List<CompletableFuture<HttpResponse<String>>> running = new ArrayList<>();
    for (int i = 0; i < DiagnosisLimit.MAX_OF_TENANT; i++) {
      running.add(
          HTTP.sendAsync(
              request(acme, "/" + environment + "/diagnosis").build(),
              HttpResponse.BodyHandlers.ofString()));
    }
    await().untilAsserted(() -> assertThat(accepted.get()).isGreaterThanOrEqualTo(running.size()));

    HttpResponse<String> rejected = diagnosis(acme, environment);

    assertThat(rejected.statusCode()).isEqualTo(429);
    assertThat(rejected.body()).contains("too-many-diagnoses");
    assertThat(rejected.headers().firstValue("Retry-After")).isPresent();
    for (CompletableFuture<HttpResponse<String>> one : running) {
      assertThat(one.get().statusCode()).isEqualTo(200);
    }
  }
}
