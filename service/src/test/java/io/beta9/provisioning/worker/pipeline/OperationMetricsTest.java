package io.beta9.provisioning.worker.pipeline;

import static io.beta9.provisioning.worker.pipeline.ScriptedPipelines.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.testing.Servers;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker counts and measures of the operations that it executes. */
class OperationMetricsTest {
  private static final Failure DENIED =
      Failure.of(FailureCode.ACCESS_DENIED, "Creating the cluster")
          .with(FailureParameter.REPORTED, "AWS answered AccessDenied");
  private static final Failure THROTTLED =
      Failure.of(FailureCode.THROTTLED, "Creating the cluster")
          .with(FailureParameter.REPORTED, "AWS answered Throttling");

  @TempDir private Path base;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private TestQueue queue;
  private String worker;

  @BeforeEach
  void start() {
    queue = new TestQueue(Servers.migratedDatabase());
    worker = queue.worker("w-self", 1, 10, "here").id();
  }

  @AfterEach
  void stop() {
    queue.database.close();
  }

  private Claim claimed(OperationKind kind, String status) {
    queue.queued(kind, status);
    return queue.operations.claimNext(worker).orElseThrow();
  }

  private void execute(Claim claim, Step... steps) {
    ScriptedPipelines.pipeline(queue, base, meters, steps).execute(claim);
  }

  private static Step failing(Failure failure) {
    return step(
        StepName.APPLY,
        context -> {
          throw new FailureException(failure);
        });
  }

  private double operations(String kind, String outcome, String failureClass) {
    return meters
        .get("provisioning.operations")
        .tags("kind", kind, "outcome", outcome, "class", failureClass)
        .counter()
        .count();
  }

  private double errors(String failureClass) {
    return meters.get("provisioning.errors").tag("class", failureClass).counter().count();
  }

  @Test
  void counts_every_failure_when_it_happens_even_if_a_retry_follows() {
    Claim first = claimed(OperationKind.PROVISION, "queued");
    execute(first, failing(THROTTLED));
    queue.jdbc.sql("update operations set not_before = now()").update();
    Claim second = queue.operations.claimNext(worker).orElseThrow();
    execute(second, failing(DENIED));

    assertThat(operations("provision", "retried", "transient")).isEqualTo(1);
    assertThat(operations("provision", "failed", "permission")).isEqualTo(1);
    assertThat(operations("provision", "succeeded", "none")).isZero();
    assertThat(errors("transient")).isEqualTo(1);
    assertThat(errors("permission")).isEqualTo(1);
    assertThat(meters.get("provisioning.claims").tag("kind", "provision").counter().count())
        .isEqualTo(2);
  }

  @Test
  void a_cancelled_operation_is_not_a_failed_one() {
    execute(
        claimed(OperationKind.PROVISION, "queued"),
        failing(Failure.of(FailureCode.OPERATION_CANCELLED)));

    assertThat(operations("provision", "cancelled", "cancelled")).isEqualTo(1);
    assertThat(
            meters.get("provisioning.operations").tag("outcome", "failed").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum())
        .isZero();
  }

  @Test
  void measures_a_destroy_from_its_request_and_not_from_the_creation_of_the_environment() {
    Claim claim = claimed(OperationKind.DESTROY, "destroy_queued");
    queue.jdbc.sql("update environments set created_at = now() - interval '90 days'").update();
    queue.jdbc.sql("update operations set created_at = now() - interval '20 minutes'").update();

    execute(claim, step(StepName.DESTROY, context -> {}));

    assertThat(queue.state(claim.operation())).isEqualTo("succeeded");
    Timer duration = meters.get("provisioning.duration").tag("kind", "destroy").timer();
    assertThat(duration.count()).isEqualTo(1);
    assertThat(duration.totalTime(TimeUnit.SECONDS))
        .isCloseTo(Duration.ofMinutes(20).toSeconds(), within(60.0));
    assertThat(operations("destroy", "succeeded", "none")).isEqualTo(1);
    assertThat(meters.get("provisioning.step.duration").tag("step", "destroy").timer().count())
        .isEqualTo(1);
  }
}
