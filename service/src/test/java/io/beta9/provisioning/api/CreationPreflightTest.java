package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.testing.RegisteredAccounts;
import io.beta9.provisioning.testing.RunningApi;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Checks of the account in a dry run. */
class CreationPreflightTest {
  private final SimulatedAccount cloud = SimulatedAccount.open();
  private Service service;
  private JdbcClient jdbc;
  private String key;

  @BeforeEach
  void start() {
    cloud.setSystemProperties();
    service = RunningApi.start();
    jdbc = service.part(JdbcClient.class);
    key = service.part(ApiKeyRepository.class).create(new TenantId("acme"), "ann").secret().text();
    RegisteredAccounts.verified(jdbc, "acme");
  }

  @AfterEach
  void stop() {
    service.close();
    cloud.close();
  }

  private HttpResponse<String> create(String query) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:" + service.port() + "/api/v1/environments" + query))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/yaml")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        """
                        name: demo
                        cloud: {provider: aws, region: %s, account_id: "%s"}
                        beta9: {domain: beta9.demo.example}
                        """
                            .formatted(SimulatedAccount.REGION, SimulatedAccount.ACCOUNT)))
                .build(),
            BodyHandlers.ofString());
  }

  private static JsonNode body(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }

  @Test
  void returns_what_the_account_lacks_as_data_and_creates_nothing() throws Exception {
    for (int i = 0; i < 5; i++) {
      String cidr = "10." + i + ".0.0/16";
      cloud.owner().ec2().createVpc(r -> r.cidrBlock(cidr));
    }

    JsonNode preflight = body(create("?dry_run=true&preflight=true")).get("preflight");

    assertThat(preflight.get("blocking").booleanValue()).isTrue();
    assertThat(preflight.get("unfinished")).isEmpty();
    JsonNode finding = preflight.at("/findings/0");
    assertThat(finding.get("severity").asString()).isEqualTo("blocking");
    assertThat(finding.at("/failure/class").asString()).isEqualTo("quota");
    assertThat(finding.at("/failure/next").asString()).isNotEmpty();
    assertThat(jdbc.sql("select count(*) from environments").query(Long.class).single()).isZero();
  }

  @Test
  void a_role_that_cannot_be_assumed_is_a_blocking_finding() throws Exception {
    cloud
        .sim()
        .faultRules()
        .add(FaultRule.Failure.everyCall("sts", "AssumeRole", 403, "AccessDenied", "x"));

    JsonNode preflight = body(create("?dry_run=true&preflight=true")).get("preflight");

    assertThat(preflight.get("blocking").booleanValue()).isTrue();
    assertThat(preflight.at("/findings/0/failure/code").asString()).isEqualTo("role-not-assumable");
    assertThat(preflight.get("unfinished").values())
        .extracting(JsonNode::asString)
        .containsExactly("all");
  }

  @Test
  void has_no_result_unless_it_is_requested_and_requires_a_dry_run() throws Exception {
    assertThat(body(create("?dry_run=true")).get("preflight").isNull()).isTrue();

    HttpResponse<String> refused = create("?preflight=true");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("preflight", "requires dry_run=true");
    assertThat(jdbc.sql("select count(*) from environments").query(Long.class).single()).isZero();
  }
}
