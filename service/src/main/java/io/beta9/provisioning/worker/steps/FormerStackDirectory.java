package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ProcessRepository.PastProcess;
import io.beta9.provisioning.terraform.process.ProcessId;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import io.beta9.provisioning.tfstate.repair.RunHistory;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.EventLog;
import io.beta9.provisioning.worker.role.StepTiming;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The stack directory of a worker of this host that had another user. This worker can neither read
 * it nor signal its Terraform process, which the supervisor interrupts when the lease of the former
 * worker expires. Otherwise the directory counts as lost, like that of another host.
 */
record FormerStackDirectory(Path path) {
  /** The hard limit of a lease, and the time in which an interrupted Terraform has to stop. */
  private static final Duration MAX_WAIT = Duration.ofMinutes(20);

  private static final Duration POLL = Duration.ofSeconds(1);

  static Optional<FormerStackDirectory> find(Path workdirBase, EnvironmentId environment) {
    return StackDirectory.ofAnotherUser(workdirBase, environment).map(FormerStackDirectory::new);
  }

  /**
   * Reports that it is not used, and waits until Terraform no longer runs in it.
   *
   * @throws FailureException {@code stack-directory-not-owned} if Terraform does not end in time: a
   *     second process must not run beside it
   */
  void succeed(Claim claim, RunHistory runs, EventLog events, StepTiming timing)
      throws InterruptedException {
    Failure notOwned =
        Failure.of(FailureCode.STACK_DIRECTORY_NOT_OWNED)
            .with(FailureParameter.PATH, path.toString());
    events.append(new EventData.HostProblem(claim.worker(), notOwned));
    Instant end = timing.clock().instant().plus(MAX_WAIT);
    for (PastProcess run : runs.pastRuns()) {
      ProcessId process = new ProcessId(run.pid(), run.pidStartedAt());
      while (process.isRunning(run.bootId())) {
        if (!timing.clock().instant().isBefore(end)) {
          throw new FailureException(
              notOwned
                  .with(FailureParameter.PID, run.pid())
                  .with(FailureParameter.TIMEOUT, MAX_WAIT));
        }
        timing.waitingFor(
            "the end of Terraform's process " + run.pid() + ", which belongs to another user");
        timing.pause(POLL);
      }
    }
  }
}
