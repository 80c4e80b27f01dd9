package io.beta9.provisioning.worker.pipeline;

import static io.beta9.provisioning.worker.pipeline.ScriptedPipelines.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.intake.EnvironmentRequests;
import io.beta9.provisioning.intake.UpdateRequests;
import io.beta9.provisioning.metaconfig.MetaConfig;
import io.beta9.provisioning.metaconfig.MetaConfigs;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.testing.RegisteredAccounts;
import io.beta9.provisioning.testing.Servers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A tenant that updates environments, and a worker that executes the steps of a test. */
abstract class UpdateScenario {
  static final Caller ANN = new Caller(new TenantId("acme"), "key", "ann");

  @TempDir Path base;
  TestQueue queue;
  EnvironmentRequests requests;
  UpdateRequests updates;

  @BeforeEach
  void start() {
    queue = new TestQueue(Servers.migratedDatabase());
    queue.worker("w-1", 1, 10, "here");
    RegisteredAccounts.verified(queue.jdbc, "acme");
    requests =
        new EnvironmentRequests(
            new EnvironmentRequests.IntakeRepositories(
                queue.jdbc, queue.transactions, queue.environments, queue.operations, queue.events),
            TestQueue.NO_NOTIFICATIONS,
            JsonMapper.shared(),
            Settings.from(Map.of()),
            Clock.systemUTC(),
            new Random(5));
    updates = new UpdateRequests(requests);
  }

  @AfterEach
  void stop() {
    queue.database.close();
  }

  /** Returns the smallest meta-config with more fields. */
  static MetaConfig config(String more) {
    return MetaConfigs.valid(MetaConfigs.smallWith(more));
  }

  final Claim claim() {
    return queue.operations.claimNext("w-1").orElseThrow();
  }

  /** Executes the next operation, with only this step. */
  final void execute(Step step) {
    execute(claim(), step);
  }

  final void execute(Claim claim, Step step) {
    ScriptedPipelines.pipeline(queue, base, step).execute(claim);
  }

  final Environment environment(EnvironmentId id) {
    return queue.environments.find(ANN.tenant(), id).orElseThrow();
  }

  /** Provisions the environment of the smallest meta-config. */
  final EnvironmentId ready() {
    EnvironmentId id = requests.create(ANN, config(""), null).id();
    execute(step(StepName.APPLY, context -> {}));
    assertThat(environment(id).status()).isEqualTo(EnvironmentStatus.READY);
    return id;
  }
}
