package io.beta9.provisioning.worker.pipeline;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.metaconfig.MetaConfig;
import io.beta9.provisioning.metaconfig.MetaConfigJson;
import io.beta9.provisioning.metaconfig.MetaConfigReader;
import io.beta9.provisioning.metaconfig.ParseResult;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.metaconfig.catalog.AwsRegions;
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
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.region.RegionCircuitRepository;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.timeline.JournalRepository;
import io.beta9.provisioning.timeline.LogRepository;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** The one environment of a test in a real database, and the operations on it. */
public final class EnvironmentRows implements AutoCloseable {
  private static final TenantId TENANT = new TenantId("acme");
  private static final String WORKER = "w-1";
  private static final JsonMapper JSON = JsonMapper.shared();

  private final HikariDataSource database = Servers.migratedDatabase();
  private final JdbcClient jdbc = JdbcClient.create(database);
  private final OperationRepository operations = new OperationRepository(jdbc, JSON);
  private final EnvironmentRepository environments = new EnvironmentRepository(jdbc, JSON);
  private final Random random = new Random(3);
  private final TransactionTemplate transactions =
      new TransactionTemplate(new JdbcTransactionManager(database));
  private final FencedWriter ledger;
  private final StateBackend backend;

  public EnvironmentRows() {
    this("s3");
  }

  /**
   * @param lock as the setting has it: {@code s3}, {@code dynamodb}, {@code both}
   */
  public EnvironmentRows(String lock) {
    backend = StateBackend.of(SimulatedAccount.TARGET, SimulatedAccount.ID.value(), lock);
    ledger =
        new FencedWriter(
            transactions,
            Clock.systemUTC(),
            new FencedWriter.Repositories(
                operations,
                environments,
                new EventRepository(jdbc, JSON),
                new LogRepository(jdbc),
                new JournalRepository(jdbc),
                new ProcessRepository(jdbc),
                new ClaimRepository(jdbc),
                new KeptStateRepository(jdbc),
                new RegionCircuitRepository(jdbc)));
    jdbc.sql("insert into tenants (id) values (:id)").param("id", TENANT.value()).update();
    new WorkerRepository(jdbc)
        .register(
            new WorkerRepository.Identity(WORKER, "h", "b", 1, 1, null, null, null, "test", 1));
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
          role_arn: %s
          external_id: %s
        beta9:
          domain: beta9.demo.example
        """
            .formatted(
                SimulatedAccount.ACCOUNT,
                SimulatedAccount.TARGET.roleArn(),
                SimulatedAccount.EXTERNAL_ID);
    ParseResult read =
        new MetaConfigReader(AwsRegions.all())
            .read(yaml.getBytes(StandardCharsets.UTF_8), BodyFormat.YAML);
    MetaConfig config = ((ParseResult.Valid) read).config();
    environments.insert(
        new EnvironmentRepository.Draft(
            SimulatedAccount.ID,
            TENANT,
            "demo",
            "aws",
            SimulatedAccount.REGION,
            SimulatedAccount.ACCOUNT,
            MetaConfigJson.toTree(config),
            InfraModelJson.toTree(SimulatedAccount.model()),
            JSON.valueToTree(backend),
            "test"));
    ask(OperationKind.PROVISION);
  }

  private void ask(OperationKind kind) {
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

  /** Asks for it once more, after what was asked for before has ended. */
  public void requestRetry() {
    ask(OperationKind.PROVISION);
  }

  /** Asks whoever works on it to stop. */
  public void requestCancel() {
    CancelRepository cancels = new CancelRepository(jdbc, JSON);
    transactions.executeWithoutResult(
        status -> cancels.request(cancels.lockActive(TENANT, SimulatedAccount.ID).orElseThrow()));
  }

  /** What the worker holds, and what is wanted of it. */
  public List<ClaimRepository.Standing> held() {
    return new ClaimRepository(jdbc).heldBy(WORKER);
  }

  public String status() {
    return jdbc.sql("select status from environments").query(String.class).single();
  }

  /** How the operations ended, oldest first. */
  public List<String> operations() {
    return jdbc.sql("select state from operations order by created_at").query(String.class).list();
  }

  String error() {
    return jdbc.sql("select coalesce(error_message, '') from environments")
        .query(String.class)
        .single();
  }

  /** Gives up what is being done, and asks for the environment's end. */
  public void requestDestroy() {
    release();
    jdbc.sql("update operations set state = 'failed' where state = 'waiting'").update();
    ask(OperationKind.DESTROY);
  }

  /** The worker is proved to be dead. */
  public void release() {
    jdbc.sql(
            "update operations set state = 'waiting', worker_id = null, claimed_at = null"
                + " where state = 'running'")
        .update();
  }

  public Claim claim() {
    return operations.claimNext(WORKER).orElseThrow();
  }

  public FencedWriter ledger() {
    return ledger;
  }

  public StateBackend backend() {
    return backend;
  }

  public JdbcClient jdbc() {
    return jdbc;
  }

  public List<String> events() {
    return jdbc.sql("select kind || ': ' || message from events order by seq")
        .query(String.class)
        .list();
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
