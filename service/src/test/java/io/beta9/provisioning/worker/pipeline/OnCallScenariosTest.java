package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.intake.BootstrapRequests;
import io.beta9.provisioning.intake.EnvironmentRequests;
import io.beta9.provisioning.intake.ForcedDestroyRequests;
import io.beta9.provisioning.operation.CancelRepository;
import io.beta9.provisioning.operation.CompletedSteps;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.testing.ProcessLifetime;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.worker.liveness.TerminationEvidence;
import io.beta9.provisioning.worker.steps.ForceMode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** What an operator on call asks for, through all steps of the real pipelines. */
class OnCallScenariosTest {
  private static final Caller ONCALL = new Caller(WorkerTestServers.TENANT, "key", "oncall");
  private static final String REASON = "stuck since noon";

  @TempDir Path folder;
  private WorkerTestServers ground;
  private WorkerScenario trial;
  private EnvironmentRequests requests;

  @BeforeEach
  void open() {
    ground = new WorkerTestServers(folder);
    trial = ground.environment();
    requests =
        new EnvironmentRequests(
            new EnvironmentRequests.Ledger(
                ground.jdbc(),
                ground.transactions(),
                ground.environments(),
                ground.operations(),
                new EventRepository(ground.jdbc(), JsonMapper.shared())),
            TestQueue.SILENT,
            JsonMapper.shared(),
            Settings.from(Map.of()),
            Clock.systemUTC(),
            new Random(1001));
  }

  @AfterEach
  void close() {
    trial.close();
    ground.close();
  }

  private Environment environment() {
    return ground.environments().find(WorkerTestServers.TENANT, trial.id()).orElseThrow();
  }

  private void bootstrapAlone() {
    new BootstrapRequests(requests, new CompletedSteps(ground.jdbc()))
        .bootstrap(ONCALL, trial.id(), null);
    trial.work(ProcessLifetime.undisturbed());
  }

  private ForcedDestroyRequests.ForcedDestroyOutcome destroyByForce() {
    return new ForcedDestroyRequests(
            requests,
            new CancelRepository(ground.jdbc(), JsonMapper.shared()),
            new CompletedSteps(ground.jdbc()))
        .destroy(ONCALL, trial.id(), environment().name(), REASON);
  }

  private int terraforms() {
    return ground.jdbc().sql("select count(*) from processes").query(Integer.class).single();
  }

  @Test
  void a_password_that_cannot_be_read_is_told_and_bootstrap_alone_goes_on_when_it_can() {
    trial.work(ProcessLifetime.undisturbed());
    int before = terraforms();
    ground
        .cloud()
        .sim()
        .faultRules()
        .add(
            FaultRule.Failure.everyCall(
                "secretsmanager",
                "GetSecretValue",
                400,
                "AccessDeniedException",
                "User: arn:aws:sts::1:assumed-role/Beta9/x is not authorized to perform:"
                    + " secretsmanager:GetSecretValue"));
    bootstrapAlone();

    assertThat(environment().status()).isEqualTo(EnvironmentStatus.FAILED);
    Failure failure = environment().failure();
    assertThat(failure).isNotNull();
    assertThat(failure.kind()).isEqualTo(FailureClass.PERMISSION);
    assertThat(environment().phase()).isEqualTo("beta9");
    assertThat(failure.message())
        .contains("secret", "/database", "secretsmanager:GetSecretValue")
        .contains("Allow");

    ground.cloud().sim().faultRules().clear();
    bootstrapAlone();

    assertThat(environment().status()).isEqualTo(EnvironmentStatus.READY);
    assertThat(terraforms()).as("no Terraform for it").isEqualTo(before);
    assertThat(trial.told()).last().asString().startsWith("succeeded: ");
  }

  @Test
  void one_whose_worker_died_in_its_apply_is_taken_over_unlocked_and_destroyed() {
    ProcessLifetime.Point half = inTheMiddleOfAnApply();
    trial.work(ProcessLifetime.until(half, ProcessLifetime.Terraform.DIES));
    assertThat(ground.terraforms().isLocked(trial.id())).isTrue();

    ForcedDestroyRequests.ForcedDestroyOutcome first = destroyByForce();
    assertThat(first.queued()).isFalse();
    assertThat(first.actions())
        .singleElement()
        .asString()
        .contains("to stop; its worker ends it, or whoever takes over from a dead one");

    trial.bury(new TerminationEvidence.ProcessGone());
    trial.work(ProcessLifetime.undisturbed());
    assertThat(environment().status()).isEqualTo(EnvironmentStatus.FAILED);
    assertThat(environment().failure())
        .extracting(Failure::code)
        .isEqualTo(FailureCode.OPERATION_CANCELLED);

    assertThat(destroyByForce().queued()).isTrue();
    ForcedDestroyRequests.ForcedDestroyOutcome again = destroyByForce();
    assertThat(again.queued()).isTrue();
    assertThat(again.actions())
        .singleElement()
        .asString()
        .contains("to go on, which destroys it by force already");
    trial.work(ProcessLifetime.undisturbed());

    assertThat(environment().status()).isEqualTo(EnvironmentStatus.DESTROYED);
    assertThat(ground.terraforms().isLocked(trial.id())).isFalse();
    assertThat(trial.told())
        .anyMatch(event -> event.startsWith("unlocked: "))
        .anyMatch(
            event -> event.contains("destruction by force was asked for by oncall: " + REASON));
  }

  /** Where another environment was when its apply was under way. */
  private ProcessLifetime.Point inTheMiddleOfAnApply() {
    ProcessLifetime life = ProcessLifetime.undisturbed();
    trial.work(life);
    trial.close();
    trial = ground.environment();
    List<ProcessLifetime.Point> beside = life.pointsBesideTerraform();
    return beside.get(beside.size() / 2);
  }

  @Test
  void where_the_state_is_out_of_reach_all_is_passed_over_swept_and_what_is_left_is_named() {
    trial.work(ProcessLifetime.undisturbed());
    ground
        .cloud()
        .sim()
        .faultRules()
        .add(
            new FaultRule.Failure(
                "s3",
                "*",
                "beta9-tf-state-*",
                1,
                0,
                403,
                "AccessDenied",
                "Access Denied by a bucket policy",
                false));
    assertThat(destroyByForce().queued()).isTrue();
    trial.work(ProcessLifetime.undisturbed());

    assertThat(trial.told())
        .anyMatch(
            event -> event.startsWith("state-backend-passed-over: preparing the state bucket"))
        .anyMatch(event -> event.startsWith("terraform-passed-over: Terraform could not destroy"))
        .anyMatch(event -> event.startsWith("leftovers: "));
    Failure failure = environment().failure();
    assertThat(failure).isNotNull();
    assertThat(failure.code()).isEqualTo(FailureCode.RESOURCES_LEFT);
    assertThat(failure.message())
        .contains("rds:db", trial.model().resourcePrefix(), "./provisioner env retry");
  }

  @Test
  void by_force_what_passes_is_tried_again_first_and_a_locked_state_and_a_wish_are_respected() {
    Failure passing = Failure.of(FailureCode.NETWORK, "Creating the cluster");
    assertThat(ForceMode.passesOver(passing, 1)).isFalse();
    assertThat(ForceMode.passesOver(passing, ForceMode.ATTEMPTS)).isTrue();
    assertThat(ForceMode.passesOver(Failure.of(FailureCode.OPERATION_CANCELLED), 1)).isFalse();
    assertThat(ForceMode.passesOver(Failure.of(FailureCode.STATE_LOCKED, "Planning"), 1)).isFalse();
    assertThat(
            ForceMode.passesOver(Failure.of(FailureCode.ACCESS_DENIED, "Creating the cluster"), 1))
        .isTrue();
  }
}
