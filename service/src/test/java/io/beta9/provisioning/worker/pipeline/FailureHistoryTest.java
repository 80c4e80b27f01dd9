package io.beta9.provisioning.worker.pipeline;

import static io.beta9.provisioning.worker.pipeline.ScriptedPipelines.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.environment.RecordedFailure;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.intake.CancelRequests;
import io.beta9.provisioning.intake.EnvironmentRequests;
import io.beta9.provisioning.operation.CancelRepository;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.Operation;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.testing.Servers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A failure keeps where and when it happened, and is history as soon as a later operation runs. */
class FailureHistoryTest {
  private static final Caller ANN = new Caller(new TenantId("acme"), "key", "ann");
  private static final Failure QUOTA =
      Failure.of(FailureCode.QUOTA_EXCEEDED, "Checking the quotas");
  private static final Failure THROTTLED =
      Failure.of(FailureCode.THROTTLED, "Checking the account");

  @TempDir private Path base;
  private TestQueue queue;
  private EnvironmentRequests requests;
  private Failure inPreflight = QUOTA;
  private boolean preflightPasses;

  @BeforeEach
  void start() {
    queue = new TestQueue(Servers.migratedDatabase());
    queue.worker("w-1", 1, 10, "here");
    requests =
        new EnvironmentRequests(
            new EnvironmentRequests.IntakeRepositories(
                queue.jdbc, queue.transactions, queue.environments, queue.operations, queue.events),
            TestQueue.NO_NOTIFICATIONS,
            JsonMapper.shared(),
            Settings.from(Map.of()),
            Clock.systemUTC(),
            new Random(5));
  }

  @AfterEach
  void stop() {
    queue.database.close();
  }

  private Pipeline pipeline(Step.StepAction beta9) {
    return ScriptedPipelines.pipeline(
        queue,
        base,
        step(
            StepName.PREFLIGHT,
            context -> {
              if (!preflightPasses) {
                throw new FailureException(inPreflight);
              }
            }),
        step(StepName.BETA9, beta9));
  }

  private Claim claim() {
    queue.jdbc.sql("update operations set not_before = now()").update();
    return queue.operations.claimNext("w-1").orElseThrow();
  }

  private Environment environment(EnvironmentId id) {
    return queue.environments.find(ANN.tenant(), id).orElseThrow();
  }

  private EnvironmentId failedInPreflight() {
    Operation operation = queue.queued();
    pipeline(context -> {}).execute(claim());
    assertThat(environment(operation.environment()).status()).isEqualTo(EnvironmentStatus.FAILED);
    return operation.environment();
  }

  @Test
  void a_failure_keeps_its_operation_its_step_and_its_time() {
    Operation operation = queue.queued();
    pipeline(context -> {}).execute(claim());

    RecordedFailure failure =
        Objects.requireNonNull(environment(operation.environment()).lastFailure());

    assertThat(failure.operation()).isEqualTo(operation.id().value());
    assertThat(failure.step()).isEqualTo("preflight");
    assertThat(Duration.between(failure.at(), Instant.now()).abs())
        .isLessThan(Duration.ofMinutes(5));
    assertThat(failure.failure().code()).isEqualTo(FailureCode.QUOTA_EXCEEDED);
  }

  @Test
  void the_failure_is_history_while_a_later_operation_runs_in_another_step() {
    EnvironmentId id = failedInPreflight();
    requests.retry(ANN, id, null);
    preflightPasses = true;

    pipeline(
            context -> {
              Environment running = environment(id);
              assertThat(running.phase()).isEqualTo("beta9");
              assertThat(running.failure()).isNull();
              assertThat(running.errorMessage()).isNull();
              RecordedFailure previous = Objects.requireNonNull(running.previousFailure());
              assertThat(previous.step()).isEqualTo("preflight");
              assertThat(previous.failure().code()).isEqualTo(FailureCode.QUOTA_EXCEEDED);
            })
        .execute(claim());

    Environment ready = environment(id);
    assertThat(ready.status()).isEqualTo(EnvironmentStatus.READY);
    assertThat(ready.previousFailure()).isNull();
  }

  @Test
  void the_failure_of_the_previous_attempt_remains_until_its_step_has_passed() {
    inPreflight = THROTTLED;
    Operation operation = queue.queued();
    pipeline(context -> {}).execute(claim());
    Environment waiting = environment(operation.environment());
    assertThat(waiting.status()).isEqualTo(EnvironmentStatus.QUEUED);
    assertThat(waiting.nextAttempt()).isNotNull();
    assertThat(Objects.requireNonNull(waiting.lastFailure()).step()).isEqualTo("preflight");

    preflightPasses = true;
    pipeline(
            context -> {
              Environment running = environment(operation.environment());
              assertThat(running.failure()).isNull();
              assertThat(running.nextAttempt()).isNull();
            })
        .execute(claim());
  }

  @Test
  void a_retry_that_is_cancelled_before_it_starts_makes_the_failure_current_again() {
    EnvironmentId id = failedInPreflight();
    Environment failed = environment(id);
    requests.retry(ANN, id, null);
    assertThat(environment(id).failure()).isNull();

    new CancelRequests(
            queue.jdbc,
            queue.transactions,
            queue.environments,
            new CancelRepository(queue.jdbc),
            queue.events)
        .cancel(ANN, id, null);

    Environment restored = environment(id);
    assertThat(restored.status()).isEqualTo(EnvironmentStatus.FAILED);
    assertThat(restored.lastFailure()).isEqualTo(failed.lastFailure());
    assertThat(restored.errorMessage()).isEqualTo(failed.errorMessage());
    assertThat(restored.previousFailure()).isNull();
  }

  @Test
  void a_failure_that_a_previous_version_recorded_has_the_phase_of_the_environment() {
    EnvironmentId id = failedInPreflight();
    queue.jdbc.sql("update environments set failure = failure - 'occurrence'").update();

    assertThat(Objects.requireNonNull(environment(id).lastFailure()).step()).isEqualTo("preflight");
    requests.retry(ANN, id, null);
    assertThat(Objects.requireNonNull(environment(id).previousFailure()).step())
        .isEqualTo("preflight");
  }
}
