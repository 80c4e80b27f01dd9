package io.beta9.provisioning.api.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.testing.RegisteredAccounts;
import io.beta9.provisioning.testing.RunningApi;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SupportBundleTest {
  private static final HttpClient http = HttpClient.newHttpClient();
  private static final String PLANTED = "hunter2-planted";
  private static Service service;
  private static JdbcClient jdbc;
  private static ApiKeyRepository keys;
  private static String id;

  @BeforeAll
  static void start() throws Exception {
    service = RunningApi.start();
    keys = service.part(ApiKeyRepository.class);
    jdbc = service.part(JdbcClient.class);
    RegisteredAccounts.verified(jdbc, "acme");
    String body =
        """
        name: demo
        cloud: {provider: aws, region: us-east-1, account_id: "123456789012"}
        beta9: {domain: beta9.acme.example}
        """;
    HttpResponse<String> created =
        http.send(
            request(key("acme", Role.ADMIN), "")
                .header("Content-Type", "application/yaml")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(created.statusCode()).as(created.body()).isEqualTo(202);
    id = new JsonMapper().readTree(created.body()).get("environment_id").asString();
    plantSecrets();
  }

  /** In everything that comes from the customer's account or from a program. */
  private static void plantSecrets() {
    jdbc.sql("update environments set outputs = :outputs::jsonb, error_message = :message")
        .param(
            "outputs",
            "{\"redis_auth_token\": \"" + PLANTED + "\", \"bucket_name\": \"beta9-bucket\"}")
        .param("message", "the login with " + PLANTED + " failed")
        .update();
    jdbc.sql(
            """
            update operations set planned_changes =
              '[{"address": "x", "attributes": {"password": "hunter2-planted"}}]'
            """)
        .update();
    jdbc.sql(
            """
            insert into log_lines (environment_id, seq, tenant_id, operation_id, epoch, step,
              stream, text)
            select e.id, n, 'acme', o.id, 1, 'apply', 'terraform',
                   case n when 1 then 'AUTH hunter2-planted' when 2 then 'AKIAIOSFODNN7EXAMPLE'
                     else 'line ' || n end
              from environments e join operations o on o.environment_id = e.id,
                   generate_series(1, 2500) n
            """)
        .update();
    jdbc.sql("update environments set log_seq = 2500").update();
    jdbc.sql("update events set message = message || ' with hunter2-planted'").update();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static String key(String tenant, Role role) {
    return keys.create(new TenantId(tenant), "a key", role).secret().text();
  }

  private static HttpRequest.Builder request(String key, String path) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + service.port() + "/api/v1/environments" + path))
        .header("Authorization", "Bearer " + key);
  }

  private static HttpResponse<byte[]> bundle(String key) throws Exception {
    return http.send(
        request(key, "/" + id + "/support-bundle").build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private static Map<String, String> files(byte[] archive) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(
            entry.getName().substring(("support-" + id + "/").length()),
            new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return files;
  }

  @Test
  void contains_everything_that_is_known_and_no_secrets() throws Exception {
    HttpResponse<byte[]> response = bundle(key("acme", Role.VIEWER));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/zip");
    Map<String, String> files = files(response.body());
    assertThat(files)
        .containsOnlyKeys(
            "cluster.json",
            "diagnosis.json",
            "environment.json",
            "events.json",
            "infra-model.json",
            "log.txt",
            "manifest.json",
            "meta-config.json",
            "operations.json",
            "outputs.json",
            "plans.json",
            "versions.json");
    assertThat(files.values()).noneMatch(text -> text.contains("hunter2") || text.contains("AKIA"));
    assertThat(files.get("outputs.json")).contains("(hidden)", "beta9-bucket");
    assertThat(files.get("log.txt")).contains("apply terraform | AUTH (hidden)", "| line 2500\n");
    assertThat(files.get("environment.json")).contains("the login with (hidden) failed");
    assertThat(files.get("events.json")).contains("environment requested by");
    JsonNode diagnosis = new JsonMapper().readTree(files.get("diagnosis.json"));
    assertThat(diagnosis.get("verdict").asString()).isEqualTo("no-active-workers");
  }

  @Test
  void is_audited() throws Exception {
    bundle(key("acme", Role.OPERATOR));

    assertThat(
            jdbc.sql(
                    """
                    select distinct outcome from audit
                     where action = 'env.bundle' and environment_id = :id
                    """)
                .param("id", id)
                .query(String.class)
                .list())
        .containsExactlyInAnyOrder("started", "done");
  }

  @Test
  void is_denied_to_other_tenants_and_to_roles_that_may_not_read_environments() throws Exception {
    assertThat(bundle(key("other", Role.ADMIN)).statusCode()).isEqualTo(404);
    assertThat(bundle(key("acme", Role.AUDITOR)).statusCode()).isEqualTo(403);
  }
}
