package io.beta9.provisioning.worker.pipeline;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.environment.StoredJson;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.json.FailureJson;
import io.beta9.provisioning.metaconfig.MetaConfig;
import io.beta9.provisioning.metaconfig.MetaConfigJson;
import io.beta9.provisioning.metaconfig.MetaConfigReader;
import io.beta9.provisioning.metaconfig.ParseResult;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.metaconfig.catalog.AwsRegions;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.metaconfig.text.BodyFormat;
import io.beta9.provisioning.operation.CancelRepository;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ClaimRepository;
import io.beta9.provisioning.operation.Operation;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.ProcessRepository;
import io.beta9.provisioning.operation.UpdateRepository;
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.region.RegionCircuitRepository;
import io.beta9.provisioning.testing.RegisteredAccounts;
import io.beta9.provisioning.testing.RegisteredWorkers;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.timeline.JournalRepository;
import io.beta9.provisioning.timeline.LogRepository;
import io.beta9.provisioning.timeline.StoredEvent;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** The single environment of a test in a real database, and its operations. */
public final class EnvironmentRows implements AutoCloseable {
  private static final TenantId TENANT = new TenantId("acme");
  private static final String WORKER = "w-1";
  private static final JsonMapper JSON = JsonMapper.shared();

  private final HikariDataSource database = Servers.migratedDatabase();
  private final JdbcClient jdbc = JdbcClient.create(database);
  private final OperationRepository operations = new OperationRepository(jdbc);
  private final EnvironmentRepository environments = new EnvironmentRepository(jdbc, JSON);
  private final Random random = new Random(3);
  private final TransactionTemplate transactions =
      new TransactionTemplate(new JdbcTransactionManager(database));
  private final StateBackend backend;

  public EnvironmentRows() {
    this("s3");
  }

  /**
   * @param lock as the setting has it: {@code s3}, {@code dynamodb}, {@code both}
   */
  public EnvironmentRows(String lock) {
    backend =
        StateBackend.of(SimulatedAccount.TARGET.location(), SimulatedAccount.ID.value(), lock);
    jdbc.sql("insert into tenants (id) values (:id)").param("id", TENANT.value()).update();
    new WorkerRepository(jdbc).register(RegisteredWorkers.named(WORKER));
    insert();
  }

  private void insert() {
    String yaml =
        """
        name: demo
        cloud:
          provider: aws
          region: us-east-1
          account_id: "%s"
        beta9:
          domain: beta9.demo.example
        """
            .formatted(SimulatedAccount.ACCOUNT);
    ParseResult read =
        new MetaConfigReader(AwsRegions.all())
            .read(yaml.getBytes(StandardCharsets.UTF_8), BodyFormat.YAML);
    MetaConfig config = ((ParseResult.Valid) read).config();
    environments.insert(
        new EnvironmentRepository.NewEnvironment(
            SimulatedAccount.ID,
            TENANT,
            "demo",
            "aws",
            SimulatedAccount.REGION,
            SimulatedAccount.ACCOUNT,
            RegisteredAccounts.verified(jdbc, TENANT.value()),
            new StoredJson(MetaConfigJson.toJson(config)),
            new StoredJson(InfraModelJson.toJson(SimulatedAccount.model())),
            new StoredJson(JSON.writeValueAsString(backend)),
            "test"));
    queue(OperationKind.PROVISION);
  }

  private void queue(OperationKind kind) {
    operations.insert(
        new Operation(
            OperationId.random(random),
            SimulatedAccount.ID,
            TENANT,
            kind,
            1,
            "test",
            Instant.EPOCH));
  }

  /** Requests a retry after the previous operation has ended. */
  public void requestRetry() {
    queue(OperationKind.PROVISION);
  }

  /** Ends the active operation and requests the plan of an update to a model. */
  public void requestPlan(InfraModel model) {
    release();
    jdbc.sql("update operations set state = 'succeeded' where state = 'waiting'").update();
    OperationId id = OperationId.random(random);
    operations.insert(
        new Operation(
            id, SimulatedAccount.ID, TENANT, OperationKind.UPDATE, 1, "test", Instant.EPOCH));
    new UpdateRepository(jdbc)
        .recordPlannedModel(
            id, JsonMapper.shared().createObjectNode(), InfraModelJson.toTree(model));
  }

  /** Ends the active operation and requests an update of an environment that has been ready. */
  public void requestUpdate(InfraModel model) {
    release();
    jdbc.sql("update operations set state = 'succeeded' where state = 'waiting'").update();
    jdbc.sql("update environments set infra_model = :model::jsonb, provisioned_at = now()")
        .param("model", InfraModelJson.toTree(model).toString())
        .update();
    queue(OperationKind.UPDATE);
  }

  /** Returns what the latest operation has planned to change, as JSON. */
  public String plannedChanges() {
    return jdbc.sql("select planned_changes from operations where planned_changes is not null")
        .query(String.class)
        .single();
  }

  /** Returns the row of the environment as text. */
  public String environment() {
    return jdbc.sql(
            """
            select row (status, phase, error_message, failure, previous_failure, progress,
                     meta_config, infra_model, outputs, updated_at)::text from environments
            """)
        .query(String.class)
        .single();
  }

  /** Requests cancellation of the active operation. */
  public void requestCancel() {
    CancelRepository cancels = new CancelRepository(jdbc);
    transactions.executeWithoutResult(
        status ->
            cancels.requestCancellation(
                cancels.lockActive(TENANT, SimulatedAccount.ID).orElseThrow()));
  }

  /** Returns the claims that the worker holds. */
  public List<ClaimRepository.HeldClaim> held() {
    return new ClaimRepository(jdbc).heldBy(WORKER);
  }

  public String status() {
    return jdbc.sql("select status from environments").query(String.class).single();
  }

  /** Returns the states of the operations, oldest first. */
  public List<String> operations() {
    return jdbc.sql("select state from operations order by created_at").query(String.class).list();
  }

  /** Returns the failure of the environment. */
  Failure failure() {
    return Objects.requireNonNull(
        FailureJson.read(
            jdbc.sql("select failure::text from environments").query(String.class).single()));
  }

  String error() {
    return jdbc.sql("select coalesce(error_message, '') from environments")
        .query(String.class)
        .single();
  }

  /** Ends the active operation and requests a destroy. */
  public void requestDestroy() {
    release();
    jdbc.sql("update operations set state = 'failed' where state = 'waiting'").update();
    queue(OperationKind.DESTROY);
  }

  /** Releases the claim, as after the death of the worker. */
  public void release() {
    jdbc.sql(
            "update operations set state = 'waiting', worker_id = null, claimed_at = null"
                + " where state = 'running'")
        .update();
  }

  public Claim claim() {
    return operations.claimNext(WORKER).orElseThrow();
  }

  public FencedWriter writer() {
    return new FencedWriter(transactions, Clock.systemUTC(), operations);
  }

  /** What a worker records of the operations that it executes. */
  public OperationLifecycle lifecycle() {
    return new FencedOperationLifecycle(
        writer(),
        operations,
        environments,
        new EventRepository(jdbc, JSON),
        new ClaimRepository(jdbc),
        new RegionCircuitRepository(jdbc));
  }

  public StepContextFactory contexts(WorkerDependencies dependencies) {
    return new StepContextFactory(dependencies, writer(), repositories());
  }

  StepRepositories repositories() {
    return new StepRepositories(
        environments,
        operations,
        new EventRepository(jdbc, JSON),
        new LogRepository(jdbc),
        new JournalRepository(jdbc),
        new ProcessRepository(jdbc),
        new KeptStateRepository(jdbc));
  }

  public StateBackend backend() {
    return backend;
  }

  public JdbcClient jdbc() {
    return jdbc;
  }

  /** Returns the events of the environment, oldest first. */
  public List<StoredEvent> events() {
    return StoredEvent.of(
        jdbc, jdbc.sql("select id from environments").query(String.class).single());
  }

  public String log() {
    return String.join(
        "\n", jdbc.sql("select text from log_lines order by seq").query(String.class).list());
  }

  @Override
  public void close() {
    database.close();
  }
}
