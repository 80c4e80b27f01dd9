package io.beta9.provisioning.worker.pipeline;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.bootstrap.FakeClusters;
import io.beta9.provisioning.cloud.aws.AwsAccounts;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.environment.StoredJson;
import io.beta9.provisioning.metaconfig.CloudTarget;
import io.beta9.provisioning.metaconfig.MetaConfig;
import io.beta9.provisioning.metaconfig.MetaConfigJson;
import io.beta9.provisioning.metaconfig.MetaConfigReader;
import io.beta9.provisioning.metaconfig.ParseResult;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.metaconfig.catalog.AwsRegions;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelFactory;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.metaconfig.network.WorkerNetworks;
import io.beta9.provisioning.metaconfig.text.BodyFormat;
import io.beta9.provisioning.operation.ClaimRepository;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.ProcessRepository;
import io.beta9.provisioning.operation.TerminationEvidence;
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.region.RegionCircuitRepository;
import io.beta9.provisioning.terraform.process.PrivateFiles;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.terraform.run.FakeTerraforms;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import io.beta9.provisioning.testing.CrashPointDataSource;
import io.beta9.provisioning.testing.ProcessLifetime;
import io.beta9.provisioning.testing.RegisteredAccounts;
import io.beta9.provisioning.testing.RegisteredWorkers;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.timeline.JournalRepository;
import io.beta9.provisioning.timeline.LogRepository;
import io.beta9.provisioning.worker.liveness.ClaimReleaser;
import io.beta9.provisioning.worker.retry.RetryPolicy;
import io.beta9.provisioning.worker.steps.AccountSteps;
import io.beta9.provisioning.worker.steps.Pipelines;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * The servers that the real pipeline needs: a real database, a simulated cloud, and stateful fakes
 * of Terraform and Helm that run no processes.
 */
final class WorkerTestServers implements AutoCloseable {
  static final TenantId TENANT = new TenantId("acme");

  /** From where the workers connect. */
  static final WorkerNetworks WORKERS = WorkerNetworks.of("198.51.100.7/32", "");

  /** Each instance generates different ids, so that several can share a folder. */
  private static final AtomicInteger INSTANCES = new AtomicInteger();

  private static final JsonMapper JSON = JsonMapper.shared();

  private final SimulatedAccount cloud;
  private final HikariDataSource servers = Servers.migratedDatabase();
  private final CrashPointDataSource database = new CrashPointDataSource(servers);
  private final JdbcClient jdbc = JdbcClient.create(database);
  private final TransactionTemplate transactions =
      new TransactionTemplate(new JdbcTransactionManager(database));
  private final OperationRepository operations = new OperationRepository(jdbc);
  private final EnvironmentRepository environments = new EnvironmentRepository(jdbc, JSON);
  private final ClaimRepository claims = new ClaimRepository(jdbc);
  private final WorkerRepository workers = new WorkerRepository(jdbc);
  private final EventRepository events = new EventRepository(jdbc, JSON);
  private final ClaimReleaser releases =
      new ClaimReleaser(
          transactions, claims, workers, events, TestQueue.NO_NOTIFICATIONS, LeasePolicy.STANDARD);
  private final FakeClusters clusters;
  private final FakeTerraforms terraforms = new FakeTerraforms(this::awaitBaseline);
  private final Random random = new Random(INSTANCES.incrementAndGet());
  private final Path folder;
  private final String clusterSection;
  private final Pipeline pipeline;
  private final Map<EnvironmentId, WorkerScenario> scenarios = new ConcurrentHashMap<>();
  private int accounts;
  private int workersMade;

  WorkerTestServers(Path folder) {
    this(folder, () -> {});
  }

  /**
   * @param beforeCall is called before each request to AWS
   */
  WorkerTestServers(Path folder, Runnable beforeCall) {
    this(folder, beforeCall, "");
  }

  /** Creates servers whose environments have a private Kubernetes API. */
  static WorkerTestServers withPrivateApi(Path folder) {
    return new WorkerTestServers(
        folder,
        () -> {},
        """
        cluster:
          endpoint: {access: private, allowed_cidrs: [10.9.0.0/16]}
        """);
  }

  private WorkerTestServers(Path folder, Runnable beforeCall, String clusterSection) {
    this.clusterSection = clusterSection;
    this.cloud = SimulatedAccount.withoutNetwork(beforeCall);
    this.clusters = new FakeClusters(cloud);
    this.folder = folder;
    jdbc.sql("insert into tenants (id) values (:id)").param("id", TENANT.value()).update();
    Clock clock = Clock.systemUTC();
    WorkerDependencies dependencies =
        new WorkerDependencies(
            new AwsAccounts(cloud.sessions()),
            new WorkerTools(terraforms, clusters).from(WORKERS),
            TerraformOptions.of(cloud.workerEnvironment()),
            folder,
            "h",
            JSON,
            clock,
            random);
    FencedWriter writer = new FencedWriter(transactions, clock, operations);
    this.pipeline =
        new Pipeline(
            new FencedOperationLifecycle(
                writer,
                operations,
                environments,
                events,
                claims,
                new RegionCircuitRepository(jdbc)),
            new StepContextFactory(
                dependencies,
                writer,
                new StepRepositories(
                    environments,
                    operations,
                    events,
                    new LogRepository(jdbc),
                    new JournalRepository(jdbc),
                    new ProcessRepository(jdbc),
                    new KeptStateRepository(jdbc))),
            new Pipelines(
                StepDeadlines.STANDARD,
                new AccountSteps(Duration.ofSeconds(1), Duration.ofMillis(50)),
                Duration.ofMillis(20)),
            RetryPolicy.STANDARD,
            new OperationMetrics(new SimpleMeterRegistry()),
            clock,
            random);
  }

  /** Creates an environment in a new account and queues its provision. */
  WorkerScenario environment() {
    cloud.sim().requests().clear();
    String account = String.format("%012d", 100_000_000_000L + ++accounts);
    CloudTarget target = cloud.account(account, "Beta9", "external-id-of-" + account);
    EnvironmentId id = EnvironmentId.random(random);
    MetaConfig config = config(target);
    InfraModel model = InfraModelFactory.from(config, id.value());
    StateBackend backend = StateBackend.of(target.location(), id.value(), "s3");
    AwsSession session = cloud.sessions().open(target, id);
    WorkerScenario scenario = new WorkerScenario(this, id, model, session);
    transactions.executeWithoutResult(
        status -> {
          environments.insert(
              new EnvironmentRepository.NewEnvironment(
                  id,
                  TENANT,
                  "demo-" + accounts,
                  target.provider(),
                  target.region(),
                  account,
                  RegisteredAccounts.verified(jdbc, TENANT.value(), target),
                  new StoredJson(MetaConfigJson.toJson(config)),
                  new StoredJson(InfraModelJson.toJson(model)),
                  new StoredJson(JSON.writeValueAsString(backend)),
                  "test"));
          operations.insert(scenario.operation(OperationKind.PROVISION));
        });
    scenarios.put(id, scenario);
    terraforms.register(id, session, model, backend);
    clusters.register(target, model);
    return scenario;
  }

  /** Registers a worker in the same place as all others. */
  String newWorker() {
    String id = "w-" + ++workersMade;
    workers.register(RegisteredWorkers.named(id));
    return id;
  }

  /** Releases the claims of a dead worker. */
  void releaseDead(String worker, TerminationEvidence evidence) {
    claims.owners().stream()
        .filter(owner -> owner.worker().id().equals(worker))
        .forEach(owner -> releases.releaseDead(owner, evidence));
  }

  private MetaConfig config(CloudTarget target) {
    String yaml =
        """
        name: demo
        cloud:
          provider: aws
          region: %s
          account_id: "%s"
        beta9:
          domain: beta9.demo.example
        """
                .formatted(target.region(), target.accountId())
            + clusterSection;
    ParseResult read =
        new MetaConfigReader(AwsRegions.all(), WORKERS)
            .read(yaml.getBytes(StandardCharsets.UTF_8), BodyFormat.YAML);
    return ((ParseResult.Valid) read).config();
  }

  /**
   * Waits for the baseline, which another thread installs while Terraform is running, so that the
   * order of calls is the same in every run.
   */
  private void awaitBaseline(EnvironmentId id) {
    WorkerScenario scenario = scenarios.get(id);
    clusters.awaitClosed(scenario.model().resourcePrefix(), scenario.bootstrapsBefore());
    ProcessLifetime.checkAlive();
  }

  /** Returns the files with secrets that a worker has left on this host. */
  List<Path> privateFiles(EnvironmentId id) {
    try {
      return PrivateFiles.list(StackDirectory.at(folder, id).path().resolve("private"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  SimulatedAccount cloud() {
    return cloud;
  }

  /** Opens a connection of another process. */
  Connection connection() throws SQLException {
    return servers.getConnection();
  }

  JdbcClient jdbc() {
    return jdbc;
  }

  TransactionTemplate transactions() {
    return transactions;
  }

  OperationRepository operations() {
    return operations;
  }

  EnvironmentRepository environments() {
    return environments;
  }

  FakeTerraforms terraforms() {
    return terraforms;
  }

  FakeClusters clusters() {
    return clusters;
  }

  Random random() {
    return random;
  }

  Pipeline pipeline() {
    return pipeline;
  }

  Path folder() {
    return folder;
  }

  void remove(WorkerScenario scenario) {
    terraforms.remove(scenario.id());
    clusters.remove(scenario.model().resourcePrefix());
    scenarios.remove(scenario.id());
    jdbc.sql(
            """
            update operations set state = 'cancelled', worker_id = null
             where environment_id = :id and state in ('waiting', 'running')
            """)
        .param("id", scenario.id().value())
        .update();
  }

  @Override
  public void close() {
    servers.close();
    cloud.close();
  }
}
