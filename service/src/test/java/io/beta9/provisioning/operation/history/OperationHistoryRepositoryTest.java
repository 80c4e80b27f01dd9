package io.beta9.provisioning.operation.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.Operation;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.OperationState;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.operation.UpdateRepository;
import io.beta9.provisioning.operation.history.OperationHistoryRepository.PlannedChanges;
import io.beta9.provisioning.operation.history.OperationHistoryRepository.RecentAdoption;
import io.beta9.provisioning.operation.history.OperationHistoryRepository.TakenOverOperation;
import io.beta9.provisioning.operation.history.PastOperation.StartedStep;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.worker.pipeline.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The operations of an environment as they are shown, and what operators see of all tenants. */
class OperationHistoryRepositoryTest {
  private static final TenantId ACME = new TenantId("acme");
  private static final Instant REQUESTED = Instant.parse("2026-01-02T03:04:05Z");
  private static final Failure FAILURE = Failure.of(FailureCode.NETWORK, "Creating the cluster");

  private static HikariDataSource database;
  private static TestQueue queue;
  private static OperationHistoryRepository history;

  @BeforeAll
  static void start() {
    database = Servers.migratedDatabase();
    queue = new TestQueue(database);
    history = new OperationHistoryRepository(queue.jdbc);
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @BeforeEach
  void clear() {
    for (String table : List.of("events", "operations", "environments", "workers")) {
      queue.jdbc.sql("delete from " + table).update();
    }
    queue.worker("w-1", 1, 10, "here");
  }

  /** Adds an operation that was requested so many minutes after the first. */
  private static Operation queued(OperationKind kind, int minutes) {
    Operation operation = queue.queued(kind, "ready");
    set(operation, "created_at", REQUESTED.plus(Duration.ofMinutes(minutes)));
    return operation;
  }

  private static void set(Operation operation, String column, Instant time) {
    queue
        .jdbc
        .sql("update operations set " + column + " = :time where id = :id")
        .param("time", time.atOffset(ZoneOffset.UTC))
        .param("id", operation.id().value())
        .update();
  }

  /** Makes an operation one of another environment. */
  private static void move(Operation operation, Operation to) {
    queue
        .jdbc
        .sql("update operations set environment_id = :environment where id = :id")
        .param("environment", to.environment().value())
        .param("id", operation.id().value())
        .update();
  }

  private static Claim claimed() {
    return queue.operations.claimNext("w-1").orElseThrow();
  }

  private static PastOperation only(Operation operation) {
    List<PastOperation> all = history.latest(ACME, operation.environment(), 10);
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  @Test
  void a_waiting_operation_has_no_times_of_a_claim_and_no_steps() {
    Operation operation = queued(OperationKind.UPDATE, 0);
    set(operation, "not_before", REQUESTED.plusSeconds(30));

    assertThat(only(operation))
        .isEqualTo(
            new PastOperation(
                operation.id().value(),
                OperationKind.UPDATE,
                OperationState.WAITING,
                1,
                "test",
                REQUESTED,
                null,
                REQUESTED.plusSeconds(30),
                null,
                null,
                List.of()));
  }

  @Test
  void an_operation_that_failed_has_its_failure_and_the_steps_in_their_order() {
    Operation operation = queued(OperationKind.PROVISION, 0);
    Claim claim = claimed();
    queue.operations.stepStarted(claim, StepName.PREFLIGHT.code());
    queue.operations.stepCompleted(claim, StepName.PREFLIGHT.code());
    queue.operations.stepStarted(claim, StepName.APPLY.code());
    queue.operations.fail(claim, FAILURE);
    set(operation, "claimed_at", REQUESTED.plusSeconds(1));
    set(operation, "finished_at", REQUESTED.plusSeconds(90));
    queue
        .jdbc
        .sql(
            """
            update operation_steps
               set started_at = :first + case step when 'apply' then interval '1 minute'
                                                   else interval '0' end,
                   completed_at = case step when 'apply' then null else :first end
            """)
        .param("first", REQUESTED.atOffset(ZoneOffset.UTC))
        .update();

    PastOperation past = only(operation);

    assertThat(past.state()).isEqualTo(OperationState.FAILED);
    assertThat(past.claimedAt()).isEqualTo(REQUESTED.plusSeconds(1));
    assertThat(past.finishedAt()).isEqualTo(REQUESTED.plusSeconds(90));
    assertThat(past.failure()).isEqualTo(FAILURE);
    assertThat(past.steps())
        .containsExactly(
            new StartedStep("preflight", REQUESTED, REQUESTED),
            new StartedStep("apply", REQUESTED.plusSeconds(60), null));
  }

  @Test
  void the_latest_operations_are_the_newest_first_and_have_their_own_steps() {
    Operation first = queued(OperationKind.PROVISION, 0);
    Claim claim = claimed();
    queue.operations.stepStarted(claim, StepName.PREFLIGHT.code());
    queue.operations.succeed(claim);
    Operation second = queued(OperationKind.UPDATE, 1);
    move(second, first);
    Claim next = claimed();
    queue.operations.stepStarted(next, StepName.STACK.code());
    queue.operations.succeed(next);
    Operation other = queued(OperationKind.DESTROY, 2);

    assertThat(history.latest(ACME, first.environment(), 10))
        .extracting(PastOperation::id)
        .containsExactly(second.id().value(), first.id().value());
    assertThat(history.latest(ACME, first.environment(), 1))
        .singleElement()
        .satisfies(
            past -> {
              assertThat(past.id()).isEqualTo(second.id().value());
              assertThat(past.steps()).extracting(StartedStep::step).containsExactly("stack");
            });
    assertThat(only(other).kind()).isEqualTo(OperationKind.DESTROY);
  }

  @Test
  void an_update_that_is_only_planned_is_shown_as_a_plan() {
    Operation operation = queued(OperationKind.UPDATE, 0);
    ObjectNode any = JsonMapper.shared().createObjectNode();
    new UpdateRepository(queue.jdbc).recordPlannedModel(operation.id(), any, any);

    assertThat(only(operation).kind()).isEqualTo(OperationKind.PLAN);
  }

  @Test
  void the_latest_recorded_plans_are_the_newest_first() {
    Operation first = queued(OperationKind.UPDATE, 0);
    queue.operations.recordPlan(claimed(), "[1]");
    queue.jdbc.sql("update operations set state = 'succeeded', worker_id = null").update();
    Operation second = queued(OperationKind.UPDATE, 1);
    move(second, first);
    queue.operations.recordPlan(claimed(), "[2]");
    queue.jdbc.sql("update operations set state = 'succeeded', worker_id = null").update();
    Operation without = queued(OperationKind.UPDATE, 2);
    move(without, first);

    assertThat(history.plans(ACME, first.environment(), 10))
        .containsExactly(
            new PlannedChanges(second.id().value(), "[2]"),
            new PlannedChanges(first.id().value(), "[1]"));
    assertThat(history.plans(ACME, first.environment(), 1))
        .extracting(PlannedChanges::operation)
        .containsExactly(second.id().value());
  }

  private static void setEpoch(Operation operation, long epoch) {
    queue
        .jdbc
        .sql("update operations set epoch = :epoch where id = :id")
        .param("epoch", epoch)
        .param("id", operation.id().value())
        .update();
  }

  @Test
  void an_operation_that_was_claimed_again_since_then_was_taken_over() {
    Operation once = queued(OperationKind.PROVISION, 0);
    claimed();
    Operation twice = queued(OperationKind.PROVISION, 1);
    claimed();
    setEpoch(twice, 2);
    Operation ended = queued(OperationKind.PROVISION, 2);
    queue.operations.succeed(claimed());
    setEpoch(ended, 3);
    Instant claimed = REQUESTED.plus(Duration.ofHours(1));
    for (Operation operation : List.of(once, twice, ended)) {
      set(operation, "claimed_at", claimed);
    }
    set(ended, "claimed_at", claimed.plusSeconds(1));

    TakenOverOperation running =
        new TakenOverOperation(
            twice.id().value(),
            twice.environment().value(),
            twice.environment().value(),
            "acme",
            2,
            "w-1",
            claimed);
    assertThat(history.takenOver(claimed, 10))
        .extracting(TakenOverOperation::id)
        .containsExactly(ended.id().value(), twice.id().value());
    assertThat(history.takenOver(claimed, 10).getLast()).isEqualTo(running);
    assertThat(history.takenOver(claimed, 10).getFirst().worker()).isNull();
    assertThat(history.takenOver(claimed, 1)).hasSize(1);
    assertThat(history.takenOver(claimed.plusMillis(1), 10))
        .extracting(TakenOverOperation::id)
        .containsExactly(ended.id().value());
  }

  private static void recovered(Operation operation, int adopted, Instant at) {
    queue
        .jdbc
        .sql(
            """
            insert into events (environment_id, tenant_id, operation_id, seq, kind, message, data, at)
            values (:environment, 'acme', :operation,
              (select coalesce(max(seq), 0) + 1 from events where environment_id = :environment),
              'recovered', '', jsonb_build_object('adopted', :adopted), :at)
            """)
        .param("environment", operation.environment().value())
        .param("operation", operation.id().value())
        .param("adopted", adopted)
        .param("at", at.atOffset(ZoneOffset.UTC))
        .update();
  }

  @Test
  void recent_adoptions_are_the_latest_first_and_those_of_nothing_are_none() {
    Operation first = queued(OperationKind.PROVISION, 0);
    Operation second = queued(OperationKind.PROVISION, 1);
    recovered(first, 3, REQUESTED);
    recovered(first, 0, REQUESTED.plusSeconds(1));
    recovered(second, 1, REQUESTED.plusSeconds(2));

    assertThat(history.adoptions(REQUESTED, 10))
        .containsExactly(
            new RecentAdoption(
                second.environment().value(),
                second.environment().value(),
                "acme",
                second.id().value(),
                1,
                REQUESTED.plusSeconds(2)),
            new RecentAdoption(
                first.environment().value(),
                first.environment().value(),
                "acme",
                first.id().value(),
                3,
                REQUESTED));
    assertThat(history.adoptions(REQUESTED, 1)).hasSize(1);
    assertThat(history.adoptions(REQUESTED.plusMillis(1), 10)).hasSize(1);
  }
}
