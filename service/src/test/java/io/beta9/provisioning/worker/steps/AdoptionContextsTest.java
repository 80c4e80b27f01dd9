package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.ProcessRepository.RecordedProcess;
import io.beta9.provisioning.resources.adoption.Adoption;
import io.beta9.provisioning.resources.adoption.AdoptionContext;
import io.beta9.provisioning.resources.adoption.AdoptionContext.InterruptionPolicy;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.run.RecordedRun;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.worker.pipeline.InMemoryRuns;
import io.beta9.provisioning.worker.role.InMemoryEnvironment;
import io.beta9.provisioning.worker.role.ManualTiming;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What adoption receives of a step, and what recovery does with earlier runs. */
class AdoptionContextsTest {
  private static final OperationId OPERATION = new OperationId("op_000000000001");

  @TempDir private Path base;
  private final FakeAccount account = new FakeAccount();
  private final ManualTiming timing = new ManualTiming(Duration.ofMinutes(9));
  private final List<EventData> events = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private final InMemoryRuns runs = new InMemoryRuns(OPERATION);
  private FakeStepTerraform terraform;

  @BeforeEach
  void open() {
    terraform = new FakeStepTerraform(base);
  }

  private void log(String stream, String text) {
    log.add(stream + ": " + text);
  }

  private AdoptionContext context(OperationKind kind) {
    return AdoptionContexts.of(
        claim(kind),
        account,
        terraform,
        runs,
        timing,
        this::log,
        events::add,
        InterruptionPolicy.NOT_RUNNING);
  }

  private AdoptionContext contextOfLaterStep() {
    return AdoptionContexts.of(
        claim(OperationKind.UPDATE),
        account,
        terraform,
        "removal-",
        runs,
        timing,
        this::log,
        events::add,
        InterruptionPolicy.NOT_RUNNING);
  }

  private static Claim claim(OperationKind kind) {
    return new Claim(OPERATION, SimulatedAccount.ID, InMemoryEnvironment.TENANT, kind, "w-1", 1, 1);
  }

  @Test
  void only_an_update_may_change_what_exists() {
    assertThat(context(OperationKind.PROVISION).isUpdate()).isFalse();
    assertThat(context(OperationKind.UPDATE).isUpdate()).isTrue();
    assertThat(context(OperationKind.UPDATE).environment()).isEqualTo(SimulatedAccount.ID);
    assertThat(context(OperationKind.UPDATE).locator()).isSameAs(FakeAccount.LOCATOR);
  }

  @Test
  void the_runs_of_a_later_recovery_have_a_prefix() {
    AdoptionContext first = context(OperationKind.PROVISION);
    AdoptionContext later = contextOfLaterStep();

    assertThat(first.runs().run("plan").id()).isEqualTo("plan");
    assertThat(first.runs().numberedRun("import").id()).isEqualTo("import-1");
    assertThat(later.runs().run("plan").id()).isEqualTo("removal-plan");
    assertThat(later.runs().numberedRun("import").id()).isEqualTo("removal-import-2");
    assertThat(later.runs().terraform()).isSameAs(terraform.terraform());
  }

  @Test
  void a_recovery_reads_the_history_of_the_environment() {
    AdoptionContext context = context(OperationKind.PROVISION);
    assertThat(context.history().lastRun(Set.of("APPLY"))).isEmpty();
    assertThat(context.history().completions()).isEmpty();

    runs.processStarted(new RecordedProcess("r", "APPLY", "h", "b", 1, 2, "/d"));
    runs.append(
        "r",
        0,
        List.of(
            """
            {"type": "apply_complete", "hook": {"resource": {"addr": "aws_vpc.this"},
             "action": "create", "id_value": "vpc-1"}}
            """),
        List.of(),
        Progress.NONE);
    runs.processEnded("r", 0);

    assertThat(context.history().lastRun(Set.of("APPLY")).orElseThrow().succeeded()).isTrue();
    assertThat(context.history().completions())
        .singleElement()
        .extracting("address", "id")
        .containsExactly("aws_vpc.this", "vpc-1");
  }

  @Test
  void a_recovery_waits_as_its_step_does() throws Exception {
    AdoptionContext context = context(OperationKind.PROVISION);

    context.waiter().pause(Duration.ofSeconds(4));

    assertThat(timing.elapsed()).isEqualTo(Duration.ofSeconds(4));
    assertThat(context.waiter().limit()).isEqualTo(Duration.ofMinutes(9));
    assertThat(context.waiter().clock()).isSameAs(timing.clock());
  }

  @Test
  void the_reports_of_a_recovery_are_logged_and_are_the_reason_of_the_wait() {
    AdoptionContext context = context(OperationKind.PROVISION);

    context.log().line("the database is being created");
    context.log().recovered(3, 2, 1);
    context.log().failedCreationRemoved("aws_elasticache_replication_group", "beta9");

    assertThat(log).containsExactly("adoption: the database is being created");
    assertThat(timing.reasons()).containsExactly("the database is being created");
    assertThat(events)
        .containsExactly(
            new EventData.Recovered(3, 2, 1),
            new EventData.ResourcesRemoved(
                EventData.RemovalReason.CREATION_FAILED,
                1,
                "aws_elasticache_replication_group beta9"));
  }

  private AdoptingRecovery recovery() {
    return new AdoptingRecovery(new Adoption(ResourceCatalog.AWS, Duration.ofSeconds(1)));
  }

  /** Leaves a run that has ended, with two lines of output. */
  private void endedRun() throws IOException {
    RecordedRun run = RecordedRun.running(base, SimulatedAccount.ID);
    Files.writeString(
        run.folder().resolve(ChildProcess.PID),
        Files.readString(run.folder().resolve(ChildProcess.PID)).replace("start=", "start=1"));
    Files.writeString(run.folder().resolve(ChildProcess.OUT), "{}\n{}\n");
  }

  @Test
  void completes_the_output_of_a_run_that_no_worker_followed() throws Exception {
    endedRun();
    runs.append("r-apply", 0, List.of("{}"), List.of(), Progress.NONE);

    recovery().completeJournal(terraform, runs, this::log);

    assertThat(terraform.scripted().calls()).containsExactly("resume r-apply from 1");
    assertThat(log).isEmpty();
  }

  @Test
  void complete_output_is_not_read_again() throws Exception {
    endedRun();
    runs.append("r-apply", 0, List.of("{}", "{}"), List.of(), Progress.NONE);

    recovery().completeJournal(terraform, runs, this::log);

    assertThat(terraform.scripted().calls()).isEmpty();
  }

  @Test
  void the_failure_of_an_earlier_run_is_only_logged() throws Exception {
    endedRun();
    Failure failure = Failure.of(FailureCode.ACCESS_DENIED, "Creating a subnet");
    terraform
        .scripted()
        .onResume(
            () -> {
              throw new FailureException(failure);
            });

    recovery().completeJournal(terraform, runs, this::log);

    assertThat(log).containsExactly("terraform: r-apply had ended: " + failure.summary());
  }
}
