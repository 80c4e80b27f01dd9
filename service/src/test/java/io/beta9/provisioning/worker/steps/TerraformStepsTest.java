package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.cloud.NodeGroupGenerations;
import io.beta9.provisioning.cloud.aws.AwsAccount;
import io.beta9.provisioning.cloud.aws.AwsAccounts;
import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.change.Consequence;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.provider.secrets.EnvironmentSecrets;
import io.beta9.provisioning.resources.adoption.AdoptionContext;
import io.beta9.provisioning.settings.ProcessEnvironment;
import io.beta9.provisioning.terraform.plan.PlanImpact;
import io.beta9.provisioning.terraform.plan.PlanImpactJson;
import io.beta9.provisioning.terraform.plan.PlanSummary;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.terraform.run.ApplySummary;
import io.beta9.provisioning.terraform.run.RecordedRun;
import io.beta9.provisioning.terraform.run.ScriptedTerraform;
import io.beta9.provisioning.terraform.stack.SharedProviders;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.tfstate.repair.StateRepair;
import io.beta9.provisioning.tfstate.s3.ForeignContent;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.worker.pipeline.EnvironmentInspection;
import io.beta9.provisioning.worker.pipeline.FailureExplainer;
import io.beta9.provisioning.worker.pipeline.InMemoryOperation;
import io.beta9.provisioning.worker.pipeline.Step;
import io.beta9.provisioning.worker.pipeline.StepContext;
import io.beta9.provisioning.worker.pipeline.WorkerDependencies;
import io.beta9.provisioning.worker.pipeline.WorkerTools;
import io.beta9.provisioning.worker.role.InMemoryEnvironment;
import io.beta9.provisioning.worker.role.ManualTiming;
import io.beta9.provisioning.worker.role.RunJournal;
import io.beta9.provisioning.worker.role.StepLog;
import io.beta9.provisioning.worker.role.StepTerraform;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** The steps that run Terraform, with the results of Terraform given. */
class TerraformStepsTest {
  private static final Failure DENIED = Failure.of(FailureCode.ACCESS_DENIED, "Creating a subnet");
  private static final Failure IN_USE =
      Failure.of(FailureCode.RESOURCE_IN_USE, "Deleting a subnet");
  private static final String SYSTEM_NODES = "aws_eks_node_group.this[\"system\"]";
  private static final String CPU_2 = "aws_eks_node_group.this[\"cpu-2\"]";

  @TempDir private Path base;
  private final SimulatedAccount cloud = SimulatedAccount.withoutNetwork();
  private final FakeAccount account = new FakeAccount();
  private final Recovery recovery = new Recovery();
  private final TerraformSteps steps = new TerraformSteps(recovery);
  private final List<EventData> events = new ArrayList<>();
  private final List<String> removals = new ArrayList<>();
  private FakeStepTerraform terraform;
  private ScriptedTerraform cli;
  private InMemoryOperation operation;
  private StepContext context;
  private StateRepair repair;

  /** Records its calls among those of Terraform. */
  private final class Recovery implements TerraformRecovery {
    private @Nullable AdoptionContext adopted;

    @Override
    public void completeJournal(StepTerraform step, RunJournal runs, StepLog log) {
      cli.calls().add("complete the journal");
    }

    @Override
    public PlanSummary plan(AdoptionContext adoption) {
      adopted = adoption;
      return new PlanSummary(1, 2, 3, 0, List.of());
    }

    @Override
    public void beforeDestroy(AdoptionContext adoption) {
      adopted = adoption;
    }
  }

  @BeforeEach
  void open() {
    terraform = new FakeStepTerraform(base);
    cli = terraform.scripted();
    operation =
        new InMemoryOperation(
            OperationKind.PROVISION,
            new WorkerDependencies(
                new AwsAccounts(cloud.sessions()),
                new WorkerTools(cli, (cluster, credentials, directory) -> new RecordingBootstrap()),
                TerraformOptions.of(ProcessEnvironment.current()),
                base,
                "here",
                JsonMapper.shared(),
                Clock.systemUTC(),
                new Random(3)));
    context = operation.context();
    context.enter(
        new Step(StepName.INIT, null, null, Duration.ofMinutes(5), unused -> {}), Progress.NONE);
    repair = StateRepairs.of(context);
    createStateStore();
  }

  private void createStateStore() {
    new AwsAccount(cloud.session()).ensureStateStore(InMemoryEnvironment.BACKEND, null, () -> {});
  }

  @AfterEach
  void close() {
    context.close();
    cloud.close();
  }

  private FailureExplainer explainer() {
    return new FailureExplainer(
        () -> account,
        SimulatedAccount.model(),
        new EnvironmentInspection(() -> account, SimulatedAccount.model(), operation.runs()));
  }

  private void init() throws InterruptedException {
    steps.init(
        terraform,
        "init",
        new SharedProviders(base),
        repair,
        ForeignContent.besides(Set.of("aws_vpc"), Set.of()),
        operation.runs(),
        events::add,
        (stream, text) -> {});
  }

  @Test
  void terraform_is_initialized_after_the_processes_of_earlier_claims_have_ended()
      throws Exception {
    RecordedRun run = RecordedRun.running(base, SimulatedAccount.ID);
    cli.onResume(() -> run.emptied("pid"));

    init();

    assertThat(cli.calls()).containsExactly("resume r-apply from 0", "init init");
  }

  @Test
  void a_state_that_terraform_could_not_write_is_pushed_after_the_initialization()
      throws Exception {
    context
        .stack()
        .restoreErroredState(
            "{\"version\": 4, \"serial\": 7, \"lineage\": \"l\"}".getBytes(StandardCharsets.UTF_8));

    init();

    assertThat(cli.calls()).hasSize(2).first().isEqualTo("init init");
    assertThat(cli.calls().getLast()).startsWith("push ");
  }

  @Test
  void a_recovery_discards_earlier_imports_and_completes_the_journal() {
    Path imports = terraform.stack().path().resolve("imports.tf");
    cli.imports().write(List.of());

    steps.recover(terraform, operation.runs(), (stream, text) -> {});

    assertThat(cli.calls()).containsExactly("complete the journal");
    assertThat(Files.exists(imports)).isFalse();
  }

  @Test
  void a_destroy_imports_what_exists() throws Exception {
    steps.importForDestroy(repair, TerraformStepsTest::adoption);

    assertThat(recovery.adopted).isNotNull();
  }

  private static AdoptionContext adoption() {
    return new AdoptionContext(
        SimulatedAccount.ID,
        false,
        AdoptionContext.InterruptionPolicy.NOT_RUNNING,
        null,
        null,
        null,
        null,
        null);
  }

  @Test
  void a_plan_has_the_variables_of_the_account_and_is_an_event() throws Exception {
    steps.plan(
        terraform,
        AccountVariables.of(account, SimulatedAccount.model()),
        repair,
        TerraformStepsTest::adoption,
        events::add);

    assertThat(events).containsExactly(new EventData.Planned(1, 2, 3));
    assertThat(
            Files.readString(terraform.stack().path().resolve("add-on-versions.auto.tfvars.json")))
        .contains("v1.12.1");
  }

  private static final String CHANGE =
      """
      {"resource_changes": [{"address": "aws_eks_node_group.this[\\"cpu-2\\"]",
        "mode": "managed", "type": "aws_eks_node_group", "name": "this", "index": "cpu-2",
        "change": {"actions": ["delete"], "before": {}, "after": null}}]}
      """;

  private void planUpdate() throws InterruptedException {
    steps.planUpdate(
        terraform,
        AccountVariables.of(account, SimulatedAccount.model()),
        repair,
        operation.environment(),
        events::add);
  }

  private List<PlanImpact> recordedImpacts() {
    return PlanImpactJson.read(operation.environment().recordedPlan());
  }

  @Test
  void a_planned_update_is_recorded_and_discarded() throws Exception {
    cli.setPlan(new PlanSummary(0, 0, 1, 0, List.of()), CHANGE);

    planUpdate();

    assertThat(cli.calls()).containsExactly("plan plan", "discard");
    assertThat(events).containsExactly(new EventData.Planned(0, 0, 1));
    assertThat(recordedImpacts()).extracting(PlanImpact::address).containsExactly(CPU_2);
    assertThat(Files.exists(terraform.stack().path().resolve("node-groups.auto.tfvars.json")))
        .isTrue();
  }

  @Test
  void a_planned_update_names_the_node_groups_that_a_second_apply_removes_once() throws Exception {
    account.setNodeGroups(
        new NodeGroupGenerations(Map.of("cpu", "cpu-3"), Map.of(), Set.of("cpu-2")));
    cli.setPlan(PlanSummary.EMPTY, CHANGE);

    planUpdate();

    assertThat(recordedImpacts())
        .extracting(PlanImpact::address)
        .containsExactly(CPU_2, "aws_launch_template.nodes[\"cpu-2\"]");
    assertThat(recordedImpacts().getLast().consequence()).isEqualTo(Consequence.NODE_GROUPS);
  }

  @Test
  void a_plan_that_fails_is_discarded() {
    cli.failPlans(DENIED);

    FailureException thrown = catchThrowableOfType(FailureException.class, this::planUpdate);

    assertThat(thrown.failure()).isEqualTo(DENIED);
    assertThat(cli.calls()).containsExactly("plan plan", "discard");
    assertThat(operation.environment().recordedPlan()).isNull();
  }

  private void apply(Runnable whenNodesExist) throws InterruptedException {
    steps.apply(terraform, repair, explainer(), whenNodesExist, events::add);
  }

  @Test
  void an_apply_reports_what_it_changed() throws Exception {
    cli.succeed(new ApplySummary(4, 5, 6, 0));

    apply(() -> removals.add("nodes"));

    assertThat(cli.calls()).containsExactly("apply apply");
    assertThat(events).containsExactly(new EventData.Applied(4, 5, 6));
    assertThat(removals).isEmpty();
  }

  @Test
  void the_baseline_starts_when_the_system_nodes_exist() throws Exception {
    cli.succeed(
        new ApplySummary(3, 0, 0, 0),
        "aws_vpc.this",
        SYSTEM_NODES,
        "aws_eks_node_group.this[\"cpu\"]");

    apply(() -> removals.add("nodes"));

    assertThat(removals).containsExactly("nodes");
  }

  @Test
  void a_failed_apply_keeps_the_state_that_terraform_could_not_write() {
    cli.fail(DENIED);
    context
        .stack()
        .restoreErroredState(
            "{\"version\": 4, \"serial\": 7, \"lineage\": \"l\"}".getBytes(StandardCharsets.UTF_8));

    FailureException thrown = catchThrowableOfType(FailureException.class, () -> apply(() -> {}));

    assertThat(thrown.failure()).isEqualTo(DENIED);
    assertThat(events).isEmpty();
    assertThat(operation.events()).contains(new EventData.ErroredStateKept(7));
  }

  @Test
  void a_removal_of_node_groups_is_a_plan_and_an_apply_of_its_own() throws Exception {
    cli.succeed(new ApplySummary(0, 0, 2, 0), SYSTEM_NODES);

    steps.removeNodeGroups(
        terraform,
        AccountVariables.of(account, SimulatedAccount.model()),
        repair,
        TerraformStepsTest::adoption,
        explainer(),
        events::add);

    assertThat(cli.calls()).containsExactly("apply removal-apply");
    assertThat(events)
        .containsExactly(new EventData.Planned(1, 2, 3), new EventData.Applied(0, 0, 2));
  }

  @Test
  void outputs_are_stored_without_the_coordinates_of_the_cluster() throws Exception {
    context.secrets().ensureBeforeTerraform();
    cloud.createEnvironmentKey();
    cloud.owner().iam().createUser(r -> r.userName(SimulatedAccount.model().storageUserName()));
    cli.setOutput("vpc_id", "vpc-1");
    ClusterSteps.COORDINATES.forEach(name -> cli.setOutput(name, "from the state"));

    steps.outputs(
        terraform,
        SimulatedAccount.model(),
        operation.environment(),
        context.secrets(),
        new ManualTiming());

    assertThat(operation.environment().outputs().propertyNames()).containsExactly("vpc_id");
    assertThat(context.secrets().storageKey()).isPresent();
    assertThat(
            cloud
                .owner()
                .secrets()
                .describeSecret(
                    r -> r.secretId(EnvironmentSecrets.names(SimulatedAccount.ID).getFirst()))
                .kmsKeyId())
        .contains(SimulatedAccount.model().resourcePrefix());
  }

  private void destroy() throws InterruptedException {
    steps.destroy(
        terraform,
        repair,
        explainer(),
        () -> removals.add("removal"),
        context.background(),
        events::add);
  }

  @Test
  void a_destroy_deletes_what_the_cluster_created_before_and_once_the_cluster_is_gone()
      throws Exception {
    cli.succeed(new ApplySummary(0, 0, 9, 0), "aws_eks_addon.this", "aws_eks_cluster.this");

    destroy();

    assertThat(context.background().await(Duration.ofSeconds(10))).isTrue();
    assertThat(removals).hasSize(2);
    assertThat(cli.calls()).containsExactly("destroy destroy");
    assertThat(events).containsExactly(new EventData.TerraformDestroyed(9));
  }

  @Test
  void a_destroy_without_a_cluster_deletes_what_it_created_once() throws Exception {
    cli.succeed(new ApplySummary(0, 0, 9, 0), "aws_vpc.this");

    destroy();

    assertThat(context.background().await(Duration.ofSeconds(10))).isFalse();
    assertThat(removals).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_destroy_is_repeated_twice_while_something_is_in_use(boolean amongOthers) {
    Failure failure = amongOthers ? DENIED.and(List.of(IN_USE)) : IN_USE;
    for (int attempt = 1; attempt <= 4; attempt++) {
      cli.fail(failure);
    }

    FailureException thrown = catchThrowableOfType(FailureException.class, this::destroy);

    assertThat(cli.calls())
        .containsExactly("destroy destroy", "destroy destroy-2", "destroy destroy-3");
    assertThat(removals).hasSize(3);
    assertThat(thrown.failure().code()).isEqualTo(failure.code());
    assertThat(events).isEmpty();
  }

  @Test
  void a_destroy_succeeds_once_nothing_is_in_use_any_more() throws Exception {
    cli.fail(IN_USE);
    cli.succeed(new ApplySummary(0, 0, 2, 0));

    destroy();

    assertThat(removals).hasSize(2);
    assertThat(events).containsExactly(new EventData.TerraformDestroyed(2));
  }

  @Test
  void a_destroy_that_fails_for_another_reason_is_not_repeated() {
    cli.fail(DENIED);

    FailureException thrown = catchThrowableOfType(FailureException.class, this::destroy);

    assertThat(thrown.failure()).isEqualTo(DENIED);
    assertThat(cli.calls()).hasSize(1);
    assertThat(removals).hasSize(1);
  }
}
