package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.worker.pipeline.InMemoryLifecycle.RecordedEnd;
import io.beta9.provisioning.worker.pipeline.Pipeline.PipelineResult;
import io.beta9.provisioning.worker.steps.Pipelines;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Executes pipelines of scripted steps without a database. */
abstract class StepExecutionScenario {
  static final Failure THROTTLED =
      Failure.of(FailureCode.THROTTLED, "Creating the cluster")
          .with(FailureParameter.REPORTED, "AWS answered Throttling");

  static final Failure DENIED =
      Failure.of(FailureCode.ACCESS_DENIED, "Creating the cluster")
          .with(FailureParameter.REPORTED, "AWS answered AccessDenied");

  @TempDir Path base;
  final SimulatedAccount cloud = SimulatedAccount.withoutNetwork();
  final AdvancingClock clock = new AdvancingClock();
  final List<String> executed = new ArrayList<>();

  @AfterEach
  void close() {
    cloud.close();
  }

  InMemoryOperation operation(OperationKind kind) {
    return new InMemoryOperation(kind, ScriptedPipelines.dependencies(base, clock));
  }

  Step step(StepName name, Step.StepAction action) {
    return ScriptedPipelines.step(
        name,
        context -> {
          executed.add(name.code());
          action.run(context);
        });
  }

  /** A step that prepares the worker for a later one. */
  Step preparing(StepName name, StepName skippedAfter, Step.StepAction action) {
    return new Step(
        name,
        Transition.PROVISION,
        skippedAfter,
        Duration.ofMinutes(1),
        step(name, action).action());
  }

  static Step.StepAction failing(Failure failure) {
    return context -> {
      throw new FailureException(failure);
    };
  }

  static Step.StepAction throwing(RuntimeException exception) {
    return context -> {
      throw exception;
    };
  }

  static PipelineResult execute(InMemoryOperation operation, Claim claim, Step... steps) {
    return operation.pipeline(new Pipelines(List.of(steps), List.of(steps))).execute(claim);
  }

  static PipelineResult execute(InMemoryOperation operation, Step... steps) {
    return execute(operation, operation.claim(), steps);
  }

  static RecordedEnd end(InMemoryOperation operation) {
    assertThat(operation.lifecycle().ends()).hasSize(1);
    return operation.lifecycle().ends().getFirst();
  }

  static double count(InMemoryOperation operation, String outcome, String failureClass) {
    return operation
        .meters()
        .get("provisioning.operations")
        .tag("kind", operation.claim().kind().code())
        .tag("outcome", outcome)
        .tag("class", failureClass)
        .counter()
        .count();
  }
}
