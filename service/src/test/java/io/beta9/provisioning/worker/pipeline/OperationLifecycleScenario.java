package io.beta9.provisioning.worker.pipeline;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.environment.StoredJson;
import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.operation.UpdateRepository;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.timeline.Event;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Claimed operations in a real database. */
abstract class OperationLifecycleScenario {
  static final Failure THROTTLED = Failure.of(FailureCode.THROTTLED, "Creating the cluster");

  static final Progress PROGRESS = new Progress("nodes", 1, 3, 0, 0, List.of());
  static HikariDataSource database;
  static TestQueue queue;
  static RegisteredWorker worker;
  final FencedOperationLifecycle lifecycle = queue.lifecycle();

  @BeforeAll
  static void startDatabase() {
    database = Servers.migratedDatabase();
    queue = new TestQueue(database);
    worker = queue.worker("w-1", 1, 10, "here");
  }

  @AfterAll
  static void stopDatabase() {
    database.close();
  }

  @AfterEach
  void endOperations() {
    queue
        .jdbc
        .sql(
            """
            update operations set state = 'cancelled', worker_id = null, released_from = null
             where state in ('waiting', 'running')
            """)
        .update();
    queue.jdbc.sql("delete from region_outcomes").update();
  }

  static Claim claimed(OperationKind kind) {
    return claimed(kind, EnvironmentStatus.PROVISIONING);
  }

  static Claim claimed(OperationKind kind, EnvironmentStatus status) {
    boolean plan = kind == OperationKind.PLAN;
    OperationId id = queue.queued(plan ? OperationKind.UPDATE : kind, status.code()).id();
    if (plan) {
      ObjectNode none = JsonMapper.shared().createObjectNode();
      new UpdateRepository(queue.jdbc).recordPlannedModel(id, none, none);
    }
    return next();
  }

  static Claim next() {
    return queue.operations.claimNext(worker.id()).orElseThrow();
  }

  static Environment environment(Claim claim) {
    return queue.environments.find(claim.tenant(), claim.environment()).orElseThrow();
  }

  static void setManually(Claim claim, EnvironmentStatus status) {
    queue
        .jdbc
        .sql("update environments set status = :status where id = :id")
        .param("status", status.code())
        .param("id", claim.environment().value())
        .update();
  }

  static List<Event> events(Claim claim) {
    return queue.events.after(claim.tenant(), claim.environment(), 0, 100);
  }

  static List<String> kinds(Claim claim) {
    return events(claim).stream().map(Event::kind).toList();
  }

  static String data(Claim claim, String path) {
    return String.valueOf(events(claim).getLast().data().at(path).asString(null));
  }

  static List<String> outcomes(Claim claim) {
    return queue
        .jdbc
        .sql("select outcome || ' ' || code from region_outcomes where operation_id = :id")
        .param("id", claim.operation().value())
        .query(String.class)
        .list();
  }

  static Map<String, Object> row(Claim claim) {
    return queue
        .jdbc
        .sql("select state, attempt, failure ->> 'code' as code from operations where id = :id")
        .param("id", claim.operation().value())
        .query()
        .singleRow();
  }

  static Step step(StepName name, Transition transition, StepName skippedAfter) {
    return new Step(name, transition, skippedAfter, Duration.ofMinutes(1), context -> {});
  }

  static Step durable(StepName name) {
    return step(name, Transition.BOOTSTRAP, name);
  }

  static Claim update() {
    Claim claim = claimed(OperationKind.UPDATE, EnvironmentStatus.PROVISIONING);
    new UpdateRepository(queue.jdbc)
        .recordRestorable(
            claim.operation(),
            new StoredJson("{\"name\": \"before\"}"),
            new StoredJson("{\"model\": \"before\"}"));
    return claim;
  }
}
