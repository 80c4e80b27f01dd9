package io.beta9.provisioning.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.telemetry.trace.TraceContext;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.worker.pipeline.TestQueue;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is stored of the trace of an operation, and under which claim. */
class OperationTraceRepositoryTest {
  private static final TraceContext OPERATION = span("1");
  private static final TraceContext CLAIM = span("2");
  private static final TraceContext STEP = span("3");
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");

  private static HikariDataSource database;
  private static TestQueue queue;
  private static OperationTraceRepository traces;
  private Operation operation;

  @BeforeAll
  static void start() {
    database = Servers.migratedDatabase();
    queue = new TestQueue(database);
    traces = new OperationTraceRepository(queue.jdbc);
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @BeforeEach
  void enqueue() {
    for (String table : List.of("events", "operations", "environments", "workers")) {
      queue.jdbc.sql("delete from " + table).update();
    }
    queue.worker("w-1", 1, 10, "here");
    queue.worker("w-2", 2, 20, "there");
    operation = queue.queued();
  }

  private static TraceContext span(String digit) {
    return new TraceContext("a".repeat(32), digit.repeat(16));
  }

  private Claim claimed() {
    return queue.operations.claimNext("w-1").orElseThrow();
  }

  private OperationTrace stored() {
    return traces.find(operation.id()).orElseThrow();
  }

  /** Returns the claim of a worker that has taken the operation over. */
  private Claim takenOver(Claim claim) {
    queue.jdbc.sql("update operations set state = 'waiting', worker_id = null").update();
    Claim next = queue.operations.claimNext("w-2").orElseThrow();
    assertThat(next.epoch()).isEqualTo(claim.epoch() + 1);
    return next;
  }

  @Test
  void an_operation_that_was_never_claimed_has_no_trace() {
    traces.insert(operation.id(), OPERATION);

    assertThat(traces.find(operation.id())).isEmpty();
  }

  @Test
  void the_span_of_an_operation_is_stored_once() {
    traces.insert(operation.id(), OPERATION);
    traces.insert(operation.id(), CLAIM);
    claimed();

    assertThat(stored().context()).isEqualTo(OPERATION);
    assertThat(stored().claimContext()).isNull();
    assertThat(stored().openStep()).isNull();
  }

  @Test
  void an_operation_that_was_requested_without_traces_has_only_the_times_of_its_queue() {
    queue
        .jdbc
        .sql(
            """
            update operations
               set created_at = now() - interval '1 hour', not_before = now() - interval '1 minute'
            """)
        .update();
    Claim claim = claimed();

    assertThat(stored().context()).isNull();
    assertThat(stored().createdAt()).isBefore(stored().dueAt());
    assertThat(stored().dueAt()).as("after its pause").isBefore(stored().claimedAt());
    assertThat(traces.claimed(claim, CLAIM)).as("there is no trace to extend").isFalse();
  }

  @Test
  void an_operation_is_due_when_it_is_requested_if_it_does_not_pause() {
    queue.jdbc.sql("update operations set not_before = created_at - interval '1 hour'").update();
    claimed();

    assertThat(stored().dueAt()).isEqualTo(stored().createdAt());
  }

  @Test
  void the_open_step_is_stored_until_it_ends() {
    traces.insert(operation.id(), OPERATION);
    Claim claim = claimed();

    assertThat(traces.claimed(claim, CLAIM)).isTrue();
    assertThat(traces.stepStarted(claim, StepName.APPLY, STEP, AT)).isTrue();

    assertThat(stored().claimContext()).isEqualTo(CLAIM);
    assertThat(stored().openStep()).isEqualTo(new OperationTrace.OpenStep(STEP, "apply", AT));

    assertThat(traces.stepEnded(claim)).isTrue();

    assertThat(stored().openStep()).isNull();
    assertThat(stored().claimContext()).as("the claim continues").isEqualTo(CLAIM);
  }

  @Test
  void the_next_claim_closes_the_step_of_the_earlier_one_which_can_store_nothing_any_more() {
    traces.insert(operation.id(), OPERATION);
    Claim first = claimed();
    traces.claimed(first, CLAIM);
    traces.stepStarted(first, StepName.APPLY, STEP, AT);
    Claim second = takenOver(first);
    assertThat(stored().openStep()).as("until the successor has read it").isNotNull();

    assertThat(traces.claimed(second, span("4"))).isTrue();
    assertThat(stored().openStep()).isNull();

    assertThat(traces.claimed(first, CLAIM)).isFalse();
    assertThat(traces.stepStarted(first, StepName.PLAN, STEP, AT)).isFalse();
    assertThat(traces.stepEnded(first)).isFalse();
    assertThat(stored().claimContext()).isEqualTo(span("4"));
    assertThat(stored().openStep()).isNull();
  }

  @Test
  void nothing_is_stored_of_an_operation_that_has_ended() {
    traces.insert(operation.id(), OPERATION);
    Claim claim = claimed();
    queue.operations.succeed(claim);

    assertThat(traces.stepStarted(claim, StepName.APPLY, STEP, AT)).isFalse();
    assertThat(stored().openStep()).isNull();
  }
}
