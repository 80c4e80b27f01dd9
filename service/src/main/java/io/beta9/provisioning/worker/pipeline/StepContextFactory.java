package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import io.beta9.provisioning.worker.lease.CancellationState;
import io.beta9.provisioning.worker.role.StepRecords;
import java.util.function.Function;

/**
 * Creates the context of a claimed operation's steps.
 *
 * @param records returns the records of a claim
 */
public record StepContextFactory(
    WorkerDependencies dependencies,
    Function<Claim, StepRecords> records,
    OperationTracing tracing) {

  /** Creates a factory of contexts that use the database. */
  public StepContextFactory(
      WorkerDependencies dependencies,
      FencedWriter writer,
      StepRepositories repositories,
      OperationTracing tracing) {
    this(dependencies, claim -> repositories.records(claim, writer), tracing);
  }

  /** Creates a factory of contexts that use the database, and whose operations are not traced. */
  public StepContextFactory(
      WorkerDependencies dependencies, FencedWriter writer, StepRepositories repositories) {
    this(dependencies, writer, repositories, OperationTracing.off());
  }

  public StepContext open(Claim claim, CancellationState cancellation) {
    return new StepContext(claim, records.apply(claim), dependencies, cancellation);
  }

  /** Returns whether a Terraform process of the environment is running on this host. */
  boolean isTerraformRunning(EnvironmentId environment) {
    // The shell that supervises Terraform outlives it for a moment.
    return StackDirectory.at(dependencies.workdirBase(), environment).liveRuns().stream()
        .anyMatch(run -> run.exitCode().isEmpty());
  }
}
