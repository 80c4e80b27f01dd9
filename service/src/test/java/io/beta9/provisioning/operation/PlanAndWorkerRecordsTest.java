package io.beta9.provisioning.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.StoredJson;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.operation.UpdateRepository.StoredPlan;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.worker.pipeline.TestQueue;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What is stored of planned updates and of workers. */
class PlanAndWorkerRecordsTest {
  private static final TenantId ACME = new TenantId("acme");
  private static final ObjectNode META = JsonMapper.shared().createObjectNode().put("name", "a");
  private static final ObjectNode MODEL = JsonMapper.shared().createObjectNode().put("size", 2);

  private static HikariDataSource database;
  private static TestQueue queue;
  private static UpdateRepository updates;
  private RegisteredWorker worker;

  @BeforeAll
  static void start() {
    database = Servers.migratedDatabase();
    queue = new TestQueue(database);
    updates = new UpdateRepository(queue.jdbc);
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
    worker = queue.worker("w-1", 1, 10, "here");
  }

  private static Operation plan() {
    Operation update = queue.queued(OperationKind.UPDATE, "ready");
    updates.recordPlannedModel(update.id(), META, MODEL);
    return update;
  }

  private static StoredPlan stored(Operation plan) {
    return updates.findPlan(ACME, plan.environment(), plan.id()).orElseThrow();
  }

  @Test
  void an_update_with_a_planned_model_is_a_plan_that_a_worker_claims_as_such() {
    Operation plan = plan();

    Claim claim = queue.operations.claimNext(worker.id()).orElseThrow();

    assertThat(claim.kind()).isEqualTo(OperationKind.PLAN);
    assertThat(queue.operations.plannedModel(claim).orElseThrow().toTree()).isEqualTo(MODEL);
    assertThat(queue.operations.confirmedChanges(claim)).isEmpty();
    assertThat(queue.operations.restorable(claim)).isEmpty();
    assertThat(stored(plan).metaConfig().toTree()).isEqualTo(META);
    assertThat(stored(plan).impacts()).isNull();
    assertThat(stored(plan).finishedAt()).isNull();
  }

  @Test
  void only_a_waiting_update_becomes_a_plan() {
    Operation provision = queue.queued();

    assertThatIllegalStateException()
        .isThrownBy(() -> updates.recordPlannedModel(provision.id(), META, MODEL));
  }

  @Test
  void an_update_executes_the_changes_that_were_confirmed() {
    Operation plan = plan();
    Claim planning = queue.operations.claimNext(worker.id()).orElseThrow();
    queue.operations.recordPlan(planning, "[{\"address\": \"aws_vpc.this\"}]");
    queue.operations.succeed(planning);
    Operation update = queue.queued(OperationKind.UPDATE, "ready");

    updates.confirm(update.id(), stored(plan));

    Claim claim = queue.operations.claimNext(worker.id()).orElseThrow();
    assertThat(queue.operations.confirmedChanges(claim).orElseThrow().text())
        .contains("aws_vpc.this");
    assertThat(stored(plan).state()).isEqualTo(OperationState.SUCCEEDED);
    assertThat(stored(plan).finishedAt()).isNotNull();
    assertThatIllegalStateException()
        .as("it is no longer waiting")
        .isThrownBy(() -> updates.confirm(update.id(), stored(plan)));
  }

  @Test
  void a_plan_without_changes_can_be_confirmed() {
    Operation plan = plan();
    Operation update = queue.queued(OperationKind.UPDATE, "ready");

    updates.confirm(update.id(), stored(plan));

    assertThat(
            queue
                .jdbc
                .sql("select confirmed_changes::text from operations where id = :id")
                .param("id", update.id().value())
                .query(String.class)
                .single())
        .isEqualTo("[]");
  }

  @Test
  void an_update_restores_what_was_before_until_its_apply_has_started() {
    Operation update = queue.queued(OperationKind.UPDATE, "ready");
    updates.recordRestorable(update.id(), new StoredJson("{\"a\": 1}"), new StoredJson("{}"));
    Claim claim = queue.operations.claimNext(worker.id()).orElseThrow();
    assertThat(queue.operations.restorable(claim).orElseThrow().metaConfig().toTree()).hasSize(1);

    queue.operations.stepStarted(claim, StepName.APPLY.code());

    assertThat(queue.operations.restorable(claim)).isEmpty();
  }

  @Test
  void only_a_registered_worker_that_has_not_stopped_renews_its_leases() {
    assertThat(queue.workers.renew("w-1")).isTrue();
    assertThat(queue.workers.renew("w-2")).isFalse();
    queue.workers.markDead("w-1");
    assertThat(queue.workers.renew("w-1")).isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({", true", "pod_namespace, false", "pod_name, false", "pod_uid, false"})
  void a_worker_is_in_a_pod_if_all_of_its_identity_is_known(
      @Nullable String missing, boolean inPod) {
    RegisteredWorker.WorkerPod pod =
        new RegisteredWorker.WorkerPod("cluster-1", "beta9", "worker-1", "uid-1");
    RegisteredWorker registered =
        new RegisteredWorker("w-pod", "test", 1, "/work", worker.process(), pod);
    queue.workers.register(registered);
    if (missing != null) {
      queue.jdbc.sql("update workers set " + missing + " = null where id = 'w-pod'").update();
    }

    assertThat(queue.claims.owners())
        .extracting(ClaimRepository.ClaimOwner::worker)
        .filteredOn(found -> found.id().equals("w-pod"))
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.process()).isEqualTo(registered.process());
              assertThat(found.pod()).isEqualTo(inPod ? pod : null);
            });
  }

  @Test
  void an_environment_was_applied_if_an_apply_of_it_has_started() {
    Operation update = queue.queued(OperationKind.UPDATE, "ready");
    Claim claim = queue.operations.claimNext(worker.id()).orElseThrow();
    queue.operations.stepStarted(claim, StepName.PLAN.code());
    assertThat(queue.operations.hasBeenApplied(ACME, update.environment())).isFalse();

    queue.operations.stepStarted(claim, StepName.APPLY.code());

    assertThat(queue.operations.hasBeenApplied(ACME, update.environment())).isTrue();
  }

  @Test
  void only_a_registered_worker_has_problems() {
    Failure full = Failure.of(FailureCode.DISK_FULL, "Writing the stack directory");

    assertThat(queue.workers.setProblems("w-1", List.of(full))).isTrue();
    assertThat(queue.workers.setProblems("w-2", List.of(full))).isFalse();
    assertThat(
            queue
                .jdbc
                .sql("select problems -> 0 ->> 'code' from workers")
                .query(String.class)
                .single())
        .isEqualTo("disk-full");
  }

  @ParameterizedTest
  @EnumSource(OperationState.class)
  void a_state_is_read_by_the_name_under_which_it_is_stored(OperationState state) {
    assertThat(OperationState.fromCode(state.code())).isEqualTo(state);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OperationState.fromCode(state.code() + "-"));
  }
}
