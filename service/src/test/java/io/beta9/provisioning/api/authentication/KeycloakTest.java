package io.beta9.provisioning.api.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.testing.RegisteredAccounts;
import io.beta9.provisioning.testing.RunningApi;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** Access tokens of a real Keycloak, configured as docs/security.md describes. */
@Tag("extended")
class KeycloakTest {
  private static final String CLIENT = "provisioning-cli";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir static Path directory;

  private static KeycloakServer keycloak;
  private static Service service;

  @BeforeAll
  static void start() throws Exception {
    keycloak = new KeycloakServer(directory);
    service =
        RunningApi.start(
            Map.of(
                "OIDC_ISSUER", keycloak.issuer(),
                "OIDC_AUDIENCE", "provisioning",
                "OIDC_ROLES_CLAIM", "realm_access.roles"));
    JdbcClient jdbc = service.part(JdbcClient.class);
    for (String tenant : List.of("acme", "globex", "platform")) {
      jdbc.sql("insert into tenants (id) values (:id)").param("id", tenant).update();
    }
    RegisteredAccounts.verified(jdbc, "acme");
  }

  @AfterAll
  static void stop() {
    if (service != null) {
      service.close();
    }
    if (keycloak != null) {
      keycloak.close();
    }
  }

  private static HttpResponse<String> get(String token, String path) throws Exception {
    return HTTP.send(request(token, path).build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> create(String token, String name) throws Exception {
    return HTTP.send(
        request(token, "/environments")
            .header("Content-Type", "application/yaml")
            .POST(
                BodyPublishers.ofString(
                    """
                    name: %s
                    cloud: {provider: aws, region: us-east-1, account_id: "123456789012"}
                    beta9: {domain: beta9.acme.example}
                    """
                        .formatted(name)))
            .build(),
        BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(String token, String path) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + service.port() + "/api/v1" + path))
        .header("Authorization", "Bearer " + token);
  }

  @Test
  void a_user_acts_for_the_tenant_of_the_attribute_with_the_role_of_the_realm() throws Exception {
    String ann = keycloak.tokenOfUser(CLIENT, "ann");
    HttpResponse<String> created = create(ann, "created-by-ann");
    assertThat(created.statusCode()).as(created.body()).isEqualTo(202);
    var environment = JsonMapper.shared().readTree(created.body());
    assertThat(environment.get("created_by").asString()).isEqualTo("ann");
    assertThat(get(ann, "/keys").statusCode()).isEqualTo(200);
    assertThat(get(ann, "/queue").statusCode()).isEqualTo(403);

    String path = "/environments/" + environment.get("environment_id").asString();
    String vic = keycloak.tokenOfUser(CLIENT, "vic");
    assertThat(get(vic, path).statusCode()).isEqualTo(200);
    assertThat(create(vic, "created-by-vic").statusCode()).isEqualTo(403);

    String zoe = keycloak.tokenOfUser(CLIENT, "zoe");
    assertThat(get(zoe, path).statusCode()).isEqualTo(404);
    assertThat(get(zoe, "/environments?tenant=acme").statusCode()).isEqualTo(403);

    String olga = keycloak.tokenOfUser(CLIENT, "olga");
    assertThat(get(olga, "/queue").statusCode()).isEqualTo(200);
    assertThat(get(olga, path).statusCode()).isEqualTo(200);
    assertThat(get(olga, "/keys").statusCode()).isEqualTo(403);
  }

  @Test
  void the_service_account_of_a_client_acts_with_its_role() throws Exception {
    String automation = keycloak.tokenOfClient("automation");
    assertThat(create(automation, "created-by-automation").statusCode()).isEqualTo(202);
    assertThat(get(automation, "/keys").statusCode()).isEqualTo(403);
  }

  @Test
  void a_token_for_another_application_or_without_a_role_is_rejected() throws Exception {
    HttpResponse<String> foreign =
        get(keycloak.tokenOfUser("another-application", "ann"), "/environments");
    assertThat(foreign.statusCode()).as(foreign.body()).isEqualTo(401);
    HttpResponse<String> nora = get(keycloak.tokenOfUser(CLIENT, "nora"), "/environments");
    assertThat(nora.statusCode()).as(nora.body()).isIn(401, 403);
  }
}
