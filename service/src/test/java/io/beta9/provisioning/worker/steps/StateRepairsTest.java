package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.cloud.aws.AwsAccount;
import io.beta9.provisioning.cloud.aws.AwsAccounts;
import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.ProcessRepository.RecordedProcess;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.settings.ProcessEnvironment;
import io.beta9.provisioning.terraform.plan.StateResources;
import io.beta9.provisioning.terraform.process.LinuxHost;
import io.beta9.provisioning.terraform.process.ProcessId;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.terraform.run.ScriptedTerraform;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.tfstate.lock.StateLock;
import io.beta9.provisioning.tfstate.lock.StateLocks;
import io.beta9.provisioning.tfstate.repair.StateRepair;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.worker.pipeline.InMemoryOperation;
import io.beta9.provisioning.worker.pipeline.Step;
import io.beta9.provisioning.worker.pipeline.StepContext;
import io.beta9.provisioning.worker.pipeline.WorkerDependencies;
import io.beta9.provisioning.worker.pipeline.WorkerTools;
import io.beta9.provisioning.worker.role.InMemoryEnvironment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** What the repair of a state uses of its step: processes, files and Terraform. */
class StateRepairsTest {
  private static final byte[] ERRORED =
      "{\"version\": 4, \"serial\": 7, \"lineage\": \"l\"}".getBytes(StandardCharsets.UTF_8);
  private static final ProcessId SELF =
      ProcessId.running(ProcessHandle.current().pid()).orElseThrow();

  @TempDir private Path base;
  @TempDir private Path programs;
  private final SimulatedAccount cloud = SimulatedAccount.withoutNetwork();
  private final ScriptedTerraform cli = new ScriptedTerraform();
  private final StateLocks locks = new StateLocks(cloud.session());
  private InMemoryOperation operation;
  private StepContext context;
  private StateRepair repair;

  @BeforeEach
  void open() {
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
    new AwsAccount(cloud.session()).ensureStateStore(InMemoryEnvironment.BACKEND, null, () -> {});
  }

  @AfterEach
  void close() {
    context.close();
    cloud.close();
  }

  /** Locks the state as an apply of this process that was started at the given time. */
  private void lock(String bootId, long startTicks) {
    operation
        .runs()
        .processStarted(
            new RecordedProcess("r", "APPLY", "here", bootId, SELF.pid(), startTicks, "/runs/r"));
    locks
        .acquire(
            InMemoryEnvironment.BACKEND,
            new StateLock(
                "lock-1", "OperationTypeApply", "root@here", "1.11.4", "1970-01-01T00:00:05Z", ""))
        .orElseThrow();
  }

  private Failure locked() {
    Failure failure =
        catchThrowableOfType(FailureException.class, repair::removeStaleLocks).failure();
    assertThat(failure.code()).isEqualTo(FailureCode.STATE_LOCKED);
    assertThat(locks.heldLocks(InMemoryEnvironment.BACKEND)).hasSize(1);
    return failure;
  }

  @Test
  void the_lock_of_a_process_that_is_running_is_kept() {
    lock(LinuxHost.bootId(), SELF.startTicks());

    assertThat(locked().parameter(FailureParameter.PID)).isEmpty();
  }

  @Test
  void the_lock_of_an_earlier_process_with_the_same_pid_is_removed() {
    lock(LinuxHost.bootId(), SELF.startTicks() - 1);

    repair.removeStaleLocks();

    assertThat(locks.heldLocks(InMemoryEnvironment.BACKEND)).isEmpty();
  }

  @Test
  void the_lock_of_a_process_of_another_host_is_removed() {
    lock("another boot", SELF.startTicks());

    repair.removeStaleLocks();

    assertThat(locks.heldLocks(InMemoryEnvironment.BACKEND)).isEmpty();
  }

  @Test
  void a_lock_is_kept_while_a_terraform_that_no_worker_started_runs_in_the_directory()
      throws Exception {
    lock(LinuxHost.bootId(), SELF.startTicks() - 1);
    Process foreign = startTerraform();
    try {
      assertThat(locked().parameter(FailureParameter.PID)).contains(Long.toString(foreign.pid()));
    } finally {
      foreign.destroyForcibly().waitFor();
    }
  }

  /** Starts a program of this name that waits for its input. */
  private Process startTerraform() throws IOException {
    Path program = Files.writeString(programs.resolve("terraform"), "#!/bin/sh\nread line\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return new ProcessBuilder(program.toString())
        .directory(context.stack().path().toFile())
        .start();
  }

  @Test
  void a_state_that_could_not_be_written_is_pushed_although_its_disk_was_lost() throws Exception {
    context.stack().restoreErroredState(ERRORED);
    repair.saveErroredState();
    context.stack().removeErroredState();

    repair.pushKeptState();

    assertThat(context.stack().readErroredState()).hasValue(ERRORED);
    assertThat(cli.calls()).singleElement().asString().startsWith("push ").endsWith("-state-push");
    assertThat(operation.events())
        .containsExactly(new EventData.ErroredStateKept(7), new EventData.ErroredStateUploaded(7));
  }

  @Test
  void a_state_that_could_not_be_written_does_not_replace_a_newer_one() {
    context.stack().restoreErroredState(ERRORED);
    cli.setState(new StateResources(8, "l", List.of()));

    Failure failure = catchThrowableOfType(FailureException.class, repair::pushKeptState).failure();

    assertThat(failure.code()).isEqualTo(FailureCode.ERRORED_STATE_REJECTED);
    assertThat(failure.parameter(FailureParameter.BUCKET_SERIAL)).contains("8");
    assertThat(cli.calls()).isEmpty();
  }

  @Test
  void a_truncated_state_is_deleted() {
    context.stack().restoreErroredState("{\"version\":".getBytes(StandardCharsets.UTF_8));

    repair.saveErroredState();

    assertThat(context.stack().readErroredState()).isEmpty();
    assertThat(operation.events()).containsExactly(new EventData.ErroredStateUnreadable());
  }
}
