package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.aws.session.AwsOptions;
import io.beta9.provisioning.aws.session.AwsSessions;
import io.beta9.provisioning.intake.BootstrapRequests;
import io.beta9.provisioning.operation.CompletedSteps;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.terraform.run.TerraformOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** That what an operator asks for means the steps of the real pipelines. */
class BootstrapOnlyTest {
  private static final Pipelines PIPELINES =
      new Pipelines(
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
              Path.of("."),
              "here",
              JsonMapper.shared(),
              Clock.systemUTC(),
              new Random(5)));

  @Test
  void what_begins_with_the_infrastructure_as_done_takes_the_steps_of_the_bootstrap_only() {
    List<String> left =
        PIPELINES.steps(OperationKind.UPDATE).stream()
            .filter(
                step ->
                    step.doneWith() == null
                        || !BootstrapRequests.INFRASTRUCTURE.contains(step.doneWith().code()))
            .map(step -> step.name().code())
            .toList();

    assertThat(left).containsExactlyInAnyOrderElementsOf(BootstrapRequests.BOOTSTRAP);
  }

  @Test
  void the_mark_of_force_is_no_steps_name() {
    assertThat(StepName.values()).extracting(StepName::code).doesNotContain(CompletedSteps.FORCED);
  }
}
