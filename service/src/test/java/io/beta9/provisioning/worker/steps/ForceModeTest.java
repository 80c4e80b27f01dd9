package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.worker.pipeline.AdvancingClock;
import io.beta9.provisioning.worker.pipeline.InMemoryOperation;
import io.beta9.provisioning.worker.pipeline.ScriptedPipelines;
import io.beta9.provisioning.worker.pipeline.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ForceModeTest {
  /** A code whose failures are never skipped, of a class whose other failures are. */
  private static final FailureCode NEVER_SKIPPED = FailureCode.STATE_LOCKED;

  @ParameterizedTest
  @EnumSource(FailureCode.class)
  void skips_permanent_failures_immediately_and_transient_ones_in_the_last_attempt(
      FailureCode code) {
    Failure failure = Failure.of(code);
    boolean skippable = code != NEVER_SKIPPED && failure.kind() != FailureClass.CANCELLED;
    boolean isTransient = failure.kind() == FailureClass.TRANSIENT;

    assertThat(ForceMode.canSkip(failure, 1)).isEqualTo(skippable && !isTransient);
    assertThat(ForceMode.canSkip(failure, ForceMode.MAX_TRANSIENT_ATTEMPTS - 1))
        .isEqualTo(skippable && !isTransient);
    assertThat(ForceMode.canSkip(failure, ForceMode.MAX_TRANSIENT_ATTEMPTS)).isEqualTo(skippable);
  }

  private static final Step.StepAction DENIED =
      context -> {
        throw new FailureException(Failure.of(FailureCode.ACCESS_DENIED, "Uninstalling"));
      };

  private static InMemoryOperation execute(Path base, boolean forced, Step.StepAction action) {
    InMemoryOperation operation =
        new InMemoryOperation(
            OperationKind.DESTROY, ScriptedPipelines.dependencies(base, new AdvancingClock()));
    if (forced) {
      operation.environment().setForced();
    }
    Step step =
        ScriptedPipelines.step(
            StepName.CLUSTER_UNINSTALL, Pipelines.forceable(StepName.CLUSTER_UNINSTALL, action));
    operation.pipeline(new Pipelines(List.of(), List.of(step))).execute(operation.claim());
    return operation;
  }

  @Test
  void a_forced_destroy_records_and_skips_a_step_that_fails(@TempDir Path base) {
    InMemoryOperation operation = execute(base, true, DENIED);

    assertThat(operation.lifecycle().failures()).isEmpty();
    assertThat(operation.events())
        .containsExactly(
            new EventData.Skipped(
                "cluster-uninstall", Failure.of(FailureCode.ACCESS_DENIED, "Uninstalling")));
  }

  @Test
  void a_destroy_without_force_fails_with_its_step(@TempDir Path base) {
    InMemoryOperation operation = execute(base, false, DENIED);

    assertThat(operation.lifecycle().failures())
        .extracting(Failure::code)
        .containsExactly(FailureCode.ACCESS_DENIED);
    assertThat(operation.events()).isEmpty();
  }

  @Test
  void a_forced_destroy_executes_its_steps(@TempDir Path base) {
    List<String> executed = new ArrayList<>();

    InMemoryOperation operation = execute(base, true, context -> executed.add("uninstall"));

    assertThat(executed).containsExactly("uninstall");
    assertThat(operation.events()).isEmpty();
  }
}
