package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.metaconfig.MetaConfigs;
import io.beta9.provisioning.testing.RegisteredAccounts;
import io.beta9.provisioning.testing.RunningApi;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A new environment with a private Kubernetes API, with and without a route of the workers. */
class PrivateEndpointApiTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String PRIVATE =
      "cluster: {endpoint: {access: private, allowed_cidrs: [10.9.0.0/16]}}\n";

  private static Service service;
  private static String key;

  @BeforeAll
  static void start() {
    service =
        RunningApi.start(
            Map.of(
                "WORKER_PRIVATE_NETWORKS", "10.42.0.0/16",
                "WORKER_SOURCE_CIDRS", "10.9.0.4/32,198.51.100.7/32"));
    key =
        service
            .part(ApiKeyRepository.class)
            .create(new TenantId("acme"), "test", Role.ADMIN)
            .secret()
            .text();
    RegisteredAccounts.verified(service.part(JdbcClient.class), "acme");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static HttpResponse<String> dryRun(String more) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:" + service.port() + "/api/v1/environments?dry_run=true"))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/yaml")
            .POST(HttpRequest.BodyPublishers.ofString(MetaConfigs.smallWith(more)))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void is_accepted_whether_or_not_the_workers_have_a_route() throws Exception {
    for (String vpc : List.of("10.42.0.0/16", "10.43.0.0/16")) {
      HttpResponse<String> reply = dryRun(PRIVATE + "network: {cidr: " + vpc + "}\n");

      assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    }
  }

  @Test
  void restricted_public_access_is_accepted_in_its_place() throws Exception {
    HttpResponse<String> reply =
        dryRun("cluster: {endpoint: {allowed_cidrs: [203.0.113.0/24, 198.51.100.7/32]}}\n");

    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
  }
}
