package io.beta9.provisioning.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages show and what their forms do, without a browser. */
class ConsolePagesTest {
  private static final String READY = "/console/environments/env_000a1b2c3000";
  private static final String FAILED = "/console/environments/env_000a1b2c3001";
  private static final String WORKING = "/console/environments/env_000a1b2c3002";
  private static final String FOREIGN = "/console/environments/env_000a1b2c3008";

  private static ConsoleFixture fixture;

  @BeforeAll
  static void start() {
    fixture = ConsoleFixture.start();
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  private static ConsoleClient member() {
    return ConsoleClient.signedIn(fixture, fixture.memberKey);
  }

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
  void operators_pages_are_not_offered_to_others() {
    assertThat(member().get("/console").body()).doesNotContain("/console/operations");
    assertThat(ConsoleClient.signedIn(fixture, fixture.operatorKey).get("/console").body())
        .contains("/console/operations");
  }

  @Test
  void a_path_without_a_page_is_answered_with_a_page() {
    HttpResponse<String> response = member().get("/console/nothing");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
  }

  @Test
  void the_form_shows_what_it_would_create_and_creates_it() {
    ConsoleClient client = ConsoleClient.signedIn(fixture, fixture.ownerKey);
    Map<String, String> fields =
        Map.of(
            "name", "from-form",
            "cloud.region", "us-east-1",
            "cloud.account_id", "123456789012",
            "beta9.domain", "beta9.acme.example",
            "beta9.workers.gpu_enabled", "true",
            "beta9.workers.max_workers", "3");
    String preview = client.submit("/console/environments/new/preview", fields).body();
    assertThat(preview)
        .contains("What will be created", "m6i.large, 2", "GPU", "us-east-1a", "PostgreSQL")
        .contains("gpu_enabled: true", "max_workers: 3")
        .doesNotContain("<html");
    HttpResponse<String> unregistered = client.submit("/console/environments/new", fields);
    assertThat(unregistered.statusCode()).isEqualTo(422);
    assertThat(unregistered.body()).contains("is not registered", "value=\"from-form\"");
    ConsoleClient owner = member();
    HttpResponse<String> created = owner.submit("/console/environments/new", fields);
    assertThat(created.statusCode()).isEqualTo(303);
    assertThat(owner.get(created.headers().firstValue("Location").orElseThrow()).body())
        .contains("from-form", "queued");
    assertThat(owner.submit("/console/environments/new", fields).statusCode()).isEqualTo(409);
  }

  @Test
  void errors_are_at_their_fields() {
    HttpResponse<String> response =
        member()
            .submit(
                "/console/environments/new",
                Map.of(
                    "name", "Not A Name",
                    "cloud.region", "us-east-1",
                    "cloud.account_id", "12",
                    "beta9.domain", "beta9.acme.example",
                    "beta9.workers.max_workers", "many"));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body())
        .containsPattern("name=\"name\"[^>]*aria-invalid=\"true\"")
        .containsPattern("name=\"cloud.account_id\"[^>]*aria-invalid=\"true\"")
        .containsPattern("name=\"beta9.workers.max_workers\"[^>]*aria-invalid=\"true\"")
        .doesNotContainPattern("name=\"beta9.domain\"[^>]*aria-invalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"small", "medium", "gpu", "hardened"})
  void templates_are_the_examples(String name) throws IOException {
    String example = Files.readString(Path.of("../examples", name + ".yaml"));
    assertThat(Path.of("src/main/resources/console/examples", name + ".yaml")).hasContent(example);
    assertThat(member().get("/console/environments/new?template=" + name).body())
        .contains("What will be created")
        .doesNotContain("Shown when these fields are valid");
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
  void an_update_is_planned_and_what_is_confirmed_is_what_is_requested() {
    ConsoleClient client = member();
    String address = "/console/environments/env_000a1b2c3004";
    String yaml =
        """
        name: %s
        cloud: {provider: aws, region: ap-southeast-2, account_id: "123456789012"}
        beta9: {domain: beta9.acme.example, workers: {max_workers: 2}}
        """
            .formatted(ConsoleFixture.LONG_NAME);
    assertThat(client.get(address + "/update").body()).contains("profile: ");
    HttpResponse<String> preview = client.submit(address + "/update", Map.of("yaml", yaml));
    assertThat(preview.statusCode()).isEqualTo(200);
    assertThat(preview.body())
        .contains("<code>cpu_nodes.max_size</code>", "<ins>2</ins>", "Plan the update")
        .doesNotContain("Update the environment");
    assertThat(client.get(address).body()).contains("badge-good\">ready");

    HttpResponse<String> requested =
        client.submit(address + "/update", Map.of("yaml", yaml, "continue", "yes"));
    assertThat(requested.statusCode()).isEqualTo(303);
    String plan = requested.headers().firstValue("Location").orElseThrow();
    assertThat(client.get(plan).body())
        .contains("Terraform is planning the update")
        .doesNotContain("/confirm");
    assertThat(client.submit(plan + "/confirm", Map.of()).statusCode())
        .as("an incomplete plan cannot be confirmed")
        .isEqualTo(409);
    assertThat(
            client
                .submit(address + "/update", Map.of("yaml", yaml, "continue", "yes"))
                .statusCode())
        .as("an operation is active")
        .isEqualTo(409);

    SamplePlan.complete(fixture.jdbc, plan.replaceAll(".*/", ""), SamplePlan.INTERRUPTING);
    String planned = client.get(plan).body();
    assertThat(planned)
        .contains(
            "aws_eks_node_group.this[&quot;cpu&quot;]", ">replace<", "<code>node-groups</code>")
        .contains("allocated_storage, instance_class", "PostgreSQL restarts");
    assertThat(planned.indexOf(">replace<"))
        .as("what interrupts most comes first")
        .isLessThan(planned.indexOf(">create<"));
    HttpResponse<String> incomplete = client.submit(plan + "/confirm", Map.of());
    assertThat(incomplete.statusCode()).isEqualTo(422);
    assertThat(incomplete.body()).contains("--accept-interruption node-groups");
    assertThat(client.get(address).body()).contains("badge-good\">ready");

    HttpResponse<String> confirmed =
        client.submit(
            plan + "/confirm",
            Map.of(
                "accept-node-groups",
                "yes",
                "reason",
                "fewer nodes",
                "yaml",
                "name: not-this-one"));
    assertThat(confirmed.statusCode()).isEqualTo(303);
    assertThat(client.get(address).body()).contains(">queued<");
    assertThat(
            fixture
                .jdbc
                .sql(
                    """
                    select e.meta_config #>> '{beta9,workers,max_workers}' || ' '
                           || jsonb_array_length(o.confirmed_changes) || ' ' || a.reason
                      from environments e
                      join operations o on o.environment_id = e.id and o.state = 'waiting'
                      join audit a on a.environment_id = e.id and a.action = 'env.update'
                       and a.outcome = 'done'
                     where e.id = 'env_000a1b2c3004'
                    """)
                .query(String.class)
                .single())
        .isEqualTo("2 5 fewer nodes");
    assertThat(client.get(plan).body())
        .as("it is history after it was confirmed")
        .contains(">replace<")
        .doesNotContain("/confirm");
  }

  @Test
  void an_update_that_is_not_allowed_is_rejected_before_it_is_planned() {
    ConsoleFixture.Row row =
        fixture.environment(ConsoleFixture.ACME, "fixed", "ready", "us-east-1", 0);
    String update = "/console/environments/" + row.id() + "/update";
    ConsoleClient client = member();
    Map<String, String> region =
        Map.of(
            "yaml",
            """
            name: fixed
            cloud: {provider: aws, region: eu-west-1, account_id: "123456789012"}
            beta9: {domain: beta9.acme.example}
            """,
            "continue",
            "yes");
    assertThat(client.submit(update, region).statusCode()).isEqualTo(422);
    assertThat(client.submit(update, Map.of("yaml", "name: x", "continue", "yes")).statusCode())
        .isEqualTo(400);
    for (String path : new String[] {"/update", "/plans/" + ConsoleFixture.PLAN}) {
      assertThat(client.get(FOREIGN + path).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(client.submit(FOREIGN + "/update", region).statusCode()).isEqualTo(404);
    assertThat(
            client
                .submit(FOREIGN + "/plans/" + ConsoleFixture.PLAN + "/confirm", Map.of())
                .statusCode())
        .isEqualTo(404);
    assertThat(
            ConsoleClient.signedIn(fixture, fixture.otherKey)
                .get(READY + "/plans/" + ConsoleFixture.PLAN)
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  void what_was_never_created_is_updated_without_a_plan() {
    ConsoleFixture.Row row =
        fixture.environment(ConsoleFixture.ACME, "uncreated", "failed", "us-east-1", 0);
    fixture.operation(row, "provision", "failed", 3, null);
    ConsoleClient client = member();
    String address = "/console/environments/" + row.id();
    String yaml =
        """
        name: uncreated
        cloud: {provider: aws, region: us-east-1, account_id: "123456789012"}
        beta9: {domain: beta9.acme.example, workers: {max_workers: 2}}
        """;
    assertThat(client.submit(address + "/update", Map.of("yaml", yaml)).body())
        .contains("Update the environment")
        .doesNotContain("Plan the update");
    HttpResponse<String> updated =
        client.submit(address + "/update", Map.of("yaml", yaml, "continue", "yes"));
    assertThat(updated.headers().firstValue("Location")).contains(address);
    assertThat(client.get(address).body()).contains(">queued<");
  }

  @Test
  void a_rejected_plan_lists_the_reasons_and_what_has_to_be_accepted() {
    assertThat(member().get(READY + "/plans/" + ConsoleFixture.REJECTED_PLAN).body())
        .contains("Updating production was rejected", "nodes are removed with everything")
        .contains("--accept-interruption node-groups", ">replace<")
        .doesNotContain("/confirm");
    assertThat(member().get(READY).body()).contains("/plans/" + ConsoleFixture.REJECTED_PLAN);
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
