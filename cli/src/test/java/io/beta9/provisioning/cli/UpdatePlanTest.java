package io.beta9.provisioning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.FakeApi.Request;
import io.beta9.provisioning.cli.FakeApi.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code env update}: what Terraform plans is shown before anything is changed. */
class UpdatePlanTest extends FakeApiCommands {
  private static final String ID = "env_0123456789ab";
  private static final String PLAN = "op_0123456789ab";

  @BeforeEach
  void writeMetaConfig() throws IOException {
    Files.writeString(directory.resolve("my.yaml"), "name: demo\n");
  }

  private int run(String typed, boolean interactive, String... more) {
    input = typed;
    screen = interactive;
    String[] args = new String[5 + more.length];
    List<String> command = List.of("env", "update", ID, "-f", "my.yaml");
    for (int i = 0; i < args.length; i++) {
      args[i] = i < command.size() ? command.get(i) : more[i - command.size()];
    }
    return run(args);
  }

  private void answer(int status, String json) {
    api.first.add(new Response(status, FakeApi.JSON.readTree(json), Map.of()));
  }

  private void preview(boolean plannable) {
    answer(
        200,
        """
        {"changes": [{"path": "postgres.instance_class", "before": "a", "after": "b",
          "effect": "interruption", "consequence": "database-restart",
          "interruption_seconds": 600, "explanation": "PostgreSQL restarts"}],
         "required_acceptances": [], "plannable": %s}
        """
            .formatted(plannable));
  }

  private void plan(String state, String changes) {
    answer(
        200,
        """
        {"operation": "%s", "state": "%s", "changes": [%s], "required_acceptances": [],
         "requested_at": "2026-01-02T03:04:05Z"}
        """
            .formatted(PLAN, state, changes));
  }

  private static final String RESTART =
      """
      {"address": "aws_db_instance.this", "action": "update", "attributes": ["instance_class"],
       "consequence": "database-restart", "interruption_seconds": 600,
       "explanation": "PostgreSQL restarts"},
      {"address": "aws_eks_addon.this[\\"x\\"]", "action": "create", "attributes": [],
       "explanation": ""}
      """;

  private List<String> requests() {
    return api.requests.stream()
        .map(request -> request.method() + " " + request.path() + "?" + request.query())
        .toList();
  }

  private static final String PATH = "/api/v1/environments/" + ID;

  @Test
  void a_dry_run_waits_for_the_plan_and_prints_it_as_a_table() {
    preview(true);
    plan("waiting", "");
    plan("running", "");
    plan("succeeded", RESTART);

    assertThat(run("", false, "--dry-run")).isZero();

    assertThat(out().lines())
        .contains(
            "ACTION  RESOURCE                 ATTRIBUTES      INTERRUPTS        FOR UP TO  LOSES"
                + " DATA",
            "create  aws_eks_addon.this[\"x\"]",
            "change  aws_db_instance.this     instance_class  database-restart  10 min");
    assertThat(out()).containsOnlyOnce("database-restart: PostgreSQL restarts.");
    assertThat(requests())
        .containsExactly(
            "POST " + PATH + "/update?dry_run=true",
            "POST " + PATH + "/plans?",
            "GET " + PATH + "/plans/" + PLAN + "?",
            "GET " + PATH + "/plans/" + PLAN + "?");
  }

  @Test
  void a_dry_run_prints_both_as_json() {
    preview(true);
    plan("succeeded", RESTART);

    assertThat(run("", false, "--dry-run", "-o", "json")).isZero();

    assertThat(FakeApi.JSON.readTree(out()).at("/plan/changes/0/consequence").stringValue())
        .isEqualTo("database-restart");
    assertThat(FakeApi.JSON.readTree(out()).at("/fields/changes/0/path").stringValue())
        .isEqualTo("postgres.instance_class");
  }

  @Test
  void plans_nothing_before_anything_has_been_created() {
    preview(false);

    assertThat(run("", false, "--dry-run")).isZero();

    assertThat(requests()).hasSize(1);
  }

  @Test
  void a_plan_that_failed_is_an_error() {
    preview(true);
    answer(
        200,
        """
        {"operation": "%s", "state": "failed", "changes": [], "required_acceptances": [],
         "failure": {"class": "transient", "code": "throttled", "what": "Planning failed",
           "why": "AWS throttles", "next": "Repeat it", "responsible": "none"},
         "requested_at": "2026-01-02T03:04:05Z"}
        """
            .formatted(PLAN));

    assertThat(run("", false, "--dry-run")).isEqualTo(ExitCode.FAILED);

    assertThat(err()).contains("Planning failed: AWS throttles. Repeat it");
  }

  @Test
  void executes_only_the_plan_that_was_confirmed() {
    preview(true);
    plan("succeeded", RESTART);
    answer(202, api.snapshot(ID, "demo", "queued").toString());

    assertThat(run("yes\n", true)).isZero();

    assertThat(err()).contains("change  aws_db_instance.this", "Continue? Type yes:");
    Request update = api.requests.getLast();
    assertThat(update.path()).isEqualTo(PATH + "/update");
    assertThat(update.query()).isEqualTo("plan=" + PLAN);
  }

  @Test
  void changes_nothing_without_a_confirmation() {
    preview(true);
    plan("succeeded", RESTART);

    assertThat(run("no\n", true)).isEqualTo(ExitCode.WRONG_USE);

    assertThat(requests()).hasSize(2);
  }

  @Test
  void neither_plans_nor_prompts_if_the_answer_is_given() {
    api.write = new Response(202, api.snapshot(ID, "demo", "queued"), Map.of());

    assertThat(run("", true, "--yes")).isZero();

    assertThat(requests()).containsExactly("POST " + PATH + "/update?");
  }
}
