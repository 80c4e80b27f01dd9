package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.operation.CancelRepository;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ClaimLostException;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.operation.TerminationEvidence;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What is stored of an operation's end, its postponement and its takeover, in a real database. */
class OperationLifecycleTest extends OperationLifecycleScenario {
  private static final Failure DENIED =
      Failure.of(FailureCode.ACCESS_DENIED, "Creating the cluster");

  private static final Failure CANCELLED = Failure.of(FailureCode.OPERATION_CANCELLED);
  private static final Failure REJECTED = Failure.of(FailureCode.PLAN_WOULD_DESTROY);

  @ParameterizedTest
  @CsvSource({
    "PROVISION, BOOTSTRAPPING, BECOME_READY, READY, ready",
    "UPDATE, READY, BECOME_READY, READY, ready",
    "DESTROY, DESTROYING, FINISH_DESTROY, DESTROYED, destroyed"
  })
  void success_is_the_status_an_event_and_an_outcome_of_the_region(
      OperationKind kind,
      EnvironmentStatus before,
      Transition transition,
      EnvironmentStatus after,
      String described) {
    Claim claim = claimed(kind, before);

    lifecycle.succeed(claim, transition);

    assertThat(row(claim)).containsEntry("state", "succeeded");
    assertThat(environment(claim).status()).isEqualTo(after);
    assertThat(kinds(claim)).containsExactly("succeeded");
    assertThat(data(claim, "/status")).isEqualTo(described);
    assertThat(outcomes(claim)).containsExactly("succeeded ");
  }

  @Test
  void success_clears_the_failure_of_an_earlier_attempt() {
    queue.queued(OperationKind.PROVISION, "provisioning");
    lifecycle.postpone(next(), "nodes", THROTTLED, Transition.AWAIT_PROVISION, Duration.ZERO);
    Claim claim = next();

    lifecycle.succeed(claim, Transition.BECOME_READY);

    assertThat(environment(claim).failure()).isNull();
  }

  @ParameterizedTest
  @EnumSource(value = EnvironmentStatus.class, mode = Mode.EXCLUDE, names = "DESTROYED")
  void success_overwrites_a_status_that_was_set_manually(EnvironmentStatus status) {
    Claim provision = claimed(OperationKind.PROVISION, status);
    lifecycle.succeed(provision, Transition.BECOME_READY);
    assertThat(environment(provision).status()).isEqualTo(EnvironmentStatus.READY);

    Claim destroy = claimed(OperationKind.DESTROY, status);
    lifecycle.succeed(destroy, Transition.FINISH_DESTROY);
    assertThat(environment(destroy).status()).isEqualTo(EnvironmentStatus.DESTROYED);
  }

  @Test
  void a_destroy_of_an_environment_that_was_declared_destroyed_succeeds() {
    Claim claim = claimed(OperationKind.DESTROY, EnvironmentStatus.DESTROYING);
    setManually(claim, EnvironmentStatus.DESTROYED);

    lifecycle.succeed(claim, Transition.FINISH_DESTROY);

    assertThat(row(claim)).containsEntry("state", "succeeded");
    assertThat(environment(claim).status()).isEqualTo(EnvironmentStatus.DESTROYED);
  }

  /** The ends of an operation that are not the success of a destroy. */
  private Map<String, Consumer<Claim>> otherEnds() {
    Map<String, Consumer<Claim>> ends = new TreeMap<>();
    ends.put("success", claim -> lifecycle.succeed(claim, Transition.BECOME_READY));
    ends.put("failure", claim -> lifecycle.fail(claim, "apply", DENIED));
    ends.put("cancellation", claim -> lifecycle.fail(claim, "apply", CANCELLED));
    ends.put(
        "another attempt",
        claim ->
            lifecycle.postpone(
                claim, "apply", THROTTLED, Transition.AWAIT_PROVISION, Duration.ofSeconds(10)));
    return ends;
  }

  @TestFactory
  Stream<DynamicTest>
      an_environment_that_was_declared_destroyed_stays_so_and_its_operation_fails() {
    return otherEnds().entrySet().stream()
        .map(
            end ->
                DynamicTest.dynamicTest(
                    end.getKey(),
                    () -> {
                      Claim claim = claimed(OperationKind.PROVISION);
                      setManually(claim, EnvironmentStatus.DESTROYED);

                      end.getValue().accept(claim);

                      assertThat(environment(claim).status())
                          .isEqualTo(EnvironmentStatus.DESTROYED);
                      assertThat(row(claim))
                          .containsEntry("state", "failed")
                          .containsEntry("code", "status-set-manually");
                      assertThat(kinds(claim)).containsExactly("failed");
                      assertThat(outcomes(claim)).isEmpty();
                    }));
  }

  @Test
  void a_failure_is_that_of_the_environment_with_its_step_and_an_outcome_of_the_region() {
    Claim claim = claimed(OperationKind.PROVISION);

    lifecycle.fail(claim, "apply", DENIED);

    assertThat(row(claim)).containsEntry("state", "failed").containsEntry("code", "access-denied");
    assertThat(environment(claim).status()).isEqualTo(EnvironmentStatus.FAILED);
    assertThat(environment(claim).lastFailure().step()).isEqualTo("apply");
    assertThat(environment(claim).failure()).isEqualTo(DENIED);
    assertThat(kinds(claim)).containsExactly("failed");
    assertThat(outcomes(claim)).containsExactly("unrelated access-denied");
  }

  @Test
  void a_cancelled_operation_does_not_count_as_failed() {
    Claim claim = claimed(OperationKind.PROVISION);

    lifecycle.fail(claim, "apply", CANCELLED);

    assertThat(row(claim)).containsEntry("state", "cancelled");
    assertThat(environment(claim).status()).isEqualTo(EnvironmentStatus.FAILED);
    assertThat(kinds(claim)).containsExactly("cancelled");
    assertThat(data(claim, "/status")).as("not that of a ready environment").isEqualTo("null");
  }

  @ParameterizedTest
  @CsvSource({"false, failed, update-plan-failed", "true, cancelled, cancelled"})
  void a_plan_that_fails_leaves_its_environment_as_it_was(
      boolean cancelled, String state, String event) {
    Claim claim = claimed(OperationKind.PLAN, EnvironmentStatus.READY);

    lifecycle.fail(claim, "plan", cancelled ? CANCELLED : DENIED);

    assertThat(row(claim)).containsEntry("state", state);
    assertThat(environment(claim).status()).isEqualTo(EnvironmentStatus.READY);
    assertThat(environment(claim).failure()).isNull();
    assertThat(kinds(claim)).containsExactly(event);
    assertThat(data(claim, "/status")).isEqualTo(cancelled ? "ready" : "null");
    assertThat(outcomes(claim)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureCode.class,
      names = {"UPDATE_WOULD_INTERRUPT", "UPDATE_PLAN_CHANGED", "PLAN_WOULD_DESTROY"})
  void an_update_whose_plan_is_rejected_leaves_a_ready_environment(FailureCode code) {
    Claim claim = update();
    queue.environments.acceptConsequences(
        claim.tenant(), claim.environment(), List.of("node-groups"));

    lifecycle.fail(claim, "plan", Failure.of(code));

    Environment restored = environment(claim);
    assertThat(row(claim)).containsEntry("state", "failed");
    assertThat(restored.status()).isEqualTo(EnvironmentStatus.READY);
    assertThat(restored.metaConfig().toTree().path("name").asString("")).isEqualTo("before");
    assertThat(restored.infraModel().toTree().path("model").asString("")).isEqualTo("before");
    assertThat(restored.failure()).isNull();
    assertThat(restored.previousFailure().failure().code()).isEqualTo(code);
    assertThat(restored.previousFailure().step()).isEqualTo("plan");
    assertThat(queue.environments.acceptedConsequences(claim.tenant(), claim.environment()))
        .as("what was accepted for it only")
        .isEmpty();
    assertThat(kinds(claim)).containsExactly("update-rejected");
    assertThat(outcomes(claim)).isEmpty();
  }

  @Test
  void an_update_that_fails_for_another_reason_is_not_reverted() {
    Claim claim = update();

    lifecycle.fail(claim, "plan", DENIED);

    assertThat(environment(claim).status()).isEqualTo(EnvironmentStatus.FAILED);
    assertThat(environment(claim).infraModel().toTree().has("model")).isFalse();
  }

  @Test
  void an_environment_that_was_not_ready_before_is_not_restored() {
    Claim claim = claimed(OperationKind.UPDATE, EnvironmentStatus.PROVISIONING);

    lifecycle.fail(claim, "plan", REJECTED);

    assertThat(environment(claim).status()).isEqualTo(EnvironmentStatus.FAILED);
    assertThat(kinds(claim)).containsExactly("failed");
  }

  @Test
  void an_update_whose_cluster_is_being_changed_is_not_restored() {
    Claim claim = update();
    setManually(claim, EnvironmentStatus.BOOTSTRAPPING);

    lifecycle.fail(claim, "plan", REJECTED);

    assertThat(environment(claim).status()).isEqualTo(EnvironmentStatus.FAILED);
  }

  @Test
  void a_postponed_operation_waits_and_its_environment_is_queued() {
    Claim claim = claimed(OperationKind.PROVISION);

    lifecycle.postpone(
        claim, "apply", THROTTLED, Transition.AWAIT_PROVISION, Duration.ofMillis(90_500));

    assertThat(row(claim)).containsEntry("state", "waiting").containsEntry("code", "throttled");
    assertThat(environment(claim).status()).isEqualTo(EnvironmentStatus.QUEUED);
    assertThat(environment(claim).lastFailure().step()).isEqualTo("apply");
    assertThat(kinds(claim)).containsExactly("retrying");
    assertThat(data(claim, "/delay_seconds")).isEqualTo("90");
    assertThat(data(claim, "/attempt")).isEqualTo("1");
    assertThat(outcomes(claim)).containsExactly("failing throttled");
    assertThat(reservation(claim)).isEmpty();
  }

  @Test
  void a_pause_of_less_than_a_second_is_announced_as_one_second() {
    Claim claim = claimed(OperationKind.PROVISION);

    lifecycle.postpone(
        claim, "apply", THROTTLED, Transition.AWAIT_PROVISION, Duration.ofMillis(300));

    assertThat(data(claim, "/delay_seconds")).isEqualTo("1");
  }

  private static Optional<String> reservation(Claim claim) {
    return queue
        .jdbc
        .sql("select coalesce(reserved_place, '') from operations where id = :id")
        .param("id", claim.operation().value())
        .query(String.class)
        .optional()
        .filter(place -> !place.isEmpty());
  }

  @Test
  void an_operation_whose_terraform_runs_is_reserved_for_its_host() {
    Claim claim = claimed(OperationKind.DESTROY, EnvironmentStatus.DESTROYING);

    lifecycle.postponeWhileTerraformRuns(
        claim, "destroy", DENIED, Transition.AWAIT_DESTROY, Duration.ofSeconds(30));

    assertThat(row(claim)).containsEntry("state", "waiting");
    assertThat(environment(claim).status()).isEqualTo(EnvironmentStatus.DESTROY_QUEUED);
    assertThat(reservation(claim)).contains(worker.place());
  }

  @Test
  void a_postponed_plan_leaves_its_environment_as_it_was() {
    Claim claim = claimed(OperationKind.PLAN, EnvironmentStatus.READY);

    lifecycle.postponeWhileTerraformRuns(
        claim, "plan", DENIED, Transition.AWAIT_PROVISION, Duration.ofSeconds(30));

    assertThat(row(claim)).containsEntry("state", "waiting");
    assertThat(environment(claim).status()).isEqualTo(EnvironmentStatus.READY);
    assertThat(kinds(claim)).isEmpty();
    assertThat(outcomes(claim)).isEmpty();
  }

  @Test
  void a_takeover_is_recorded_once() {
    Claim first = claimed(OperationKind.PROVISION);
    assertThat(lifecycle.recordTakeover(first)).isFalse();
    assertThat(kinds(first)).isEmpty();
    releaseDead();
    Claim second = next();

    assertThat(lifecycle.recordTakeover(second)).isFalse();
    assertThat(lifecycle.recordTakeover(second)).isFalse();

    assertThat(kinds(second)).filteredOn("taken-over"::equals).hasSize(1);
    assertThat(data(second, "/from")).isEqualTo("w-1");
    assertThat(data(second, "/to")).isEqualTo("w-1");
  }

  @Test
  void a_takeover_reports_a_cancellation_of_the_same_operation_only() {
    Claim other = claimed(OperationKind.PROVISION);
    requestCancellation(other);
    queue.queued(OperationKind.PROVISION, "provisioning");
    Claim claim = next();
    Claim again =
        new Claim(
            claim.operation(),
            claim.environment(),
            claim.tenant(),
            claim.kind(),
            claim.worker(),
            2,
            1);
    queue
        .jdbc
        .sql("update operations set epoch = 2 where id = :id")
        .param("id", claim.operation().value())
        .update();

    assertThat(lifecycle.recordTakeover(again)).isFalse();
    requestCancellation(claim);
    assertThat(lifecycle.recordTakeover(again)).isTrue();
    assertThat(kinds(claim)).as("it was retried, not taken over").isEmpty();
  }

  private static void requestCancellation(Claim claim) {
    CancelRepository cancels = new CancelRepository(queue.jdbc);
    queue.transactions.executeWithoutResult(
        status ->
            cancels.requestCancellation(
                cancels.lockActive(claim.tenant(), claim.environment()).orElseThrow()));
  }

  private static void releaseDead() {
    queue
        .claims
        .owners()
        .forEach(owner -> queue.releaser.releaseDead(owner, new TerminationEvidence.ProcessGone()));
  }

  @Test
  void times_are_those_since_the_request_and_since_the_first_claim() {
    Claim claim = claimed(OperationKind.PROVISION);
    queue
        .jdbc
        .sql(
            """
            update operations set created_at = now() - interval '20 minutes',
                   first_claimed_at = now() - interval '5 minutes' where id = :id
            """)
        .param("id", claim.operation().value())
        .update();

    assertThat(lifecycle.timeSinceRequested(claim))
        .isBetween(Duration.ofMinutes(20), Duration.ofMinutes(25));
    assertThat(lifecycle.timeSinceFirstClaim(claim))
        .isBetween(Duration.ofMinutes(5), Duration.ofMinutes(10));
  }

  /** Every write, each with a step or transition that is legal. */
  private Map<String, Consumer<Claim>> writes() {
    Map<String, Consumer<Claim>> writes = otherEnds();
    writes.put("start", claim -> lifecycle.startStep(claim, durable(StepName.NODES), PROGRESS));
    writes.put(
        "completion",
        claim -> lifecycle.completeStep(claim, durable(StepName.NODES), Duration.ZERO));
    writes.put("progress", claim -> lifecycle.updateProgress(claim, PROGRESS));
    writes.put("host problem", claim -> lifecycle.recordHostProblem(claim, DENIED));
    writes.put("success of a plan", lifecycle::succeedPlan);
    writes.put(
        "takeover",
        claim ->
            lifecycle.recordTakeover(
                new Claim(
                    claim.operation(),
                    claim.environment(),
                    claim.tenant(),
                    claim.kind(),
                    claim.worker(),
                    claim.epoch() + 5,
                    1)));
    return writes;
  }

  @TestFactory
  Stream<DynamicTest> nothing_is_recorded_under_a_claim_that_was_lost() {
    return writes().entrySet().stream()
        .map(
            write ->
                DynamicTest.dynamicTest(
                    write.getKey(),
                    () -> {
                      Claim claim = claimed(OperationKind.PROVISION);
                      queue
                          .jdbc
                          .sql("update operations set epoch = epoch + 1 where id = :id")
                          .param("id", claim.operation().value())
                          .update();
                      Environment before = environment(claim);

                      assertThatThrownBy(() -> write.getValue().accept(claim))
                          .isInstanceOf(ClaimLostException.class);

                      assertThat(environment(claim)).isEqualTo(before);
                      assertThat(kinds(claim)).isEmpty();
                      assertThat(row(claim)).containsEntry("state", "running");
                    }));
  }
}
