package io.beta9.provisioning.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.operation.CancelRepository.ActiveOperation;
import io.beta9.provisioning.operation.ProcessRepository.PastProcess;
import io.beta9.provisioning.operation.ProcessRepository.RecordedProcess;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.worker.pipeline.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is recorded about operations, their cancellation, their workers and their processes. */
class OperationRecordsTest {
  private static final TenantId ACME = new TenantId("acme");
  private static final Failure FAILURE = Failure.of(FailureCode.NETWORK, "Creating the cluster");
  private static final Duration RESERVATION = Duration.ofMinutes(13);

  private static HikariDataSource database;
  private static TestQueue queue;
  private static CancelRepository cancellations;
  private static ProcessRepository processes;
  private RegisteredWorker here;
  private RegisteredWorker there;

  @BeforeAll
  static void start() {
    database = Servers.migratedDatabase();
    queue = new TestQueue(database);
    cancellations = new CancelRepository(queue.jdbc);
    processes = new ProcessRepository(queue.jdbc);
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @BeforeEach
  void register() {
    for (String table : List.of("events", "operations", "environments", "workers")) {
      queue.jdbc.sql("delete from " + table).update();
    }
    here = queue.worker("w-1", 1, 10, "here");
    there = queue.worker("w-2", 2, 20, "there");
  }

  private Claim claimed() {
    queue.queued();
    return queue.operations.claimNext(here.id()).orElseThrow();
  }

  private static ClaimRepository.HeldClaim held(Claim claim) {
    return new ClaimRepository.HeldClaim(
        claim.operation(), claim.environment(), claim.tenant(), claim.epoch(), false);
  }

  private static ActiveOperation active(Operation operation) {
    return cancellations.lockActive(ACME, operation.environment()).orElseThrow();
  }

  @Test
  void a_waiting_operation_can_be_cancelled_immediately() {
    queue.queued(); // Another environment's operation, which stays.
    Operation operation = queue.queued();
    ActiveOperation active = active(operation);
    assertThat(active.id()).isEqualTo(operation.id());
    assertThat(active.kind()).isEqualTo(OperationKind.PROVISION);
    assertThat(active.canEndImmediately()).isTrue();
    assertThat(active.started()).isFalse();
    assertThat(active.forced()).isFalse();
    assertThat(active.previousStatus()).isNull();
    assertThat(active.cancelRequested()).isFalse();

    cancellations.cancelImmediately(active, FAILURE);
    assertThat(queue.state(operation.id())).isEqualTo("cancelled");
    assertThat(cancellations.lockActive(ACME, operation.environment())).isEmpty();
    assertThatThrownBy(() -> cancellations.cancelImmediately(active, FAILURE))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> cancellations.requestCancellation(active))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_running_operation_is_only_requested_to_end() {
    Operation operation = queue.queued();
    Claim claim = queue.operations.claimNext(here.id()).orElseThrow();
    ActiveOperation active = active(operation);
    assertThat(active.canEndImmediately()).isFalse();
    assertThat(active.started()).isTrue();
    assertThatThrownBy(() -> cancellations.cancelImmediately(active, FAILURE))
        .isInstanceOf(IllegalStateException.class);

    cancellations.requestCancellation(active);
    assertThat(queue.state(operation.id())).isEqualTo("running");
    assertThat(active(operation).cancelRequested()).isTrue();
    assertThat(queue.claims.heldBy(claim.worker()))
        .singleElement()
        .satisfies(
            held -> {
              assertThat(held.operation()).isEqualTo(operation.id());
              assertThat(held.epoch()).isEqualTo(claim.epoch());
              assertThat(held.cancelRequested()).isTrue();
            });
  }

  @Test
  void remembers_the_previous_status_and_that_a_destroy_is_forced() {
    Operation destroyed = queue.queued(OperationKind.DESTROY, "destroy_queued");
    queue.jdbc.sql("update operations set status_before = 'ready'").update();
    new CompletedSteps(queue.jdbc).record(destroyed.id(), List.of("init"));
    assertThat(active(destroyed).forced()).isFalse();
    new CompletedSteps(queue.jdbc).record(destroyed.id(), List.of(CompletedSteps.FORCED));
    assertThat(active(destroyed).previousStatus()).isEqualTo(EnvironmentStatus.READY);
    assertThat(active(destroyed).forced()).isTrue();
    Claim claim = queue.operations.claimNext(here.id()).orElseThrow();
    assertThat(queue.operations.completedSteps(claim))
        .containsExactlyInAnyOrder(CompletedSteps.FORCED, "init");
  }

  @Test
  void an_operation_whose_process_may_be_running_is_reserved_for_its_place() {
    Claim claim = claimed();
    queue.recordProcess(claim, here);
    assertThat(queue.claims.release(held(claim), here, RESERVATION)).isTrue();
    assertThat(queue.claims.release(held(claim), here, RESERVATION))
        .as("it is no longer held")
        .isFalse();

    assertThat(queue.operations.claimNext(there.id())).isEmpty();
    assertThat(queue.operations.cancelWaiting(claim.environment())).isFalse();
    assertThat(cancellations.lockActive(ACME, claim.environment()).orElseThrow())
        .satisfies(active -> assertThat(active.canEndImmediately()).isFalse());

    queue.jdbc.sql("update operations set reserved_until = now()").update();
    assertThat(cancellations.lockActive(ACME, claim.environment()).orElseThrow())
        .satisfies(active -> assertThat(active.canEndImmediately()).isTrue());
    Claim next = queue.operations.claimNext(there.id()).orElseThrow();
    assertThat(queue.claims.acknowledgeTakeover(next)).isEqualTo(here.id());
    assertThat(queue.claims.acknowledgeTakeover(next)).as("reported once").isNull();
  }

  /** Times relative to the transaction, in which the database's clock stands still. */
  private double secondsFromNow(String column) {
    return queue
        .jdbc
        .sql("select extract(epoch from %s - now()) from operations".formatted(column))
        .query(Double.class)
        .single();
  }

  @Test
  void a_release_reserves_the_operation_for_exactly_the_given_time() {
    Claim claim = claimed();
    queue.recordProcess(claim, here);
    queue.transactions.executeWithoutResult(
        status -> {
          assertThat(queue.claims.release(held(claim), here, Duration.ofMillis(780_500))).isTrue();
          assertThat(secondsFromNow("not_before")).isZero();
          assertThat(secondsFromNow("reserved_until")).isEqualTo(780.5);
        });
  }

  @Test
  void a_postponed_operation_waits_for_the_pause_and_is_reserved_beyond_it() {
    Claim claim = claimed();
    queue.transactions.executeWithoutResult(
        status -> {
          queue.operations.postpone(
              claim, FAILURE, Duration.ofMillis(30_250), Duration.ofMillis(780_500));
          assertThat(secondsFromNow("not_before")).isEqualTo(30.25);
          assertThat(secondsFromNow("reserved_until")).isEqualTo(30.25 + 780.5);
        });
  }

  @Test
  void an_operation_without_a_running_process_is_not_reserved() {
    Claim claim = claimed();
    queue.claims.release(held(claim), here, RESERVATION);
    assertThat(queue.operations.claimNext(there.id())).isPresent();
  }

  @Test
  void a_release_without_a_reservation_ends_the_processes_of_the_host() {
    Claim claim = claimed();
    queue.recordProcess(claim, here);
    queue.claims.release(held(claim), here, null);
    assertThat(
            queue
                .jdbc
                .sql("select count(*) from processes where ended_at is null")
                .query(Integer.class)
                .single())
        .isZero();
    assertThat(queue.operations.claimNext(there.id())).isPresent();
  }

  @Test
  void a_postponed_operation_is_reserved_only_if_a_reservation_is_given() {
    Claim first = claimed();
    queue.operations.postpone(first, FAILURE, Duration.ZERO, RESERVATION);
    assertThat(queue.operations.claimNext(there.id())).isEmpty();
    Claim second = queue.operations.claimNext(here.id()).orElseThrow();
    assertThat(second.attempt()).isEqualTo(2);
    queue.claims.acknowledgeTakeover(second);
    queue.operations.postpone(second, FAILURE, Duration.ZERO);
    assertThat(queue.operations.claimNext(there.id())).isPresent();
  }

  @Test
  void a_waiting_operation_is_removed_from_the_queue_and_a_running_one_is_not() {
    Operation waiting = queue.queued();
    assertThat(queue.operations.hasActive(waiting.environment())).isTrue();
    assertThat(queue.operations.due(10)).containsExactly(waiting.id());
    assertThat(queue.operations.cancelWaiting(waiting.environment())).isTrue();
    assertThat(queue.operations.hasActive(waiting.environment())).isFalse();
    assertThat(queue.operations.due(10)).isEmpty();
    Claim running = claimed();
    assertThat(queue.operations.hasActive(running.environment())).isTrue();
    assertThat(queue.operations.hasActive(waiting.environment())).isFalse();
    Operation other = queue.queued();
    assertThat(queue.operations.cancelWaiting(waiting.environment())).isFalse();
    assertThat(queue.state(other.id())).isEqualTo("waiting");
    assertThat(queue.operations.cancelWaiting(other.environment())).isTrue();
    assertThat(queue.operations.latestKind(ACME, waiting.environment()))
        .contains(OperationKind.PROVISION);
    assertThat(queue.operations.cancelWaiting(claimed().environment())).isFalse();
  }

  @Test
  void an_operation_ends_in_the_state_of_its_result() {
    Claim succeeded = claimed();
    queue.operations.succeed(succeeded);
    assertThat(queue.state(succeeded.operation())).isEqualTo("succeeded");
    Claim failed = claimed();
    queue.operations.fail(failed, FAILURE);
    assertThat(queue.state(failed.operation())).isEqualTo("failed");
    Claim cancelled = claimed();
    queue.operations.cancel(cancelled, FAILURE);
    assertThat(queue.state(cancelled.operation())).isEqualTo("cancelled");
  }

  @Test
  void attempts_are_counted_from_the_first_again_after_progress() {
    Claim claim = claimed();
    queue.operations.postpone(claim, FAILURE, Duration.ZERO);
    Claim second = queue.operations.claimNext(here.id()).orElseThrow();
    queue.operations.resetAttempts(second);
    queue.operations.postpone(second, FAILURE, Duration.ZERO);
    assertThat(queue.operations.claimNext(here.id()).orElseThrow().attempt()).isEqualTo(2);
    assertThat(second.afterProgress().attempt()).isEqualTo(1);
    assertThat(second.afterProgress().epoch()).isEqualTo(second.epoch());
  }

  @Test
  void the_time_since_the_first_claim_includes_pauses() {
    Claim claim = claimed();
    queue
        .jdbc
        .sql("update operations set first_claimed_at = now() - interval '90 seconds'")
        .update();
    assertThat(queue.operations.timeSinceFirstClaim(claim))
        .isBetween(Duration.ofSeconds(90), Duration.ofMinutes(30));
  }

  @Test
  void a_step_is_completed_only_under_the_claim_that_started_it() {
    Claim claim = claimed();
    queue.operations.stepStarted(claim, "plan");
    queue.claims.release(held(claim), here, null);
    Claim next = queue.operations.claimNext(there.id()).orElseThrow();
    assertThatThrownBy(() -> queue.operations.stepCompleted(next, "plan"))
        .isInstanceOf(ClaimLostException.class);
    assertThat(queue.operations.completedSteps(next)).isEmpty();
  }

  @Test
  void processes_are_listed_latest_first_however_they_ended() {
    Claim claim = claimed();
    for (String run : List.of("run-1", "run-2", "run-3", "run-4")) {
      processes.started(
          claim,
          new RecordedProcess(
              run, "APPLY", here.host(), here.process().bootId(), 9, 90, "/runs/" + run));
      queue
          .jdbc
          .sql(
              """
              update processes set started_at = now() + make_interval(secs => :order)
               where run_id = :run
              """)
          .param("order", Double.parseDouble(run.substring(4)))
          .param("run", run)
          .update();
    }
    processes.ended(claim, "run-1", 0);
    processes.ended(claim, "run-2", 137);
    processes.ended(claim, "run-3", 1);
    assertThat(processes.pastProcesses(ACME, claim.environment()))
        .extracting(PastProcess::runId)
        .containsExactly("run-4", "run-3", "run-2", "run-1");
    assertThat(processes.latest(claim.environment(), Set.of("APPLY")).orElseThrow().exitCode())
        .isNull();
    assertThat(processes.latest(claim.environment(), Set.of("PLAN"))).isEmpty();
    assertThat(processes.claimedProcesses(ACME, claim.environment()))
        .hasSize(4)
        .allSatisfy(
            process -> {
              assertThat(process.claimActive()).isTrue();
              assertThat(process.mayBeRunning()).isFalse();
              assertThat(process.worker()).isEqualTo(here.id());
            });
  }

  @Test
  void a_draining_worker_claims_nothing_until_it_is_resumed() {
    queue.queued();
    assertThat(queue.workers.requestDrain(here.id())).isTrue();
    assertThat(queue.operations.claimNext(here.id())).isEmpty();
    assertThat(queue.workers.resume(here.id())).isTrue();
    assertThat(queue.workers.resume("w-unknown")).isFalse();
    assertThat(queue.operations.claimNext(here.id())).isPresent();
    queue.workers.markDraining(here.id());
    queue.queued();
    assertThat(queue.operations.claimNext(here.id())).isEmpty();
    queue.workers.markStopped(here.id());
    assertThat(queue.workers.requestDrain(here.id())).isFalse();
    queue.workers.markDead(here.id());
    assertThat(queue.claims.owners())
        .filteredOn(owner -> owner.worker().id().equals(here.id()))
        .singleElement()
        .satisfies(owner -> assertThat(owner.state()).isEqualTo("stopped"));
  }

  @Test
  void observes_workers_at_work_and_others_that_hold_claims() {
    RegisteredWorker holder = queue.worker("w-holder", 3, 30, "here");
    RegisteredWorker gone = queue.worker("w-gone", 4, 40, "here");
    queue.queued();
    Claim claim = queue.operations.claimNext(holder.id()).orElseThrow();
    queue.workers.markDraining(there.id());
    queue.workers.markStopped(holder.id());
    queue.workers.markStopped(gone.id());
    queue.workers.renew(here.id());

    assertThat(queue.claims.heartbeats())
        .containsExactlyInAnyOrder(
            new ClaimRepository.Heartbeat(here.id(), "running", 1),
            new ClaimRepository.Heartbeat(there.id(), "draining", 0),
            new ClaimRepository.Heartbeat(holder.id(), "stopped", 0));
    assertThat(queue.claims.unchangedOwners(queue.claims.heartbeats()))
        .filteredOn(owner -> owner.worker().equals(holder))
        .singleElement()
        .satisfies(
            owner ->
                assertThat(owner.claims())
                    .extracting(ClaimRepository.HeldClaim::operation)
                    .containsExactly(claim.operation()));
  }

  @Test
  void an_owner_that_renewed_after_it_was_observed_is_not_returned() {
    RegisteredWorker worker = queue.worker("w-late", 1, 10, "here");
    queue.queued();
    queue.operations.claimNext(worker.id()).orElseThrow();
    List<ClaimRepository.Heartbeat> observed =
        List.of(new ClaimRepository.Heartbeat(worker.id(), "running", 0));
    assertThat(queue.claims.unchangedOwners(observed)).hasSize(1);

    queue.workers.renew(worker.id());

    assertThat(queue.claims.unchangedOwners(observed)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(OperationKind.class)
  void codes_of_kinds_are_unambiguous(OperationKind kind) {
    assertThat(OperationKind.fromCode(kind.code())).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "op_", "op_0123456789AB", "op_0123456789abc", "env_0123456789ab"})
  void rejects_a_text_that_is_not_an_operation_id(String text) {
    assertThat(OperationId.parse(text)).isEmpty();
    assertThatThrownBy(() -> new OperationId(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void operation_ids_are_parsed_as_printed_and_random() {
    Random random = new Random(1);
    OperationId id = OperationId.random(random);
    assertThat(OperationId.parse(id.toString())).contains(id);
    assertThat(OperationId.random(random)).isNotEqualTo(id);
    assertThatThrownBy(() -> OperationKind.fromCode("check_drift"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
