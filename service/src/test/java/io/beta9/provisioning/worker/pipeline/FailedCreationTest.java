package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.operation.CompletedSteps;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.testing.ProcessLifetime;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.StoredEvent;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Resources that AWS failed to create and that no plan may replace: they are deleted before the
 * next plan, because they hold no data.
 */
class FailedCreationTest {
  @TempDir private static Path folder;
  private static WorkerTestServers servers;

  @BeforeAll
  static void start() {
    servers = new WorkerTestServers(folder);
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  @AfterEach
  void removeRules() {
    servers.cloud().sim().faultRules().clear();
  }

  @ParameterizedTest
  @CsvSource({
    "elasticache-create-fails, '', aws_elasticache_replication_group",
    "rds-never-available, 'failed: It has failed.', aws_db_instance",
    "eks-create-fails, '', aws_eks_cluster"
  })
  void the_next_attempt_creates_it_again(String condition, String reason, String type) {
    try (WorkerScenario scenario = provisioned(condition, reason)) {
      servers.cloud().sim().faultRules().clear();
      scenario.makeDue();
      scenario.work(ProcessLifetime.withoutFaults());

      assertThat(status(scenario)).isEqualTo(EnvironmentStatus.READY);
      assertThat(scenario.events()).contains(removed(scenario, type));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "elasticache-create-fails, '', aws_elasticache_replication_group, true",
    "elasticache-create-fails, '', aws_elasticache_replication_group, false",
    "rds-never-available, 'failed: It has failed.', aws_db_instance, false",
    "eks-create-fails, '', aws_eks_cluster, true"
  })
  void a_destroy_leaves_nothing_of_it(
      String condition, String reason, String type, boolean forced) {
    try (WorkerScenario scenario = provisioned(condition, reason)) {
      servers
          .jdbc()
          .sql("update operations set state = 'cancelled' where environment_id = :id")
          .param("id", scenario.id().value())
          .update();
      servers
          .jdbc()
          .sql("update environments set status = 'failed' where id = :id")
          .param("id", scenario.id().value())
          .update();
      scenario.requestDestroy();
      if (forced) {
        new CompletedSteps(servers.jdbc())
            .record(activeOperation(scenario), List.of(CompletedSteps.FORCED));
      }
      scenario.work(ProcessLifetime.withoutFaults());

      assertThat(status(scenario)).isEqualTo(EnvironmentStatus.DESTROYED);
      assertThat(scenario.events())
          .contains(removed(scenario, type))
          .noneMatch(event -> event.is(EventKind.SKIPPED));
    }
  }

  private static WorkerScenario provisioned(String condition, String reason) {
    WorkerScenario scenario = servers.environment();
    servers
        .cloud()
        .sim()
        .faultRules()
        .add(
            new FaultRule.Condition(
                condition, scenario.model().resourcePrefix(), reason == null ? "" : reason));
    scenario.work(ProcessLifetime.withoutFaults());
    assertThat(scenario.isPostponed()).as("another attempt").isTrue();
    return scenario;
  }

  private static StoredEvent removed(WorkerScenario scenario, String type) {
    return StoredEvent.of(
        new EventData.ResourcesRemoved(
            EventData.RemovalReason.CREATION_FAILED,
            1,
            type + " " + scenario.model().resourcePrefix()));
  }

  private static OperationId activeOperation(WorkerScenario scenario) {
    return servers
        .jdbc()
        .sql("select id from operations where environment_id = :id and state = 'waiting'")
        .param("id", scenario.id().value())
        .query((row, number) -> new OperationId(row.getString("id")))
        .single();
  }

  private static EnvironmentStatus status(WorkerScenario scenario) {
    return servers
        .environments()
        .find(WorkerTestServers.TENANT, scenario.id())
        .orElseThrow()
        .status();
  }
}
