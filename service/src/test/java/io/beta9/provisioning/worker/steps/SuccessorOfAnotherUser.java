package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.ProcessRepository.PastProcess;
import io.beta9.provisioning.settings.ProcessEnvironment;
import io.beta9.provisioning.terraform.process.LinuxHost;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import io.beta9.provisioning.tfstate.repair.RunHistory;
import io.beta9.provisioning.worker.role.StepTiming;
import io.beta9.provisioning.worker.role.StepWait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A worker without privileges on a host where a worker of root has executed an operation. */
public final class SuccessorOfAnotherUser {
  private SuccessorOfAnotherUser() {}

  /**
   * Writes the stack directory as the step does, and prints what it does.
   *
   * @param args the parent of the stack directories, the environment, and the pid and start of the
   *     Terraform process that was recorded
   */
  public static void main(String[] args) throws Exception {
    Path base = Path.of(args[0]);
    EnvironmentId environment = new EnvironmentId(args[1]);
    FormerStackDirectory former = FormerStackDirectory.find(base, environment).orElseThrow();
    try {
      Files.list(former.path()).close();
    } catch (IOException e) {
      System.out.println("unreadable: " + e.getClass().getSimpleName());
    }
    PastProcess run =
        new PastProcess(
            "apply",
            "APPLY",
            1,
            new OperationId("op_0123456789ab"),
            "host",
            LinuxHost.bootId(),
            Long.parseLong(args[2]),
            Long.parseLong(args[3]),
            Instant.now(),
            null);
    former.succeed(
        new Claim(
            new OperationId("op_0123456789ab"),
            environment,
            new TenantId("acme"),
            OperationKind.PROVISION,
            "worker",
            2,
            1),
        new Runs(run),
        event -> System.out.println("event: " + event),
        new Timing());
    System.out.println(
        "writes "
            + StackDirectory.create(
                    base, environment, TerraformOptions.of(ProcessEnvironment.current()))
                .path());
  }

  private record Runs(PastProcess run) implements RunHistory {
    @Override
    public List<PastProcess> pastRuns() {
      return List.of(run);
    }

    @Override
    public boolean failedToRelease(String lockId) {
      return false;
    }
  }

  private record Timing() implements StepTiming {
    @Override
    public Clock clock() {
      return Clock.systemUTC();
    }

    @Override
    public Duration deadline() {
      return Duration.ofMinutes(1);
    }

    @Override
    public boolean isStopRequested() {
      return false;
    }

    @Override
    public StepWait beginWait() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void waitingFor(String reason) {
      System.out.println("waiting for " + reason);
    }

    @Override
    public void pause(Duration time) throws InterruptedException {
      Thread.sleep(time);
    }
  }
}
