package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.ProcessRepository.PastProcess;
import io.beta9.provisioning.terraform.process.LinuxHost;
import io.beta9.provisioning.terraform.process.ProcessId;
import io.beta9.provisioning.tfstate.repair.RunHistory;
import io.beta9.provisioning.worker.role.ManualTiming;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long a worker waits for the Terraform process of a former worker with another user. */
class FormerStackDirectoryWaitTest {
  private record Running(PastProcess process) implements RunHistory {
    @Override
    public List<PastProcess> pastRuns() {
      return List.of(process);
    }

    @Override
    public boolean failedToRelease(String lockId) {
      return false;
    }
  }

  @Test
  void never_continues_beside_a_terraform_process_that_does_not_end() {
    ProcessId alive = ProcessId.running(ProcessHandle.current().pid()).orElseThrow();
    PastProcess process =
        new PastProcess(
            "apply",
            "APPLY",
            1,
            new OperationId("op_0123456789ab"),
            "host",
            LinuxHost.bootId(),
            alive.pid(),
            alive.startTicks(),
            ManualTiming.START,
            null);
    ManualTiming time = new ManualTiming();

    FailureException failure =
        catchThrowableOfType(
            FailureException.class,
            () ->
                new FormerStackDirectory(Path.of("/work/env_0123456789ab"))
                    .succeed(
                        new Claim(
                            new OperationId("op_0123456789ab"),
                            new EnvironmentId("env_0123456789ab"),
                            new TenantId("acme"),
                            OperationKind.PROVISION,
                            "worker",
                            2,
                            1),
                        new Running(process),
                        new ArrayList<>()::add,
                        time));

    assertThat(failure.failure().code()).isEqualTo(FailureCode.STACK_DIRECTORY_NOT_OWNED);
    assertThat(time.elapsed()).isEqualTo(Duration.ofMinutes(20));
    assertThat(failure.failure().parameter(FailureParameter.PID))
        .contains(Long.toString(alive.pid()));
    assertThat(failure.failure().parameter(FailureParameter.TIMEOUT))
        .contains(Duration.ofMinutes(20).toString());
    assertThat(failure.failure().kind().waitingHelps()).isTrue();
  }
}
