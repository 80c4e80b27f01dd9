package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.intake.BootstrapRequests;
import io.beta9.provisioning.intake.EnvironmentRequests;
import io.beta9.provisioning.intake.ForcedDestroyAction;
import io.beta9.provisioning.intake.ForcedDestroyRequests;
import io.beta9.provisioning.operation.CancelRepository;
import io.beta9.provisioning.operation.CompletedSteps;
import io.beta9.provisioning.operation.TerminationEvidence;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.testing.ProcessLifetime;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.timeline.StoredEvent;
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

/** Requests of operators on call, executed by all steps of the real pipelines. */
class OnCallScenariosTest {
  private static final Caller ONCALL = new Caller(WorkerTestServers.TENANT, "key", "oncall");
  private static final String REASON = "stuck since noon";

  @TempDir Path folder;
  private WorkerTestServers servers;
  private WorkerScenario scenario;
  private EnvironmentRequests requests;

  @BeforeEach
  void open() {
    servers = new WorkerTestServers(folder);
    scenario = servers.environment();
    requests =
        new EnvironmentRequests(
            new EnvironmentRequests.IntakeRepositories(
                servers.jdbc(),
                servers.transactions(),
                servers.environments(),
                servers.operations(),
                new EventRepository(servers.jdbc(), JsonMapper.shared())),
            TestQueue.NO_NOTIFICATIONS,
            JsonMapper.shared(),
            Settings.from(Map.of()),
            Clock.systemUTC(),
            new Random(1001));
  }

  @AfterEach
  void close() {
    scenario.close();
    servers.close();
  }

  private Environment environment() {
    return servers.environments().find(WorkerTestServers.TENANT, scenario.id()).orElseThrow();
  }

  private void requestBootstrap() {
    new BootstrapRequests(requests, new CompletedSteps(servers.jdbc()))
        .bootstrap(ONCALL, scenario.id(), null);
    scenario.work(ProcessLifetime.withoutFaults());
  }

  private ForcedDestroyRequests.ForcedDestroyOutcome forceDestroy() {
    return new ForcedDestroyRequests(
            requests, new CancelRepository(servers.jdbc()), new CompletedSteps(servers.jdbc()))
        .destroy(ONCALL, scenario.id(), environment().name(), REASON);
  }

  private int terraforms() {
    return servers.jdbc().sql("select count(*) from processes").query(Integer.class).single();
  }

  @Test
  void completes_a_bootstrap_after_an_unreadable_password_was_corrected() {
    scenario.work(ProcessLifetime.withoutFaults());
    int before = terraforms();
    servers
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
    requestBootstrap();

    assertThat(environment().status()).isEqualTo(EnvironmentStatus.FAILED);
    Failure failure = environment().failure();
    assertThat(failure).isNotNull();
    assertThat(failure.kind()).isEqualTo(FailureClass.PERMISSION);
    assertThat(environment().phase()).isEqualTo("beta9");
    assertThat(failure.code()).isEqualTo(FailureCode.ACCESS_DENIED);
    assertThat(failure.parameter(FailureParameter.ACTION))
        .contains("secretsmanager:GetSecretValue");

    servers.cloud().sim().faultRules().clear();
    requestBootstrap();

    assertThat(environment().status()).isEqualTo(EnvironmentStatus.READY);
    assertThat(terraforms()).as("no Terraform run").isEqualTo(before);
    assertThat(scenario.events())
        .last()
        .isEqualTo(StoredEvent.of(new EventData.Succeeded("ready")));
  }

  @Test
  void force_destroys_an_environment_whose_worker_died_during_the_apply() {
    ProcessLifetime.Point half = inTheMiddleOfAnApply();
    scenario.work(ProcessLifetime.crashingAfter(half, ProcessLifetime.Terraform.TERMINATES));
    assertThat(servers.terraforms().isLocked(scenario.id())).isTrue();

    ForcedDestroyRequests.ForcedDestroyOutcome first = forceDestroy();
    assertThat(first.queued()).isFalse();
    assertThat(first.actions())
        .hasSize(1)
        .hasOnlyElementsOfType(ForcedDestroyAction.CancelOperation.class);

    scenario.releaseDead(new TerminationEvidence.ProcessGone());
    scenario.work(ProcessLifetime.withoutFaults());
    assertThat(environment().status()).isEqualTo(EnvironmentStatus.FAILED);
    assertThat(environment().failure())
        .extracting(Failure::code)
        .isEqualTo(FailureCode.OPERATION_CANCELLED);

    assertThat(forceDestroy().queued()).isTrue();
    ForcedDestroyRequests.ForcedDestroyOutcome again = forceDestroy();
    assertThat(again.queued()).isTrue();
    assertThat(again.actions())
        .hasSize(1)
        .hasOnlyElementsOfType(ForcedDestroyAction.ContinueForcedDestroy.class);
    scenario.work(ProcessLifetime.withoutFaults());

    assertThat(environment().status()).isEqualTo(EnvironmentStatus.DESTROYED);
    assertThat(servers.terraforms().isLocked(scenario.id())).isFalse();
    assertThat(scenario.events())
        .anyMatch(event -> event.is(EventKind.STATE_UNLOCKED))
        .contains(StoredEvent.of(new EventData.ForceDestroyRequested("oncall", REASON)));
  }

  /** The number of writes of another environment when its apply was running. */
  private ProcessLifetime.Point inTheMiddleOfAnApply() {
    ProcessLifetime life = ProcessLifetime.withoutFaults();
    scenario.work(life);
    scenario.close();
    scenario = servers.environment();
    List<ProcessLifetime.Point> beside = life.pointsDuringTerraform();
    return beside.get(beside.size() / 2);
  }

  @Test
  void sweeps_and_reports_leftovers_if_the_state_is_inaccessible() {
    scenario.work(ProcessLifetime.withoutFaults());
    servers
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
    assertThat(forceDestroy().queued()).isTrue();
    scenario.work(ProcessLifetime.withoutFaults());

    assertThat(scenario.events())
        .filteredOn(event -> event.is(EventKind.SKIPPED))
        .extracting(event -> event.text("step"))
        .contains("state-backend", "destroy");
    assertThat(scenario.events()).anyMatch(event -> event.is(EventKind.LEFTOVERS_FOUND));
    Failure failure = environment().failure();
    assertThat(failure).isNotNull();
    assertThat(failure.code()).isEqualTo(FailureCode.RESOURCES_LEFT);
    assertThat(failure.parameter(FailureParameter.RESOURCES).orElseThrow())
        .contains("rds:db", scenario.model().resourcePrefix());
  }

  @Test
  void retries_transient_failures_and_never_skips_a_locked_state_or_a_cancellation() {
    Failure temporary = Failure.of(FailureCode.NETWORK, "Creating the cluster");
    assertThat(ForceMode.canSkip(temporary, 1)).isFalse();
    assertThat(ForceMode.canSkip(temporary, ForceMode.MAX_TRANSIENT_ATTEMPTS)).isTrue();
    assertThat(ForceMode.canSkip(Failure.of(FailureCode.OPERATION_CANCELLED), 1)).isFalse();
    assertThat(ForceMode.canSkip(Failure.of(FailureCode.STATE_LOCKED, "Planning"), 1)).isFalse();
    assertThat(ForceMode.canSkip(Failure.of(FailureCode.KEPT_STATE_UNREADABLE, "Initializing"), 1))
        .isTrue();
    assertThat(ForceMode.canSkip(Failure.of(FailureCode.ACCESS_DENIED, "Creating the cluster"), 1))
        .isTrue();
  }
}
