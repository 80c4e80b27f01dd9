package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.account.AccountState;
import io.beta9.provisioning.aws.secrets.SecretsManagerSecrets;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.provider.preflight.PreflightFinding;
import io.beta9.provisioning.provider.secrets.EnvironmentSecrets;
import io.beta9.provisioning.resources.cleanup.DatabaseRelease.DataFate;
import io.beta9.provisioning.resources.inventory.Leftover;
import io.beta9.provisioning.terraform.plan.StateResources;
import io.beta9.provisioning.terraform.plan.StateResources.ManagedResource;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.worker.role.InMemoryEnvironment;
import io.beta9.provisioning.worker.role.ManualTiming;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** The steps that use the account directly, with a fake of the account. */
class AccountStepsTest {
  private static final InfraModel MODEL = SimulatedAccount.model();
  private static final Failure CANCELLED = Failure.of(FailureCode.OPERATION_CANCELLED);
  private static final Failure DENIED =
      Failure.of(FailureCode.ACCESS_DENIED, "Listing the resources");
  private static final StateResources STATE =
      new StateResources(
          1,
          "lineage",
          List.of(
              new ManagedResource("aws_vpc.this", "aws_vpc", "vpc-1", false),
              new ManagedResource(
                  "aws_security_group.nodes", "aws_security_group", "sg-1", false)));
  private static final Leftover VOLUME = leftover("ec2:volume", "vol-1", true);
  private static final Leftover VPC = leftover("ec2:vpc", "vpc-1", false);
  private static final Leftover DATABASE = leftover("rds:db", "beta9-db", false);

  @TempDir private Path base;
  private final FakeAccount account = new FakeAccount();
  private final InMemoryEnvironment environment = new InMemoryEnvironment();
  private final ManualTiming timing = new ManualTiming();
  private final List<EventData> events = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private final AccountSteps steps = new AccountSteps(Duration.ofMinutes(2), Duration.ofSeconds(7));
  private int checks;

  private static Leftover leftover(String type, String id, boolean removable) {
    return new Leftover(type, id, "", removable, "");
  }

  private void log(String stream, String text) {
    log.add(stream + ": " + text);
  }

  private void requireHeld() {
    checks++;
  }

  @Test
  void an_account_that_was_suspended_after_the_request_is_not_used() {
    environment.setAccountState(AccountState.SUSPENDED);

    FailureException thrown =
        catchThrowableOfType(FailureException.class, () -> steps.requireUsableAccount(environment));

    assertThat(thrown.failure().code()).isEqualTo(FailureCode.ACCOUNT_SUSPENDED);
    assertThat(thrown.failure().parameter(FailureParameter.ACCOUNT))
        .contains(SimulatedAccount.ACCOUNT);
  }

  @Test
  void a_verified_account_is_used() {
    environment.setAccountState(AccountState.VERIFIED);

    assertThatCode(() -> steps.requireUsableAccount(environment)).doesNotThrowAnyException();
  }

  @Test
  void every_finding_is_logged_and_a_warning_does_not_block() {
    Failure warning = Failure.of(FailureCode.QUOTA_EXCEEDED, "Checking the quotas");
    account.findings().add(new PreflightFinding(PreflightFinding.Severity.WARNING, warning));

    steps.preflight(account, MODEL, this::log);

    assertThat(log)
        .containsExactly(
            "preflight: WARNING: " + warning.forEnvironment(MODEL.environmentId()).message());
  }

  @Test
  void reports_blocking_findings_as_one_failure_with_all_others() {
    Failure quota = Failure.of(FailureCode.QUOTA_EXCEEDED, "Checking the quotas");
    account.findings().add(new PreflightFinding(PreflightFinding.Severity.WARNING, CANCELLED));
    account.findings().add(new PreflightFinding(PreflightFinding.Severity.BLOCKING, DENIED));
    account.findings().add(new PreflightFinding(PreflightFinding.Severity.BLOCKING, quota));

    FailureException thrown =
        catchThrowableOfType(
            FailureException.class, () -> steps.preflight(account, MODEL, this::log));

    assertThat(log).hasSize(3);
    assertThat(thrown.failure()).isEqualTo(DENIED.and(List.of(quota)));
  }

  @Test
  void the_state_store_is_created_under_the_claim() {
    steps.stateBackend(account, InMemoryEnvironment.BACKEND, MODEL, this::requireHeld);

    assertThat(account.stores())
        .containsExactly(InMemoryEnvironment.BACKEND.bucket() + " " + MODEL.stateLogBucket());
    assertThat(checks).isEqualTo(1);
  }

  @Test
  void secrets_exist_before_terraform() {
    try (SimulatedAccount cloud = SimulatedAccount.withoutNetwork()) {
      EnvironmentSecrets secrets = secrets(cloud);

      steps.secrets(secrets);

      assertThat(secrets.knownValues()).isNotEmpty();
    }
  }

  @Test
  void the_secrets_of_a_destroy_outlive_the_key_of_the_environment() {
    try (SimulatedAccount cloud = SimulatedAccount.withoutNetwork()) {
      EnvironmentSecrets secrets = secrets(cloud);
      steps.secrets(secrets);
      cloud.createEnvironmentKey();
      secrets.encryptWithEnvironmentKey();
      String key = keyOfFirstSecret(cloud);

      steps.secretsBeforeDestroy(secrets);

      assertThat(keyOfFirstSecret(cloud)).isNotEqualTo(key);
    }
  }

  private static String keyOfFirstSecret(SimulatedAccount cloud) {
    String name = EnvironmentSecrets.names(SimulatedAccount.ID).getFirst();
    return cloud.session().secrets().describeSecret(r -> r.secretId(name)).kmsKeyId();
  }

  @Test
  void a_destroy_creates_secrets_that_are_missing() {
    try (SimulatedAccount cloud = SimulatedAccount.withoutNetwork()) {
      EnvironmentSecrets secrets = secrets(cloud);

      steps.secretsBeforeDestroy(secrets);

      assertThat(secrets.knownValues()).isNotEmpty();
    }
  }

  private static EnvironmentSecrets secrets(SimulatedAccount cloud) {
    return new SecretsManagerSecrets(
        cloud.session(), SimulatedAccount.ID, MODEL.tags(), new Random(1));
  }

  private static InfraModel withProtectedDatabase() {
    ObjectNode tree = InfraModelJson.toTree(MODEL);
    ((ObjectNode) tree.get("postgres")).put("protect", true);
    return InfraModelJson.fromJson(tree.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "false, false, false, LOST_IF_UNPROTECTED",
    "false, false, true,  LOST",
    "true,  false, false, KEPT",
    "true,  false, true,  KEPT",
    "false, true,  false, KEPT",
    "false, true,  true,  KEPT"
  })
  void the_data_is_kept_if_requested_or_protected_and_lost_only_by_force(
      boolean requested, boolean isProtected, boolean forced, DataFate fate) throws Exception {
    if (requested) {
      environment.setKeepsSnapshot();
    }
    if (forced) {
      environment.setForced();
    }

    steps.releaseDatabase(
        account,
        isProtected ? withProtectedDatabase() : MODEL,
        environment,
        this::requireHeld,
        timing,
        this::log);

    assertThat(account.releases()).containsExactly(fate);
    assertThat(checks).isEqualTo(1);
    assertThat(timing.elapsed()).isEqualTo(Duration.ofMinutes(3));
    assertThat(timing.reasons()).hasSize(1);
  }

  @Test
  void the_name_of_a_kept_snapshot_is_an_output() throws Exception {
    account.setSnapshot("beta9-final");

    steps.releaseDatabase(account, MODEL, environment, this::requireHeld, timing, this::log);

    assertThat(environment.outputs().path("final_snapshot").asString("")).isEqualTo("beta9-final");
    assertThat(log).hasSize(1);
  }

  @Test
  void without_a_snapshot_there_is_no_output() throws Exception {
    steps.releaseDatabase(account, MODEL, environment, this::requireHeld, timing, this::log);

    assertThat(environment.outputs()).isEmpty();
    assertThat(log).isEmpty();
  }

  private void removeDuplicates() throws InterruptedException {
    steps.removeDuplicates(
        account, MODEL, () -> STATE, this::requireHeld, timing, events::add, this::log);
  }

  @Test
  void what_was_created_twice_is_deleted_and_the_rest_reported() throws Exception {
    Leftover group = leftover("ec2:security-group", "sg-2", false);
    account.resources().addAll(List.of(VPC, leftover("ec2:vpc", "vpc-2", false), group));

    removeDuplicates();

    assertThat(events)
        .containsExactly(
            new EventData.ResourcesRemoved(
                EventData.RemovalReason.CREATED_TWICE, 1, "ec2:vpc vpc-2"),
            new EventData.UnmanagedFound(1, "ec2:security-group sg-2"));
    assertThat(account.resources()).containsExactly(VPC, group);
    assertThat(checks).as("the claim is checked before the deletion").isEqualTo(1);
    assertThat(timing.elapsed())
        .as("found in three reads, seven seconds apart")
        .isEqualTo(Duration.ofSeconds(14));
  }

  @Test
  void an_account_without_duplicates_is_not_reported() throws Exception {
    removeDuplicates();

    assertThat(events).isEmpty();
    assertThat(log).isEmpty();
  }

  @Test
  void an_inventory_that_fails_does_not_fail_the_apply_but_a_cancellation_ends_it()
      throws Exception {
    account.failInventories(DENIED);
    removeDuplicates();
    assertThat(log).containsExactly("cleanup: " + DENIED.summary());
    assertThat(events).isEmpty();

    account.failInventories(CANCELLED);
    assertThatThrownBy(this::removeDuplicates).isInstanceOf(FailureException.class);
  }

  private void removeClusterCreated() throws InterruptedException {
    steps.removeClusterCreated(account, MODEL, timing, events::add, this::log);
  }

  @Test
  void what_the_cluster_created_is_deleted_and_what_remains_is_logged() throws Exception {
    account.createdByCluster().addAll(List.of(VOLUME, leftover("elb:load-balancer", "lb-1", true)));
    account.setInUse("lb-1");

    removeClusterCreated();

    assertThat(events)
        .containsExactly(
            new EventData.ResourcesRemoved(
                EventData.RemovalReason.CREATED_BY_CLUSTER, 1, "ec2:volume vol-1"));
    assertThat(log).singleElement().asString().startsWith("cleanup: ").contains("lb-1");
    assertThat(timing.elapsed())
        .as("until the time of two minutes is over, in intervals of seven seconds")
        .isEqualTo(Duration.ofSeconds(126));
    assertThat(timing.reasons()).hasSize(1);
  }

  @Test
  void a_cluster_that_created_nothing_is_not_reported() throws Exception {
    removeClusterCreated();

    assertThat(events).isEmpty();
    assertThat(log).isEmpty();
  }

  @Test
  void a_removal_that_fails_does_not_prevent_the_destroy_but_a_cancellation_ends_it()
      throws Exception {
    account.failInventories(DENIED);
    removeClusterCreated();
    assertThat(log).containsExactly("cleanup: " + DENIED.summary());
    assertThat(events).isEmpty();

    account.failInventories(CANCELLED);
    assertThatThrownBy(this::removeClusterCreated).isInstanceOf(FailureException.class);
  }

  @Test
  void the_sweep_deletes_what_the_tag_proves_the_secrets_and_the_stack_directory()
      throws Exception {
    try (SimulatedAccount cloud = SimulatedAccount.withoutNetwork()) {
      EnvironmentSecrets secrets = secrets(cloud);
      secrets.ensureBeforeTerraform();
      FakeStepTerraform terraform = new FakeStepTerraform(base);
      account.resources().addAll(List.of(VOLUME, VPC));

      steps.sweep(account, MODEL, secrets, timing, events::add, terraform);

      assertThat(account.resources()).isEmpty();
      assertThat(secrets.knownValues()).isEmpty();
      assertThat(Files.exists(terraform.stack().path())).isFalse();
      assertThat(events)
          .containsExactly(new EventData.LeftoversFound(2, "ec2:volume vol-1, ec2:vpc vpc-1"));
      assertThat(timing.reasons()).singleElement().asString().contains("vol-1");
    }
  }

  @Test
  void the_sweep_names_what_it_cannot_delete_and_keeps_the_stack_directory() {
    try (SimulatedAccount cloud = SimulatedAccount.withoutNetwork()) {
      FakeStepTerraform terraform = new FakeStepTerraform(base);
      account.resources().add(DATABASE);

      FailureException thrown =
          catchThrowableOfType(
              FailureException.class,
              () -> steps.sweep(account, MODEL, secrets(cloud), timing, events::add, terraform));

      assertThat(thrown.failure().code()).isEqualTo(FailureCode.RESOURCES_LEFT);
      assertThat(thrown.failure().parameter(FailureParameter.RESOURCES))
          .contains("rds:db beta9-db");
      assertThat(Files.exists(terraform.stack().path())).isTrue();
    }
  }
}
