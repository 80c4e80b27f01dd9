package io.beta9.provisioning.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Role;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What pages show and what their forms do, without a browser. */
class ConsolePagesTest extends ConsolePagesScenario {
  private static final String WORKING = "/console/environments/env_000a1b2c3002";

  @Test
  void failed_environments_come_first() {
    String list = member().get("/console").body();
    assertThat(list.indexOf("analytics-staging"))
        .isPositive()
        .isLessThan(list.indexOf("gpu-training"));
    assertThat(list.indexOf("gpu-training")).isLessThan(list.indexOf(">production<"));
  }

  @Test
  void the_list_is_searched_filtered_and_ordered() {
    ConsoleClient client = member();
    assertThat(client.get("/console?q=ANALYTICS").body())
        .contains("analytics-staging")
        .doesNotContain("gpu-training");
    assertThat(client.get("/console?q=%25").body()).contains("No environment matches");
    assertThat(client.get("/console?status=queued").body())
        .contains("feature-1234")
        .doesNotContain(">production<");
    assertThat(client.get("/console?region=us-west-2").body())
        .contains("gpu-training")
        .doesNotContain(">production<");
    assertThat(client.get("/console?status=any").body()).contains(">retired<");
    assertThat(client.get("/console").body()).doesNotContain(">retired<");
    String byName = client.get("/console?order=name").body();
    assertThat(byName.indexOf("analytics-staging")).isLessThan(byName.indexOf("feature-1234"));
  }

  @Test
  void unknown_filters_are_ignored() {
    assertThat(member().get("/console?status=x&order=y&page=-3&tenant=globex").body())
        .contains("analytics-staging")
        .doesNotContain("globex-main");
  }

  @Test
  void a_tenant_sees_only_its_environments_and_an_operator_sees_all() {
    assertThat(member().get("/console").body()).doesNotContain("globex");
    assertThat(ConsoleClient.signedIn(fixture, fixture.otherKey).get("/console").body())
        .contains("globex-main")
        .doesNotContain("analytics-staging");
    ConsoleClient operator = ConsoleClient.signedIn(fixture, fixture.operatorKey);
    assertThat(operator.get("/console").body()).contains("globex-main", "analytics-staging");
    assertThat(operator.get("/console?tenant=globex").body())
        .contains("globex-main")
        .doesNotContain("analytics-staging");
    assertThat(operator.get(FOREIGN).statusCode()).isEqualTo(200);
  }

  @Test
  void no_page_or_action_of_another_tenants_environment_exists() {
    ConsoleClient client = member();
    for (String page :
        new String[] {"", "/logs", "/logs/download", "/diagnosis", "/events", "/state"}) {
      assertThat(client.get(FOREIGN + page).statusCode()).as(page).isEqualTo(404);
    }
    for (String action :
        new String[] {
          "/retry", "/destroy", "/cancel", "/bootstrap", "/restore-access", "/remove-leftovers"
        }) {
      assertThat(
              client
                  .submit(FOREIGN + action, Map.of("confirm", "globex-main", "reason", "r"))
                  .statusCode())
          .as(action)
          .isEqualTo(404);
    }
  }

  @Test
  void a_failure_shows_its_cause_the_responsible_party_and_the_next_step() {
    assertThat(member().get(FAILED).body())
        .contains("Creating the node group failed")
        .contains("VcpuLimitExceeded: you have requested 48 vCPU")
        .contains("requests the increase")
        .contains("You, in your cloud account or meta-config")
        .contains(FAILED + "/request-quota", "Request the increase", "Retry now")
        .as("the log lines that belong to it")
        .containsPattern(
            "(?s)id=\"failure-log\">.*aws_eks_cluster.this: Still creating.*id=\"resources\"");
  }

  @Test
  void a_working_environment_shows_what_is_in_flight() {
    assertThat(member().get(WORKING).body())
        .contains("step 8 of 16, 43 of 60 resources")
        .containsPattern("7 min [0-5]\\d s</span><span> of 12 min")
        .containsPattern("infrastructure complete in about</span><strong>\\d+ min")
        .contains("<strong>3</strong><span>in progress")
        .contains(">eks_node_group gpu<")
        .contains("on the critical path")
        .as("what the operation has changed so far")
        .contains(">43 created<");
  }

  @Test
  void a_ready_environment_shows_no_resources_in_progress() {
    assertThat(member().get(READY).body()).doesNotContain("class=\"card picture\"");
  }

  @Test
  void destroying_requires_the_name_and_a_reason_which_is_audited() {
    ConsoleClient client = member();
    assertThat(
            client
                .submit(READY + "/destroy", Map.of("confirm", "prod", "reason", "r"))
                .statusCode())
        .isEqualTo(400);
    assertThat(client.submit(READY + "/destroy", Map.of("confirm", "production")).statusCode())
        .isEqualTo(400);
    assertThat(client.get(READY).body()).contains("badge-good\">ready");
    HttpResponse<String> accepted =
        client.submit(
            READY + "/destroy",
            Map.of("confirm", "production", "reason", "moved to another region"));
    assertThat(accepted.statusCode()).isEqualTo(303);
    assertThat(client.get(READY).body()).contains("destroy queued");
    assertThat(
            fixture
                .jdbc
                .sql(
                    "select reason from audit where action = 'env.destroy' and environment_id = :id"
                        + " order by id desc limit 1")
                .param("id", "env_000a1b2c3000")
                .query(String.class)
                .single())
        .isEqualTo("moved to another region");
  }

  @Test
  void an_action_that_the_status_does_not_allow_is_not_shown_and_is_denied() {
    ConsoleClient client = member();
    assertThat(client.get(WORKING).body()).doesNotContain("/retry").doesNotContain("/destroy");
    HttpResponse<String> denied = client.submit(WORKING + "/retry", Map.of());
    assertThat(denied.statusCode()).isEqualTo(409);
    assertThat(denied.body()).contains("That did not work");
  }

  @Test
  void the_log_is_searched_and_downloaded_completely() {
    ConsoleClient client = member();
    String found = client.get(WORKING + "/logs?q=vpc-0A1B&step=apply").body();
    assertThat(found).contains("vpc-0a1b2c3d4e5f60718").doesNotContain("57 to add");
    assertThat(client.get(WORKING + "/logs?step=init").body()).contains("No line matches");
    assertThat(client.get(WORKING + "/logs/download").body().lines()).hasSize(4);
  }

  @Test
  void hostile_text_is_shown_as_text() {
    for (String path : new String[] {"/console/environments/env_000a1b2c3007", "/console/access"}) {
      assertThat(member().get(path).body())
          .as(path)
          .contains("&lt;script&gt;window.hostile = 1&lt;/script&gt;")
          .contains("\\u001b[31mred", "\\u202egnol")
          .doesNotContain("<script>window")
          .doesNotContain("<img");
    }
  }

  @Test
  void a_state_lists_its_resources_by_subject_and_shows_one_without_secrets() {
    ConsoleClient client = member();
    String list = client.get(READY + "/state").body();
    assertThat(list)
        .contains("<h2>network</h2>", "<h2>database</h2>", "aws_db_instance.", "db-5T3KQ7XZ2MPL")
        .contains(">tainted<", "3f2b8a1c-5d4e-4f60-9a7b-8c9d0e1f2a3b")
        .doesNotContain("db.t4g.medium");
    assertThat(list.indexOf(">network<")).isLessThan(list.indexOf(">database<"));
    String opened = client.get(READY + "/state?address=aws_db_instance.this").body();
    assertThat(opened)
        .contains("db.t4g.medium", "2 attributes have no value")
        .doesNotContain(SampleState.PASSWORD, SampleState.UNMARKED_TOKEN);
    assertThat(client.get(READY + "/state?address=aws_vpc.gone").statusCode()).isEqualTo(200);
    assertThat(client.get(READY + "/state?q=nothing-like-it").body())
        .contains("No resource matches");
    assertThat(client.get("/console/environments/env_000a1b2c3005/state").body())
        .contains("There is no Terraform state yet");
    HttpResponse<String> denied = client.get(FAILED + "/state");
    assertThat(denied.statusCode()).as("the role has no permission there").isEqualTo(403);
    assertThat(denied.body()).contains("message-bad", "<h1>Terraform state</h1>");
  }

  @Test
  void only_callers_who_may_read_the_raw_state_see_the_command_and_no_page_contains_the_state() {
    assertThat(member().get(READY + "/state").body()).contains("--raw --reason TEXT");
    ConsoleClient viewer = ConsoleClient.signedIn(fixture, fixture.viewerKey);
    assertThat(viewer.get(READY + "/state").body())
        .contains("db-5T3KQ7XZ2MPL")
        .doesNotContain("--raw");
    assertThat(member().get(READY + "/state/raw").statusCode()).isEqualTo(404);
  }

  @Test
  void the_advised_quota_increase_is_requested_by_a_button() {
    ConsoleFixture.Row row = fixture.failedEnvironment("quota");
    ConsoleClient client = member();
    String address = "/console/environments/" + row.id();
    HttpResponse<String> requested = client.submit(address + "/request-quota", Map.of());
    assertThat(requested.headers().firstValue("Location")).as(requested.body()).contains(address);
    assertThat(
            fixture
                .jdbc
                .sql(
                    "select count(*) from audit where action = 'env.request-quota' and outcome ="
                        + " 'done' and environment_id = :id")
                .param("id", row.id())
                .query(Integer.class)
                .single())
        .isEqualTo(1);
  }

  @Test
  void the_age_of_what_is_shared_by_viewers_is_shown() {
    assertThat(member().get("/console").body())
        .containsPattern("Operations, queue and failures as of <time[^>]*>[^<]+</time>");
    assertThat(
            ConsoleClient.signedIn(fixture, fixture.operatorKey)
                .get("/console/reports?report=capacity")
                .body())
        .containsPattern("As of <time");
  }

  @Test
  void a_path_without_a_page_is_answered_with_a_page() {
    HttpResponse<String> response = member().get("/console/nothing");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
  }

  @Test
  void a_viewer_finds_no_dangerous_button_and_is_denied_when_posting_by_hand() {
    String key =
        fixture
            .service
            .part(ApiKeyRepository.class)
            .create(ConsoleFixture.ACME, "viewer", Role.VIEWER)
            .secret()
            .text();
    ConsoleClient viewer = ConsoleClient.signedIn(fixture, key);
    assertThat(viewer.get("/console").body())
        .doesNotContain("New environment", "/console/access", "/console/operations");
    String page = viewer.get(FAILED).body();
    assertThat(page).contains("Creating the node group failed").doesNotContain(FAILED + "/retry");
    assertThat(page).doesNotContain(FAILED + "/destroy").doesNotContain(FAILED + "/update");
    Map<String, String> confirmed = Map.of("confirm", "analytics-staging", "reason", "r");
    for (String action :
        new String[] {
          "/retry",
          "/destroy",
          "/cancel",
          "/bootstrap",
          "/update",
          "/update/preview",
          "/request-quota",
          "/plans/op_0000000000aa/confirm"
        }) {
      assertThat(viewer.submit(FAILED + action, confirmed).statusCode()).as(action).isEqualTo(403);
    }
    assertThat(viewer.submit("/console/environments/new", Map.of()).statusCode()).isEqualTo(403);
    assertThat(viewer.submit("/console/access/keys", Map.of("name", "x")).statusCode())
        .isEqualTo(403);
  }
}
