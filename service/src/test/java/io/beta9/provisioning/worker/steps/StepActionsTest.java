package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.account.AccountState;
import io.beta9.provisioning.cloud.NodeGroupGenerations;
import io.beta9.provisioning.cloud.NodeGroupGenerations.RetiringGroup;
import io.beta9.provisioning.cloud.aws.AwsAccount;
import io.beta9.provisioning.cloudsim.aws.acm.AcmService;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.resources.adoption.AdoptionContext;
import io.beta9.provisioning.resources.cleanup.DatabaseRelease.DataFate;
import io.beta9.provisioning.resources.inventory.Leftover;
import io.beta9.provisioning.settings.ProcessEnvironment;
import io.beta9.provisioning.terraform.plan.PlanSummary;
import io.beta9.provisioning.terraform.process.ChildUser;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.terraform.run.ApplySummary;
import io.beta9.provisioning.terraform.run.RecordedRun;
import io.beta9.provisioning.terraform.run.ScriptedTerraform;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.tfstate.s3.ForeignContent;
import io.beta9.provisioning.tfstate.s3.StateVersions;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.worker.pipeline.AdvancingClock;
import io.beta9.provisioning.worker.pipeline.InMemoryOperation;
import io.beta9.provisioning.worker.pipeline.Step;
import io.beta9.provisioning.worker.pipeline.StepContext;
import io.beta9.provisioning.worker.pipeline.WorkerDependencies;
import io.beta9.provisioning.worker.pipeline.WorkerTools;
import io.beta9.provisioning.worker.role.InMemoryEnvironment;
import io.beta9.provisioning.worker.role.RunJournal;
import io.beta9.provisioning.worker.role.StepLog;
import io.beta9.provisioning.worker.role.StepTerraform;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the action of each step consists of, and in which order, with fakes of its tools. */
class StepActionsTest {
  private static final InfraModel MODEL = SimulatedAccount.model();
  private static final String DOMAIN = "beta9.demo.example";
  private static final String SYSTEM_NODES = "aws_eks_node_group.this[\"system\"]";
  private static final Failure IN_USE =
      Failure.of(FailureCode.RESOURCE_IN_USE, "Deleting a subnet");
  private static final Leftover VOLUME = new Leftover("ec2:volume", "vol-1", "", true, "");
  private static final Leftover SUBNET = new Leftover("ec2:subnet", "subnet-1", "", false, "");

  @TempDir private Path base;
  private final SimulatedAccount cloud = SimulatedAccount.withoutNetwork();
  private final FakeAccount account = new FakeAccount();
  private final RecordingBootstrap bootstrap = new RecordingBootstrap();
  private final ScriptedTerraform cli = new ScriptedTerraform();
  private final AdvancingClock clock = new AdvancingClock();
  private final StepActions actions =
      new StepActions(
          new AccountSteps(Duration.ofMinutes(2), Duration.ofSeconds(7)), new Recovery());
  private InMemoryOperation operation;
  private @Nullable StepContext opened;

  /** Records its calls among those of Terraform. */
  private final class Recovery implements TerraformRecovery {
    @Override
    public void completeJournal(StepTerraform terraform, RunJournal runs, StepLog log) {
      cli.calls().add("complete the journal");
    }

    @Override
    public PlanSummary plan(AdoptionContext adoption) {
      cli.calls().add("plan " + adoption.runs().run("plan").id());
      return PlanSummary.EMPTY;
    }

    @Override
    public void beforeDestroy(AdoptionContext adoption) {
      cli.calls().add("import for " + adoption.environment());
    }
  }

  @BeforeEach
  void open() {
    clock.advanceWithEachReading(Duration.ofMinutes(5));
    account.setCluster(new RecordingCluster(bootstrap, true));
    account.connectTo(cloud.session());
    operation =
        new InMemoryOperation(
            OperationKind.PROVISION,
            new WorkerDependencies(
                new FakeAccounts(account),
                new WorkerTools(
                    cli,
                    (cluster, tokens, directory) -> bootstrap,
                    ForeignContent.besides(Set.of(), Set.of())),
                TerraformOptions.of(ProcessEnvironment.current()),
                base,
                "here",
                JsonMapper.shared(),
                clock,
                new Random(3)));
  }

  @AfterEach
  void close() {
    if (opened != null) {
      opened.close();
    }
    cloud.close();
  }

  /** Returns the context of the operation, which has entered a step. */
  private StepContext context() {
    if (opened == null) {
      opened = operation.context();
      opened.enter(
          new Step(StepName.APPLY, null, null, Duration.ofMinutes(5), unused -> {}), Progress.NONE);
    }
    return opened;
  }

  private void use(String certificate) {
    ObjectNode tree = InfraModelJson.toTree(MODEL);
    ((ObjectNode) tree.get("beta9")).put("certificate_arn", certificate);
    operation.environment().setModel(InfraModelJson.fromJson(tree.toString()));
  }

  private List<String> certificates() {
    return cloud.owner().acm().listCertificates().certificateSummaryList().stream()
        .map(summary -> summary.domainName())
        .toList();
  }

  /** Returns the calls of Terraform, with the names of the runs only. */
  private List<String> calls() {
    return cli.calls().stream()
        .map(call -> call.replace(operation.claim().operation() + "-1-", ""))
        .toList();
  }

  private static FailureException failing(ThrowingAction action) {
    return Objects.requireNonNull(
        catchThrowableOfType(FailureException.class, action::run), "it did not fail");
  }

  @FunctionalInterface
  private interface ThrowingAction {
    void run() throws Exception;
  }

  @Test
  void the_preflight_rejects_an_account_that_was_suspended_since_the_request() {
    operation.environment().setAccountState(AccountState.SUSPENDED);

    FailureException thrown = failing(() -> actions.preflight(context()));

    assertThat(thrown.failure().code()).isEqualTo(FailureCode.ACCOUNT_SUSPENDED);
  }

  @Test
  void later_steps_use_the_zones_that_the_preflight_has_selected() {
    ObjectNode tree = InfraModelJson.toTree(MODEL);
    ((ObjectNode) tree.get("network")).put("zones_by_default", true);
    operation.environment().setModel(InfraModelJson.fromJson(tree.toString()));
    account.setUsableZones(List.of("us-east-1d", "us-east-1c", "us-east-1f"));

    actions.preflight(context());

    assertThat(context().model().network().availabilityZones())
        .containsExactly("us-east-1c", "us-east-1d");
    assertThat(account.checked().network().availabilityZones())
        .containsExactly("us-east-1c", "us-east-1d");
  }

  @Test
  void the_state_store_has_the_access_log_of_the_model_except_in_a_destroy() {
    actions.stateBackend(context());
    actions.stateBackendBeforeDestroy(context());

    String bucket = InMemoryEnvironment.BACKEND.bucket();
    assertThat(account.stores())
        .containsExactly(bucket + " " + MODEL.stateLogBucket(), bucket + " null");
  }

  @Test
  void the_certificate_is_requested_together_with_the_secrets() throws Exception {
    use("managed");

    actions.secrets(context());

    assertThat(context().secrets().knownValues()).isNotEmpty();
    assertThat(operation.events()).hasExactlyElementsOfTypes(EventData.CertificateRequested.class);
    assertThat(certificates()).containsExactly(DOMAIN);
  }

  @Test
  void a_destroy_needs_the_secrets_and_requests_no_certificate() {
    use("managed");

    actions.secretsBeforeDestroy(context());

    assertThat(context().secrets().knownValues()).isNotEmpty();
    assertThat(certificates()).isEmpty();
  }

  @Test
  void the_stack_directory_is_prepared() throws Exception {
    actions.stack(context());

    assertThat(base.resolve(SimulatedAccount.ID.value()).resolve("cdktf.out/manifest.json"))
        .exists();
    assertThat(operation.events()).isEmpty();
  }

  @Test
  void the_stack_directory_of_another_user_is_reported_and_not_used() throws Exception {
    Assumptions.assumeTrue(ChildUser.ofThisProcess().uid() == 0, "requires root");
    Path former = Files.createDirectory(base.resolve(SimulatedAccount.ID.value()));
    Files.setAttribute(former, "unix:uid", 60990);

    actions.stack(context());

    assertThat(operation.events())
        .singleElement()
        .isInstanceOfSatisfying(
            EventData.HostProblem.class,
            event ->
                assertThat(event.failure().code())
                    .isEqualTo(FailureCode.STACK_DIRECTORY_NOT_OWNED));
    assertThat(former).isEmptyDirectory();
  }

  @Test
  void a_recovery_completes_the_journal() {
    actions.recover(context());

    assertThat(calls()).containsExactly("complete the journal");
  }

  @Test
  void a_destroy_imports_what_exists_after_the_journal_is_complete() throws Exception {
    actions.recoverForDestroy(context());

    assertThat(calls())
        .containsExactly("complete the journal", "import for " + SimulatedAccount.ID);
  }

  @Test
  void the_baseline_is_installed_while_terraform_creates_the_rest() throws Exception {
    cli.succeed(new ApplySummary(2, 0, 0, 0), "aws_vpc.this", SYSTEM_NODES);

    actions.apply(context());

    assertThat(context().background().await(Duration.ofSeconds(10))).isTrue();
    assertThat(bootstrap.calls()).containsExactly("API server", "baseline");
  }

  @Test
  void no_baseline_is_installed_in_advance_without_system_nodes() throws Exception {
    cli.succeed(new ApplySummary(1, 0, 0, 0), "aws_vpc.this");

    actions.apply(context());

    assertThat(context().background().await(Duration.ofSeconds(10))).isFalse();
    assertThat(bootstrap.calls()).isEmpty();
  }

  /** A state with one subnet, which is not the one that is created twice. */
  private void storeState() {
    createStateStore();
    new StateVersions(cloud.session(), InMemoryEnvironment.BACKEND)
        .write(
            """
            {"version": 4, "terraform_version": "1.14.0", "serial": 1, "lineage": "lineage",
             "outputs": {}, "resources": [{"mode": "managed", "type": "aws_subnet", "name": "this",
               "provider": "provider[\\"registry.terraform.io/hashicorp/aws\\"]",
               "instances": [{"schema_version": 1, "attributes": {"id": "subnet-2"}}]}]}
            """
                .getBytes(StandardCharsets.UTF_8),
            null);
  }

  @Test
  void what_is_in_no_state_is_searched_beside_the_steps_that_follow_the_apply() throws Exception {
    storeState();
    cli.succeed(new ApplySummary(0, 0, 0, 0));
    account.resources().add(SUBNET);
    CountDownLatch listed = account.delayInventories();

    actions.apply(context());
    assertThat(operation.events()).containsExactly(new EventData.Applied(0, 0, 0));

    listed.countDown();
    actions.replaceNodes(context());
    assertThat(operation.events())
        .containsExactly(
            new EventData.Applied(0, 0, 0), new EventData.UnmanagedFound(1, "ec2:subnet subnet-1"));
  }

  @Test
  void the_worker_that_resumes_after_the_apply_searches_what_is_in_no_state() throws Exception {
    storeState();
    account
        .resources()
        .addAll(List.of(SUBNET, new Leftover("ec2:subnet", "subnet-2", "", false, "")));

    actions.replaceNodes(context());

    assertThat(operation.events())
        .containsExactly(new EventData.UnmanagedFound(1, "ec2:subnet subnet-1"));
  }

  @Test
  void node_groups_are_removed_after_what_the_first_apply_created_twice() throws Exception {
    createStateStore();
    account.setNodeGroups(
        new NodeGroupGenerations(Map.of("cpu", "cpu-2"), Map.of(), Set.of("cpu")));
    cli.succeed(new ApplySummary(0, 0, 0, 0));
    cli.succeed(new ApplySummary(0, 0, 2, 0));
    CountDownLatch listed = account.delayInventories();
    actions.apply(context());

    FutureTask<Void> removal =
        new FutureTask<>(
            () -> {
              actions.replaceNodes(context());
              return null;
            });
    Thread thread = Thread.ofPlatform().start(removal);
    while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) {
      Thread.onSpinWait();
    }
    assertThat(calls()).containsExactly("apply apply");

    listed.countDown();
    removal.get(1, TimeUnit.MINUTES);
    assertThat(calls()).startsWith("apply apply", "init removal-init");
  }

  @Test
  void a_destroy_releases_the_database_before_and_deletes_the_certificate_afterwards()
      throws Exception {
    use("managed");
    actions.secrets(context());
    cli.fail(IN_USE);

    failing(() -> actions.destroy(context()));

    assertThat(account.releases()).containsExactly(DataFate.LOST_IF_UNPROTECTED);
    assertThat(certificates()).as("until nothing uses it").hasSize(1);

    cli.succeed(new ApplySummary(0, 0, 9, 0));
    actions.destroy(context());

    assertThat(certificates()).isEmpty();
  }

  @Test
  void a_destroy_is_repeated_if_something_of_the_cluster_could_be_deleted() throws Exception {
    account.createdByCluster().add(VOLUME);
    account.setInUse(VOLUME.id());
    cli.fail(IN_USE);
    cli.succeed(new ApplySummary(0, 0, 9, 0));

    actions.destroy(context());

    assertThat(calls()).containsExactly("destroy destroy", "destroy destroy-2");
  }

  @Test
  void a_destroy_is_not_repeated_if_the_cluster_has_left_nothing() {
    cli.fail(IN_USE);

    FailureException thrown = failing(() -> actions.destroy(context()));

    assertThat(thrown.failure().code()).isEqualTo(FailureCode.RESOURCE_IN_USE);
    assertThat(calls()).containsExactly("destroy destroy");
  }

  @Test
  void a_certificate_that_is_refused_fails_its_step() {
    use("managed");
    cloud.sim().faultRules().add(new FaultRule.Condition(AcmService.FAILS, DOMAIN, ""));

    FailureException thrown = failing(() -> actions.certificate(context()));

    assertThat(thrown.failure().code()).isEqualTo(FailureCode.CERTIFICATE_NOT_ISSUED);
  }

  @Test
  void the_domain_refers_to_what_was_exposed() throws Exception {
    use("arn:aws:acm:us-east-1:123456789012:certificate/0f8f1d5e-3c1a-4a55-9d6b-1f2e3d4c5b6a");
    cloud.owner().iam().createUser(r -> r.userName(MODEL.storageUserName()));

    actions.expose(context());

    assertThat(bootstrap.calls()).containsExactly("expose with listeners");
    assertThat(operation.environment().outputs().path("domains_with_record"))
        .extracting(JsonNode::asString)
        .containsExactly(DOMAIN);
    assertThat(operation.log())
        .extracting(InMemoryOperation.LogLine::text)
        .contains("create the DNS record " + DOMAIN + " CNAME lb.example");
  }

  private void createStateStore() {
    new AwsAccount(cloud.session()).ensureStateStore(InMemoryEnvironment.BACKEND, null, () -> {});
  }

  @Test
  void nothing_is_planned_if_no_node_group_was_replaced() throws Exception {
    actions.replaceNodes(context());

    assertThat(calls()).isEmpty();
    assertThat(bootstrap.calls()).isEmpty();
  }

  @Test
  void the_node_groups_that_were_replaced_are_removed_after_their_pods_have_moved()
      throws Exception {
    createStateStore();
    account.setNodeGroups(
        new NodeGroupGenerations(
            Map.of("cpu", "cpu-2"),
            Map.of("cpu", new RetiringGroup("cpu", "m6i.2xlarge", null, 0, 1, 1, 200)),
            Set.of("cpu")));
    cli.succeed(new ApplySummary(0, 0, 2, 0));

    actions.replaceNodes(context());

    assertThat(bootstrap.calls()).containsExactly("drain [cpu]");
    assertThat(calls())
        .containsExactly(
            "init removal-init",
            "complete the journal",
            "plan removal-plan",
            "apply removal-apply");
    assertThat(Files.readString(context().stack().path().resolve("node-groups.auto.tfvars.json")))
        .isEqualTo("{\"retiring_node_groups\":{},\"node_group_names\":{\"cpu\":\"cpu-2\"}}");
  }

  @Test
  void an_interrupted_removal_of_node_groups_continues_without_draining_them_again()
      throws Exception {
    createStateStore();
    account.setNodeGroups(
        new NodeGroupGenerations(Map.of("cpu", "cpu-2"), Map.of(), Set.of("cpu")));
    cli.succeed(new ApplySummary(0, 0, 2, 0));

    actions.replaceNodes(context());

    assertThat(bootstrap.calls()).isEmpty();
    assertThat(calls()).contains("apply removal-apply");
  }

  @Test
  void a_removal_of_node_groups_that_is_still_running_is_followed_to_its_end() throws Exception {
    createStateStore();
    RecordedRun run = RecordedRun.running(base, SimulatedAccount.ID);
    cli.onResume(() -> run.emptied("pid"));
    cli.succeed(new ApplySummary(0, 0, 0, 0));

    actions.replaceNodes(context());

    assertThat(calls()).startsWith("resume r-apply from 0", "init removal-init");
    assertThat(calls()).endsWith("apply removal-apply");
  }
}
