package io.beta9.provisioning.worker.pipeline;

import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.aws.session.AwsOptions;
import io.beta9.provisioning.aws.session.AwsSessions;
import io.beta9.provisioning.cloud.aws.AwsAccounts;
import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.settings.ProcessEnvironment;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.terraform.run.Terraform;
import io.beta9.provisioning.worker.retry.RetryPolicy;
import io.beta9.provisioning.worker.steps.Pipelines;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import tools.jackson.databind.json.JsonMapper;

/** Pipelines with the steps of a test, to test how a worker executes steps. */
public final class ScriptedPipelines {
  private ScriptedPipelines() {}

  /** Creates a pipeline that executes these steps for every kind of operation. */
  public static Pipeline pipeline(TestQueue queue, Path base, Step... steps) {
    return pipeline(queue, base, new SimpleMeterRegistry(), steps);
  }

  /** Creates a pipeline that executes the steps of the catalog. */
  static Pipeline pipeline(TestQueue queue, Path base, StepCatalog catalog) {
    return new Pipeline(
        queue.lifecycle(),
        queue.contexts(dependencies(base, Clock.systemUTC()), OperationTracing.off()),
        catalog,
        RetryPolicy.STANDARD,
        new OperationMetrics(new SimpleMeterRegistry()),
        Clock.systemUTC(),
        new Random(5));
  }

  /** Creates a pipeline with these metrics that executes these steps. */
  static Pipeline pipeline(TestQueue queue, Path base, MeterRegistry meters, Step... steps) {
    return pipeline(queue, base, meters, OperationTracing.off(), steps);
  }

  /** Creates a pipeline whose operations are traced. */
  static Pipeline pipeline(
      TestQueue queue, Path base, MeterRegistry meters, OperationTracing tracing, Step... steps) {
    WorkerDependencies dependencies = dependencies(base, Clock.systemUTC());
    return new Pipeline(
        queue.lifecycle(),
        queue.contexts(dependencies, tracing),
        new Pipelines(List.of(steps), List.of(steps)),
        RetryPolicy.STANDARD,
        new OperationMetrics(meters),
        Clock.systemUTC(),
        new Random(5));
  }

  /** Returns what a worker uses for operations that run neither Terraform nor Helm. */
  public static WorkerDependencies dependencies(Path base, Clock clock) {
    return dependencies(
        base,
        clock,
        new AwsSessions(AwsOptions.of(Settings.ofProcess().aws())),
        (stack, redactor, credentials) -> {
          throw new AssertionError("this test runs no Terraform");
        });
  }

  /** Returns what a worker uses for operations that do not run Helm. */
  static WorkerDependencies dependencies(
      Path base, Clock clock, AwsSessions sessions, Terraform.TerraformFactory terraform) {
    return new WorkerDependencies(
        new AwsAccounts(sessions),
        new WorkerTools(
            terraform,
            (cluster, credentials, privateDirectory) -> {
              throw new AssertionError("this test runs no Helm");
            }),
        TerraformOptions.of(ProcessEnvironment.current()),
        base,
        "here",
        JsonMapper.shared(),
        clock,
        new Random(5));
  }

  public static Step step(StepName name, Step.StepAction work) {
    return new Step(name, Transition.PROVISION, name, Duration.ofMinutes(1), work);
  }

  /** Creates a step that runs until it has to stop, like one that waits in a cluster. */
  public static Step untilStopRequested(StepName name, CountDownLatch started) {
    return step(
        name,
        context -> {
          started.countDown();
          await()
              .pollInterval(Duration.ofMillis(20))
              .until(context.cancellation()::isStopRequested);
        });
  }
}
