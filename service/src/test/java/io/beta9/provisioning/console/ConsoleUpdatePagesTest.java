package io.beta9.provisioning.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages that create and update environments. */
class ConsoleUpdatePagesTest extends ConsolePagesScenario {
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
}
