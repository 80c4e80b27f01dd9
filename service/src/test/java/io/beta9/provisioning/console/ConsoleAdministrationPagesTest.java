package io.beta9.provisioning.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of operators and administrators. */
class ConsoleAdministrationPagesTest extends ConsolePagesScenario {
  @Test
  void operators_see_the_memory_of_workers_takeovers_and_adoptions() {
    ConsoleFixture.Row row =
        fixture.environment(ConsoleFixture.ACME, "adopted", "provisioning", "us-east-1", 0);
    fixture.operation(row, "provision", "running", 8, null);
    fixture.event(row, "recovered", "3 adopted");
    fixture
        .jdbc
        .sql(
            """
            update events set data = '{"inState": 4, "adopted": 3, "untainted": 0}'
             where environment_id = :id and kind = 'recovered'
            """)
        .param("id", row.id())
        .update();
    fixture
        .jdbc
        .sql("update operations set epoch = 2 where id = :id")
        .param("id", row.operation())
        .update();
    String page =
        ConsoleClient.signedIn(fixture, fixture.operatorKey).get("/console/operations").body();
    assertThat(page).contains("2.3 of 4.0 GiB");
    assertThat(page.substring(page.indexOf("Takeovers of"), page.indexOf("Adoptions of")))
        .contains(">adopted<");
    assertThat(page.substring(page.indexOf("Adoptions of")))
        .containsPattern("(?s)>adopted<.*data-label=\"Resources\">3<");
  }

  @Test
  void operators_pages_are_not_offered_to_others() {
    assertThat(member().get("/console").body()).doesNotContain("/console/operations");
    assertThat(ConsoleClient.signedIn(fixture, fixture.operatorKey).get("/console").body())
        .contains("/console/operations");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console/operations",
        "/console/reports",
        "/console/reports?report=capacity",
        "/console/reports?report=health"
      })
  void operators_pages_are_denied_to_others(String path) {
    assertThat(member().get(path).statusCode()).isEqualTo(403);
    assertThat(ConsoleClient.signedIn(fixture, fixture.operatorKey).get(path).statusCode())
        .isEqualTo(200);
  }

  @Test
  void an_operator_drains_a_worker_and_closes_a_region_and_others_cannot() {
    ConsoleClient operator = ConsoleClient.signedIn(fixture, fixture.operatorKey);
    String drain = "/console/operations/workers/w-1/drain";
    String close = "/console/operations/regions/eu-west-1/close";
    assertThat(member().submit(drain, Map.of()).statusCode()).isEqualTo(403);
    assertThat(member().submit(close, Map.of("reason", "r")).statusCode()).isEqualTo(403);
    assertThat(operator.submit(close, Map.of()).statusCode()).isEqualTo(400);
    assertThat(operator.get("/console/operations").body()).contains("/regions/eu-west-1/close");
    assertThat(operator.submit(close, Map.of("reason", "AWS has recovered")).statusCode())
        .isEqualTo(303);
    assertThat(operator.submit(drain, Map.of()).statusCode()).isEqualTo(303);
    assertThat(operator.get("/console/operations").body())
        .contains("/regions/eu-west-1/open", "/workers/w-1/resume");
  }

  @Test
  void the_audit_trail_of_a_tenant_is_shown_and_exported() {
    ConsoleClient client = ConsoleClient.signedIn(fixture, fixture.otherKey);
    assertThat(client.get("/console/audit").body())
        .contains("console.sign-in")
        .doesNotContain("no longer needed");
    assertThat(member().get("/console/audit").body()).contains("no longer needed");
    String export = member().get("/console/audit/export?environment=env_000a1b2c3005").body();
    assertThat(export.lines().toList())
        .hasSize(3)
        .anySatisfy(line -> assertThat(line).contains("\"env.destroy\"", "\"no longer needed\""))
        .noneSatisfy(line -> assertThat(line).contains("\u001b"));
  }

  @Test
  void a_key_is_shown_once_and_revoked() {
    ConsoleClient client = member();
    String created =
        client.submit("/console/access/keys", Map.of("name", "ci", "role", "member")).body();
    String secret = created.replaceAll("(?s).*<code>(b9p_[0-9a-zA-Z_]+)</code>.*", "$1");
    assertThat(ConsoleClient.signedIn(fixture, secret).get("/console").statusCode()).isEqualTo(200);
    String page = client.get("/console/access").body();
    assertThat(page).doesNotContain(secret);
    String id = page.replaceAll("(?s).*>ci</span><span class=\"id\">(key_[0-9a-f]+)<.*", "$1");
    assertThat(client.submit("/console/access/keys/" + id + "/revoke", Map.of()).statusCode())
        .isEqualTo(303);
    assertThat(
            new ConsoleClient(fixture).post("/console/sign-in", Map.of("key", secret)).statusCode())
        .isEqualTo(401);
  }

  @Test
  void an_administrator_ends_a_session_of_the_tenant_and_no_other() {
    String key =
        fixture
            .service
            .part(ApiKeyRepository.class)
            .create(ConsoleFixture.ACME, "left-the-company", Role.MEMBER)
            .secret()
            .text();
    ConsoleClient left = ConsoleClient.signedIn(fixture, key);
    ConsoleClient viewer = ConsoleClient.signedIn(fixture, fixture.viewerKey);
    ConsoleClient admin = member();
    String page = admin.get("/console/access").body();
    String end =
        page.replaceAll(
            "(?s).*action=\"(/console/access/sessions/[0-9a-f]{16}/end)\".{0,200}"
                + "End the session of left-the-company.*",
            "$1");
    assertThat(page).contains("this session", "API key");
    assertThat(end).startsWith("/console/access/sessions/");

    assertThat(viewer.get("/console/access").statusCode()).isEqualTo(403);
    assertThat(viewer.submit(end, Map.of()).statusCode()).isEqualTo(403);
    assertThat(ConsoleClient.signedIn(fixture, fixture.otherKey).submit(end, Map.of()).statusCode())
        .isEqualTo(404);
    assertThat(left.get("/console").statusCode()).isEqualTo(200);

    assertThat(admin.submit(end, Map.of()).statusCode()).isEqualTo(303);
    assertThat(left.get("/console").statusCode()).isEqualTo(303);
    assertThat(viewer.get("/console").statusCode()).isEqualTo(200);
    assertThat(admin.submit(end, Map.of()).statusCode()).isEqualTo(404);
    assertThat(admin.get("/console/audit").body()).contains("sessions.end");
  }

  @Test
  void queue_and_failures_over_time_are_in_a_table_as_well() {
    String page = member().get("/console").body();
    assertThat(page).contains("Queue length", "Failures by class");
    String table = page.substring(page.indexOf("Queue and operations, day by day</summary>"));
    assertThat(table.substring(0, table.indexOf("</table>")))
        .contains(
            "<th scope=\"col\" class=\"number\">Longest queue</th>",
            "<th scope=\"col\" class=\"number\">quota</th>",
            "<th scope=\"col\" class=\"number\">permission</th>")
        .contains("<td class=\"nowrap\">" + java.time.LocalDate.now(java.time.ZoneOffset.UTC));
  }

  @Test
  void the_policies_of_an_account_are_downloaded_by_its_tenant_only() {
    String address = "/console/access/accounts/acc_00000000000b";
    ConsoleClient client = ConsoleClient.signedIn(fixture, fixture.otherKey);
    String page = client.get(address).body();
    assertThat(page).contains("210987654321", "External id", "b9-77aa01", "pending");
    String policy = page.replaceAll("(?s).*href=\"(" + address + "/policies/[^\"]+)\".*", "$1");
    HttpResponse<String> document = client.get(policy);
    assertThat(document.headers().firstValue("Content-Disposition").orElseThrow())
        .startsWith("attachment");
    assertThat(document.body()).contains("\"Statement\"");
    assertThat(member().get(address).statusCode()).isEqualTo(404);
    assertThat(member().get(policy).statusCode()).isEqualTo(404);
  }

  @Test
  void an_auditor_sees_the_audit_trail_of_all_tenants_and_nothing_else() {
    String key =
        fixture
            .service
            .part(ApiKeyRepository.class)
            .create(new TenantId("ops"), "auditor", Role.AUDITOR)
            .secret()
            .text();
    ConsoleClient auditor = ConsoleClient.signedIn(fixture, key);
    assertThat(auditor.get("/console/audit").body()).contains("no longer needed");
    assertThat(auditor.get("/console").statusCode()).isEqualTo(403);
    assertThat(auditor.get(FAILED).statusCode()).isEqualTo(403);
  }
}
