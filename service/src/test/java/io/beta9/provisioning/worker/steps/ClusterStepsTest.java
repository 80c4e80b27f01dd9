package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.bootstrap.cluster.WaitContext.WaitCancelledException;
import io.beta9.provisioning.cloud.aws.AwsAccounts;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.catalog.SmokeTest;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.provider.secrets.EnvironmentSecrets;
import io.beta9.provisioning.settings.ProcessEnvironment;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.terraform.run.ScriptedTerraform;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.worker.pipeline.BackgroundTask;
import io.beta9.provisioning.worker.pipeline.InMemoryOperation;
import io.beta9.provisioning.worker.pipeline.StepContext;
import io.beta9.provisioning.worker.pipeline.WorkerDependencies;
import io.beta9.provisioning.worker.pipeline.WorkerTools;
import io.beta9.provisioning.worker.role.InMemoryEnvironment;
import io.beta9.provisioning.worker.role.ManualTiming;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** The steps that work in the cluster, with a fake of the cluster. */
class ClusterStepsTest {
  private static final InfraModel MODEL = SimulatedAccount.model();

  @TempDir private Path base;
  private final SimulatedAccount cloud = SimulatedAccount.withoutNetwork();
  private final RecordingBootstrap bootstrap = new RecordingBootstrap();
  private final FakeAccount account = new FakeAccount();
  private final InMemoryEnvironment environment = new InMemoryEnvironment();
  private final ManualTiming timing = new ManualTiming(Duration.ofMinutes(7));
  private final List<String> log = new ArrayList<>();
  private final ClusterSteps steps = new ClusterSteps();
  private final List<EventData> events = new ArrayList<>();
  private int checks;
  private StepContext context;
  private ClusterConnection connection;
  private EnvironmentSecrets secrets;

  @BeforeEach
  void open() {
    account.setCluster(new RecordingCluster(bootstrap, true));
    context =
        new InMemoryOperation(
                OperationKind.PROVISION,
                new WorkerDependencies(
                    new AwsAccounts(cloud.sessions()),
                    new WorkerTools(
                        new ScriptedTerraform(),
                        (cluster, credentials, directory) -> new RecordingBootstrap()),
                    TerraformOptions.of(ProcessEnvironment.current()),
                    base,
                    "here",
                    JsonMapper.shared(),
                    Clock.systemUTC(),
                    new Random(3)))
            .context();
    connection =
        new ClusterConnection(
            account, MODEL, context.dependencies().tools().bootstrap(), context.stack());
    secrets = context.secrets();
  }

  @AfterEach
  void close() {
    assertThat(bootstrap.open()).as("connections that were not closed").isZero();
    context.close();
    cloud.close();
  }

  private void log(String stream, String text) {
    log.add(stream + ": " + text);
  }

  private void createStorageUser() {
    cloud.owner().iam().createUser(r -> r.userName(MODEL.storageUserName()));
  }

  @Test
  void the_coordinates_of_the_cluster_are_outputs_before_its_api_answers() throws Exception {
    steps.access(connection, "1.36", environment, timing, this::log);

    assertThat(bootstrap.calls()).containsExactly("API server");
    assertThat(environment.outputs().path("cluster_name").asString(""))
        .isEqualTo(MODEL.resourcePrefix());
    assertThat(environment.outputs().path("cluster_endpoint").asString(""))
        .isEqualTo("https://cluster.example");
    assertThat(environment.outputs().path("cluster_certificate_authority").asString(""))
        .isEqualTo("Y2VydGlmaWNhdGU=");
    assertThat(environment.outputs().path("kubernetes_version").asString("")).isEqualTo("1.36");
    assertThat(bootstrap.privateDirectory()).isEqualTo(context.stack().privateDirectory());
  }

  @Test
  void the_reports_of_a_wait_are_logged_and_are_its_reason() throws Exception {
    steps.access(connection, "1.36", environment, timing, this::log);

    assertThat(log).containsExactly("kubernetes: helm test: API server");
    assertThat(timing.reasons()).containsExactly("helm test: API server");
    assertThat(timing.polls()).isPositive();
    assertThat(Objects.requireNonNull(bootstrap.context()).deadline())
        .isEqualTo(ManualTiming.START.plus(Duration.ofMinutes(7)));
    assertThat(bootstrap.context().clock()).isSameAs(timing.clock());
  }

  @Test
  void a_step_that_has_to_stop_ends_its_wait() {
    timing.requestStop();

    assertThatThrownBy(
            () -> steps.nodes(connection, () -> checks++, timing, events::add, this::log))
        .isInstanceOf(WaitCancelledException.class);
  }

  @Test
  void nodes_are_awaited_with_the_health_that_the_cloud_reports() throws Exception {
    steps.nodes(connection, () -> checks++, timing, events::add, this::log);

    assertThat(bootstrap.calls()).containsExactly("add-ons of the cloud", "nodes with health");
    assertThat(checks).as("the claim is checked before add-ons are restored").isEqualTo(1);
    assertThat(events).isEmpty();
  }

  @Test
  void add_ons_that_were_restored_are_an_event() throws Exception {
    bootstrap.setRestored("daemonset kube-system/aws-node", "deployment kube-system/coredns");

    steps.nodes(connection, () -> checks++, timing, events::add, this::log);

    assertThat(events)
        .containsExactly(
            new EventData.AddOnsRestored(
                "daemonset kube-system/aws-node, deployment kube-system/coredns"));
  }

  @Test
  void the_baseline_is_installed_in_advance_without_a_wait_for_its_workloads() {
    steps.baselineInAdvance(connection, timing, this::log);

    assertThat(bootstrap.calls()).containsExactly("API server", "baseline");
  }

  @Test
  void a_failure_in_advance_does_not_fail_the_apply() {
    bootstrap.fail(
        new FailureException(Failure.of(FailureCode.CLUSTER_UNREACHABLE).about("beta9")));

    steps.baselineInAdvance(connection, timing, this::log);

    assertThat(bootstrap.calls()).isEmpty();
  }

  @Test
  void an_interruption_in_advance_is_kept_for_the_thread() {
    bootstrap.interrupt();

    steps.baselineInAdvance(connection, timing, this::log);

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void the_baseline_is_installed_again_only_if_it_was_not_installed_in_advance() throws Exception {
    BackgroundTask background = context.background();

    steps.baseline(connection, background, timing, this::log);
    assertThat(bootstrap.calls()).containsExactly("baseline again", "baseline ready");

    bootstrap.calls().clear();
    background.start(() -> bootstrap.calls().add("in advance"));
    steps.baseline(connection, background, timing, this::log);
    assertThat(bootstrap.calls()).containsExactly("in advance", "baseline", "baseline ready");
  }

  @Test
  void beta9_receives_the_secrets_the_outputs_and_the_storage_key() throws Exception {
    createStorageUser();
    environment.mergeOutputs(
        JsonMapper.shared().createObjectNode().put("database_endpoint", "db.example"));

    steps.beta9(connection, secrets, environment, timing, events::add, this::log);

    assertThat(bootstrap.calls()).containsExactly("Beta9");
    var inputs = Objects.requireNonNull(bootstrap.inputs());
    assertThat(inputs.model()).isEqualTo(MODEL);
    assertThat(inputs.outputs().path("database_endpoint").asString("")).isEqualTo("db.example");
    assertThat(inputs.secrets().databaseUser()).isEqualTo(secrets.database().username());
    assertThat(inputs.secrets().databasePassword()).isEqualTo(secrets.database().password());
    assertThat(inputs.secrets().redisToken()).isEqualTo(secrets.redis().authToken());
    assertThat(inputs.secrets().encryptionKey()).isEqualTo(secrets.encryptionKey().key());
    EnvironmentSecrets.StorageKey storage = secrets.storageKey().orElseThrow();
    assertThat(inputs.secrets().storageAccessKey()).isEqualTo(storage.accessKeyId());
    assertThat(inputs.secrets().storageSecretKey()).isEqualTo(storage.secretAccessKey());
  }

  @Test
  void every_step_uses_the_runner_images_that_were_the_newest_at_the_installation()
      throws Exception {
    createStorageUser();
    account.setNewestRunner("0.1.10");
    steps.beta9(connection, secrets, environment, timing, events::add, this::log);
    assertThat(Objects.requireNonNull(bootstrap.inputs()).model().beta9().runner())
        .isEqualTo("0.1.10");

    account.setNewestRunner("0.2.0");
    steps.beta9(connection, secrets, environment, timing, events::add, this::log);
    assertThat(bootstrap.inputs().model().beta9().runner()).isEqualTo("0.1.10");
    steps.expose(connection, secrets, environment, timing, this::log);
    assertThat(bootstrap.inputs().model().beta9().runner()).isEqualTo("0.1.10");
    assertThat(events).containsExactly(new EventData.RunnerImagesPinned("0.1.10"));
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void a_claim_stores_both_tokens_with_the_key_of_the_other_secrets(boolean offered)
      throws Exception {
    createStorageUser();
    secrets.ensureBeforeTerraform();
    cloud.createEnvironmentKey();
    secrets.encryptWithEnvironmentKey();
    bootstrap.setUserTokensOffered(offered);

    steps.claim(connection, secrets, environment, () -> {}, timing, this::log);

    assertThat(bootstrap.calls()).containsExactly("claim", "user token beside admin-token");
    assertThat(secrets.adminToken().orElseThrow().token()).isEqualTo("admin-token");
    assertThat(secrets.userToken().token().isPresent()).isEqualTo(offered);
    assertThat(environment.outputs().path("user_token_stored").asBoolean(!offered))
        .isEqualTo(offered);
    assertThat(keyOf(EnvironmentSecrets.adminTokenName(SimulatedAccount.ID)))
        .isNotNull()
        .isEqualTo(keyOf(EnvironmentSecrets.names(SimulatedAccount.ID).getFirst()));
  }

  private String keyOf(String secret) {
    return cloud.owner().secrets().describeSecret(r -> r.secretId(secret)).kmsKeyId();
  }

  @Test
  void the_endpoint_and_its_load_balancer_are_outputs() throws Exception {
    createStorageUser();

    steps.expose(connection, secrets, environment, timing, this::log);

    assertThat(bootstrap.calls()).containsExactly("expose with listeners");
    assertThat(environment.outputs().path("beta9_endpoint").asString(""))
        .isEqualTo("https://beta9.demo.example");
    assertThat(environment.outputs().path("load_balancer_hostname").asString(""))
        .isEqualTo("lb.example");
  }

  @Test
  void a_verified_beta9_is_healthy_and_has_the_workspace_of_the_administrator() throws Exception {
    createStorageUser();
    secrets.putAdminToken(new EnvironmentSecrets.AdminToken("workspace-7", "token"));

    steps.check(connection, secrets, environment, timing, this::log);

    assertThat(bootstrap.calls()).containsExactly("verify");
    assertThat(environment.outputs().path("beta9_healthy").asBoolean(false)).isTrue();
    assertThat(environment.outputs().path("beta9_workspace_id").asString(""))
        .isEqualTo("workspace-7");
  }

  @ParameterizedTest
  @CsvSource({", BASIC", "FULL, FULL", "BASIC, BASIC", "NONE, BASIC"})
  void a_check_has_the_requested_extent_and_at_least_that_of_the_model(
      SmokeTest requested, SmokeTest verified) throws Exception {
    createStorageUser();
    if (requested != null) {
      environment.setRequestedSmokeTest(requested);
    }

    steps.check(connection, secrets, environment, timing, this::log);

    assertThat(bootstrap.verified()).isEqualTo(verified);
  }

  @Test
  void nodes_that_are_replaced_are_drained() throws Exception {
    steps.drain(connection, Set.of("cpu-1"), timing, this::log);

    assertThat(bootstrap.calls()).containsExactly("drain [cpu-1]");
  }

  @Test
  void everything_is_uninstalled_from_a_cluster_that_can_be_reached() throws Exception {
    steps.uninstall(connection, timing, this::log);

    assertThat(bootstrap.calls()).containsExactly("uninstall");
  }

  @Test
  void nothing_is_uninstalled_from_a_cluster_without_an_endpoint() throws Exception {
    account.setCluster(new RecordingCluster(bootstrap, false));

    steps.uninstall(connection, timing, this::log);

    assertThat(bootstrap.calls()).isEmpty();
    assertThat(log).hasSize(1);
  }
}
