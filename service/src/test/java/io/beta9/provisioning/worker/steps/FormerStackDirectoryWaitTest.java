package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.ProcessRepository.PastProcess;
import io.beta9.provisioning.terraform.process.LinuxHost;
import io.beta9.provisioning.terraform.process.ProcessId;
import io.beta9.provisioning.tfstate.repair.RunHistory;
import io.beta9.provisioning.worker.role.StepTiming;
import io.beta9.provisioning.worker.role.StepWait;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long a worker waits for the Terraform process of a former worker with another user. */
class FormerStackDirectoryWaitTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static final class PassingTime implements StepTiming {
    private Instant now = START;

    @Override
    public Clock clock() {
      return Clock.fixed(now, ZoneOffset.UTC);
    }

    @Override
    public Duration deadline() {
      return Duration.ofHours(1);
    }

    @Override
    public boolean isStopRequested() {
      return false;
    }

    @Override
    public StepWait beginWait() {
      throw new UnsupportedOperationException("not used");
    }

    @Override
    public void waitingFor(String reason) {}

    @Override
    public void pause(Duration time) {
      now = now.plus(time);
    }
  }

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
            START,
            null);
    PassingTime time = new PassingTime();

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
    assertThat(Duration.between(START, time.now)).isEqualTo(Duration.ofMinutes(20));
    assertThat(failure.failure().message())
        .contains("process " + alive.pid() + " still ran in it after 20 min")
        .contains("Retried automatically; end process " + alive.pid())
        .doesNotContain("No action needed");
    assertThat(failure.failure().withoutRetry(10).next())
        .startsWith("No attempt follows (10 made): end process " + alive.pid());
  }
}
