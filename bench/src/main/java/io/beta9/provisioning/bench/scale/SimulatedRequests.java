package io.beta9.provisioning.bench.scale;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.CloudAccess;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.environment.StoredJson;
import io.beta9.provisioning.metaconfig.MetaConfig;
import io.beta9.provisioning.metaconfig.MetaConfigJson;
import io.beta9.provisioning.metaconfig.MetaConfigReader;
import io.beta9.provisioning.metaconfig.ParseResult;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.metaconfig.catalog.AwsRegions;
import io.beta9.provisioning.metaconfig.model.InfraModelFactory;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.metaconfig.text.BodyFormat;
import io.beta9.provisioning.operation.Operation;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.OperationRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Requests all environments. The largest tenant requests a third of them, before all others, who
 * have the same number each.
 */
final class SimulatedRequests {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(1);

  /** The tenant that requests the most environments. */
  static final String LARGEST_TENANT = "tenant-0";

  /** Nothing assumes the role. */
  private static final CloudAccess ACCESS =
      new CloudAccess(null, null, "arn:aws:iam::123456789012:role/Beta9Provisioner", null);

  private final VirtualTime time;
  private final SimulationDatabase database;
  private final ScaleScenario scenario;
  private final MetaConfig config;
  private final Random random;

  /**
   * @param home root of the project, for the meta-config
   */
  SimulatedRequests(
      VirtualTime time, SimulationDatabase database, ScaleScenario scenario, Path home)
      throws IOException {
    this.time = time;
    this.database = database;
    this.scenario = scenario;
    this.random = new Random(scenario.seed());
    if (!(new MetaConfigReader(AwsRegions.all())
            .read(Files.readAllBytes(home.resolve("examples/small.yaml")), BodyFormat.YAML)
        instanceof ParseResult.Valid(MetaConfig valid))) {
      throw new IllegalStateException("examples/small.yaml is not valid");
    }
    this.config = valid;
  }

  void send() {
    JdbcClient jdbc = JdbcClient.create(database.dataSource());
    jdbc.sql("insert into tenants (id) select 'tenant-' || n from generate_series(0, :last) n")
        .param("last", ScaleScenario.TENANTS - 1)
        .update();
    EnvironmentRepository environments = new EnvironmentRepository(jdbc, JSON);
    OperationRepository operations = new OperationRepository(jdbc);
    TransactionTemplate transactions =
        new TransactionTemplate(new JdbcTransactionManager(database.dataSource()));
    int ofLargest = scenario.environments() / ScaleScenario.LARGEST_TENANT_SHARE;
    for (int number = 0; number < scenario.environments(); number++) {
      TenantId tenant =
          new TenantId(
              number < ofLargest
                  ? LARGEST_TENANT
                  : "tenant-" + (1 + number % (ScaleScenario.TENANTS - 1)));
      String name = "environment-" + number;
      transactions.executeWithoutResult(status -> request(environments, operations, tenant, name));
      time.advance(BETWEEN_REQUESTS);
    }
  }

  private void request(
      EnvironmentRepository environments,
      OperationRepository operations,
      TenantId tenant,
      String name) {
    EnvironmentId id = EnvironmentId.random(random);
    environments.insert(
        new EnvironmentRepository.NewEnvironment(
            id,
            tenant,
            name,
            config.cloud().provider(),
            config.cloud().region(),
            config.cloud().accountId(),
            ACCESS,
            new StoredJson(MetaConfigJson.toJson(config)),
            new StoredJson(InfraModelJson.toJson(InfraModelFactory.from(config, id.value()))),
            new StoredJson(
                JSON.writeValueAsString(StateBackend.of(config.cloud(), id.value(), "s3"))),
            "simulation"));
    operations.insert(
        new Operation(
            OperationId.random(random),
            id,
            tenant,
            OperationKind.PROVISION,
            1,
            "simulation",
            time.instant()));
  }
}
