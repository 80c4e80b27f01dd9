package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.cloud.aws.AwsAccounts;
import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.CompletedSteps;
import io.beta9.provisioning.operation.Operation;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.settings.ProcessEnvironment;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.worker.retry.RetryPolicy;
import io.beta9.provisioning.worker.steps.Pipelines;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** An unreachable cluster in a destroy, forced and not. */
class ForcedDestroyTest {
  @TempDir Path base;
  private final AtomicInteger later = new AtomicInteger();
  private TestQueue queue;
  private SimulatedAccount account;

  @BeforeEach
  void open() {
    queue = new TestQueue(Servers.migratedDatabase());
    queue.worker("w-1", 1, 1, "here");
    account = SimulatedAccount.open();
  }

  @AfterEach
  void close() {
    queue.database.close();
    account.close();
  }

  /** A pipeline in an account in which the role of the environments does not exist. */
  private Pipeline pipeline() {
    WorkerDependencies dependencies =
        new WorkerDependencies(
            new AwsAccounts(account.sessions()),
            new WorkerTools(
                (stack, redactor, credentials) -> {
                  throw new AssertionError("this test runs no Terraform");
                },
                (cluster, credentials, privateDirectory) -> {
                  throw new AssertionError("this test runs no Helm");
                }),
            TerraformOptions.of(ProcessEnvironment.current()),
            base,
            "here",
            JsonMapper.shared(),
            Clock.systemUTC(),
            new Random(5));
    List<Step> steps =
        List.of(
            step(StepName.CLUSTER_UNINSTALL, uninstall()),
            step(StepName.SWEEP, context -> later.incrementAndGet()));
    return new Pipeline(
        queue.lifecycle(),
        queue.contexts(dependencies),
        new Pipelines(steps, steps),
        RetryPolicy.STANDARD,
        new OperationMetrics(new SimpleMeterRegistry()),
        Clock.systemUTC(),
        new Random(5));
  }

  private static Step.StepAction uninstall() {
    return new Pipelines()
        .steps(OperationKind.DESTROY).stream()
            .filter(step -> step.name() == StepName.CLUSTER_UNINSTALL)
            .findFirst()
            .orElseThrow()
            .action();
  }

  private static Step step(StepName name, Step.StepAction work) {
    return new Step(name, Transition.DESTROY, name, Duration.ofMinutes(1), work);
  }

  private Operation destroying() {
    return queue.queued(OperationKind.DESTROY, "destroy_queued");
  }

  private Claim claimed() {
    return queue.operations.claimNext("w-1").orElseThrow();
  }

  @Test
  void skips_an_unreachable_cluster_in_a_forced_destroy_and_reports_it() {
    Operation operation = destroying();
    new CompletedSteps(queue.jdbc).record(operation.id(), List.of(CompletedSteps.FORCED));

    pipeline().execute(claimed());

    assertThat(later).hasValue(1);
    assertThat(queue.status(operation.environment())).isEqualTo("destroyed");
    assertThat(queue.eventsOf(operation.environment()))
        .anySatisfy(
            event -> {
              assertThat(event.is(EventKind.SKIPPED)).isTrue();
              assertThat(event.data().path("failure").path("code").asString(""))
                  .isEqualTo(FailureCode.ROLE_NOT_ASSUMABLE.code());
            });
  }

  @Test
  void fails_on_an_unreachable_cluster_without_force() {
    Operation operation = destroying();

    pipeline().execute(claimed());

    assertThat(later).hasValue(0);
    assertThat(queue.status(operation.environment())).isEqualTo("failed");
  }
}
