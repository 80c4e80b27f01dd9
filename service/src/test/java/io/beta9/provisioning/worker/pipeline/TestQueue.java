package io.beta9.provisioning.worker.pipeline;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.metaconfig.MetaConfig;
import io.beta9.provisioning.metaconfig.MetaConfigJson;
import io.beta9.provisioning.metaconfig.MetaConfigReader;
import io.beta9.provisioning.metaconfig.ParseResult;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.metaconfig.catalog.AwsRegions;
import io.beta9.provisioning.metaconfig.model.InfraModelFactory;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.metaconfig.text.BodyFormat;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ClaimRepository;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.Operation;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.ProcessRepository;
import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.operation.WorkNotifier;
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.region.RegionCircuitRepository;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.timeline.JournalRepository;
import io.beta9.provisioning.timeline.LogRepository;
import io.beta9.provisioning.timeline.StoredEvent;
import io.beta9.provisioning.worker.admission.ClaimAdmission;
import io.beta9.provisioning.worker.liveness.ClaimReleaser;
import io.beta9.provisioning.worker.loop.ClaimSource;
import io.beta9.provisioning.worker.loop.QueuePoller;
import io.beta9.provisioning.worker.loop.Sleeper;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A queue in a database with a worker's repositories, but without a worker. */
public final class TestQueue {
  static final TenantId TENANT = new TenantId("acme");
  public static final WorkNotifier NO_NOTIFICATIONS =
      new WorkNotifier() {
        @Override
        public void publish(OperationId operation) {}

        @Override
        public NotificationResult await(Duration atMost) {
          return NotificationResult.UNAVAILABLE;
        }

        @Override
        public void synchronize(List<OperationId> due) {}

        @Override
        public boolean isAvailable() {
          return false;
        }

        @Override
        public void close() {}
      };

  private static final byte[] SMALL =
      """
      name: demo
      cloud:
        provider: aws
        region: us-east-1
        account_id: "123456789012"
      beta9:
        domain: beta9.demo.example
      """
          .getBytes(StandardCharsets.UTF_8);

  public final HikariDataSource database;
  public final JdbcClient jdbc;
  public final TransactionTemplate transactions;
  public final OperationRepository operations;
  public final ClaimRepository claims;
  public final WorkerRepository workers;
  public final EnvironmentRepository environments;
  final ProcessRepository processes;
  public final EventRepository events;
  public final ClaimReleaser releaser;
  private final Random random = new Random(11);

  public TestQueue(HikariDataSource database) {
    this.database = database;
    this.jdbc = JdbcClient.create(database);
    this.transactions = new TransactionTemplate(new JdbcTransactionManager(database));
    this.operations = new OperationRepository(jdbc);
    this.claims = new ClaimRepository(jdbc);
    this.workers = new WorkerRepository(jdbc);
    this.environments = new EnvironmentRepository(jdbc, JsonMapper.shared());
    this.processes = new ProcessRepository(jdbc);
    this.events = new EventRepository(jdbc, JsonMapper.shared());
    this.releaser =
        new ClaimReleaser(
            transactions, claims, workers, events, NO_NOTIFICATIONS, LeasePolicy.STANDARD);
    jdbc.sql("insert into tenants (id) values ('acme') on conflict do nothing").update();
  }

  public FencedWriter writer() {
    return new FencedWriter(transactions, Clock.systemUTC(), operations);
  }

  /** What a worker records of the operations that it executes. */
  public FencedOperationLifecycle lifecycle() {
    return new FencedOperationLifecycle(
        writer(), operations, environments, events, claims, new RegionCircuitRepository(jdbc));
  }

  public StepContextFactory contexts(WorkerDependencies dependencies) {
    return contexts(dependencies, OperationTracing.off());
  }

  StepContextFactory contexts(WorkerDependencies dependencies, OperationTracing tracing) {
    return new StepContextFactory(
        dependencies,
        writer(),
        new StepRepositories(
            environments,
            operations,
            events,
            new LogRepository(jdbc),
            new JournalRepository(jdbc),
            processes,
            new KeptStateRepository(jdbc)),
        tracing);
  }

  /** Registers a worker with this pid and start time, in the place with this name. */
  public RegisteredWorker worker(String id, long pid, long startedAt, String place) {
    RegisteredWorker identity =
        new RegisteredWorker(
            id,
            "test",
            2,
            "/var/lib/beta9",
            new RegisteredWorker.HostProcess(
                place, "boot of " + place, "pid:[1]", "machine of " + place, pid, startedAt),
            null);
    workers.register(identity);
    return identity;
  }

  public Operation queued() {
    return queued(OperationKind.PROVISION, "queued");
  }

  public Operation queued(OperationKind kind, String status) {
    EnvironmentId environment = EnvironmentId.random(random);
    if (!(new MetaConfigReader(AwsRegions.all()).read(SMALL, BodyFormat.YAML)
        instanceof ParseResult.Valid(MetaConfig config))) {
      throw new IllegalStateException("the meta-config is invalid");
    }
    jdbc.sql(
            """
            insert into environments (id, tenant_id, name, status, cloud_provider, region, account_id,
              meta_config, infra_model, state_backend_config, created_by)
            values (:id, 'acme', :id, :status, 'aws', 'us-east-1', '123456789012', :meta::jsonb, :infra::jsonb,
              :backend::jsonb, 't')
            """)
        .param(
            "backend",
            JsonMapper.shared()
                .writeValueAsString(StateBackend.of(config.cloud(), environment.value(), "s3")))
        .param("id", environment.value())
        .param("status", status)
        .param("meta", withRole(MetaConfigJson.toTree(config)).toString())
        .param(
            "infra",
            InfraModelJson.toTree(InfraModelFactory.from(config, environment.value())).toString())
        .update();
    Operation operation =
        new Operation(
            OperationId.random(random), environment, TENANT, kind, 1, "test", Instant.EPOCH);
    operations.insert(operation);
    return operation;
  }

  private static ObjectNode withRole(ObjectNode metaConfig) {
    ((ObjectNode) metaConfig.get("cloud"))
        .put("role_arn", "arn:aws:iam::123456789012:role/Beta9Provisioner");
    return metaConfig;
  }

  /** Records a child process of the claim, as if Terraform had been started. */
  public void recordProcess(Claim claim, RegisteredWorker worker) {
    processes.started(
        claim,
        new ProcessRepository.RecordedProcess(
            "run-1",
            "apply",
            worker.host(),
            worker.process().bootId(),
            99,
            990,
            "/var/lib/beta9/run-1"));
  }

  public String state(OperationId operation) {
    return jdbc.sql("select state from operations where id = :id")
        .param("id", operation.value())
        .query(String.class)
        .single();
  }

  public String status(EnvironmentId environment) {
    return jdbc.sql("select status from environments where id = :id")
        .param("id", environment.value())
        .query(String.class)
        .single();
  }

  /** Returns the events of an environment, oldest first. */
  public List<StoredEvent> eventsOf(EnvironmentId environment) {
    return StoredEvent.of(jdbc, environment.value());
  }

  /** Returns the source of a worker's claims on a host that admits every operation. */
  public ClaimSource claimSource(String worker, WorkNotifier notifier) {
    return new QueuePoller(
        worker, operations, notifier, ClaimAdmission.UNRESTRICTED, Sleeper.SYSTEM);
  }
}
