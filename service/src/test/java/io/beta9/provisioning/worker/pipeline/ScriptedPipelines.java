package io.beta9.provisioning.worker.pipeline;

import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.aws.session.AwsOptions;
import io.beta9.provisioning.aws.session.AwsSessions;
import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.terraform.run.TerraformOptions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import tools.jackson.databind.json.JsonMapper;

/** Pipelines whose steps a test writes: what a worker does around its steps is tried with them. */
final class ScriptedPipelines {
  private ScriptedPipelines() {}

  /** A pipeline that provisions in these steps, and destroys in the same. */
  static Pipeline pipeline(TestQueue queue, Path base, Step... steps) {
    WorkerDependencies workshop =
        new WorkerDependencies(
            new AwsSessions(AwsOptions.fromProcess()),
            new WorkerTools(
                (stack, redactor) -> {
                  throw new AssertionError("no Terraform is wanted here");
                },
                (cluster, credentials) -> {
                  throw new AssertionError("no Helm is wanted here");
                }),
            TerraformOptions.fromProcess(),
            base,
            "here",
            JsonMapper.shared(),
            Clock.systemUTC(),
            new Random(5));
    return new Pipeline(
        queue.ledger(),
        new Pipelines(workshop, List.of(steps), List.of(steps)),
        RetryPolicy.STANDARD,
        new OperationMetrics(new SimpleMeterRegistry()),
        Clock.systemUTC(),
        new Random(5));
  }

  static Step step(StepName name, Step.StepAction work) {
    return new Step(name, Transition.PROVISION, name, Duration.ofMinutes(1), work);
  }

  /** A step that works until it is not wanted any more, as one in a cluster does. */
  static Step untilUnwanted(StepName name, CountDownLatch begun) {
    return step(
        name,
        context -> {
          begun.countDown();
          await().pollInterval(Duration.ofMillis(20)).until(context.orders()::ending);
        });
  }
}
