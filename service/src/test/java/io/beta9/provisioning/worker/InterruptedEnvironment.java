package io.beta9.provisioning.worker;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.aws.SimulatedAccount;
import io.beta9.provisioning.cloudsim.Order;
import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.BodyFormat;
import io.beta9.provisioning.metaconfig.InfraModelJson;
import io.beta9.provisioning.metaconfig.MetaConfig;
import io.beta9.provisioning.metaconfig.MetaConfigJson;
import io.beta9.provisioning.metaconfig.MetaConfigReader;
import io.beta9.provisioning.metaconfig.Read;
import io.beta9.provisioning.metaconfig.Regions;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ClaimRepository;
import io.beta9.provisioning.operation.Operation;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.ProcessRepository;
import io.beta9.provisioning.operation.Promise;
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.terraform.ChildProcess;
import io.beta9.provisioning.terraform.DetachedException;
import io.beta9.provisioning.terraform.PlanDetails;
import io.beta9.provisioning.terraform.PlanMode;
import io.beta9.provisioning.terraform.PlanSummary;
import io.beta9.provisioning.terraform.PlannedResource;
import io.beta9.provisioning.terraform.Run;
import io.beta9.provisioning.terraform.StackDirectory;
import io.beta9.provisioning.terraform.StateView;
import io.beta9.provisioning.terraform.TerraformCli;
import io.beta9.provisioning.terraform.TerraformOptions;
import io.beta9.provisioning.terraform.TerraformProcesses;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.timeline.JournalRepository;
import io.beta9.provisioning.timeline.LogRepository;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * One environment whose worker and Terraform die when a test says so: the real steps, the real
 * Terraform and provider, a real database, a simulated account.
 */
final class InterruptedEnvironment implements AutoCloseable {
  private static final TenantId TENANT = new TenantId("acme");
  private static final String WORKER = "w-1";
  private static final JsonMapper JSON = JsonMapper.shared();

  /** What makes and removes the infrastructure; a cluster to install in is not needed for that. */
  private static final Set<StepName> STEPS =
      EnumSet.of(
          StepName.STATE_BACKEND,
          StepName.SECRETS,
          StepName.STACK,
          StepName.INIT,
          StepName.RECOVER,
          StepName.PLAN,
          StepName.APPLY,
          StepName.DESTROY,
          StepName.SWEEP);

  private final SimulatedAccount account = SimulatedAccount.open();
  private final HikariDataSource database = Servers.migratedDatabase();
  private final JdbcClient jdbc = JdbcClient.create(database);
  private final TransactionTemplate transactions =
      new TransactionTemplate(new JdbcTransactionManager(database));
  private final OperationRepository operations = new OperationRepository(jdbc, JSON);
  private final EnvironmentRepository environments = new EnvironmentRepository(jdbc, JSON);
  private final Random random = new Random(5);
  private final ClaimedLedger ledger;
  private final Pipelines pipelines;
  private final Path folder;
  private final AtomicReference<StepName> step = new AtomicReference<>();
  private final AtomicReference<Orders> atWork = new AtomicReference<>();

  InterruptedEnvironment(Path folder) {
    this.folder = folder;
    TerraformOptions options = TerraformOptions.of(environment(account.workerEnvironment()));
    TerraformCli cli = TerraformCli.find(options);
    Workshop workshop =
        new Workshop(
            account.sessions(),
            new Tools(
                (stack, redactor) -> new TerraformProcesses(cli, options, stack, redactor),
                cluster -> {
                  throw new UnsupportedOperationException("no cluster is entered here");
                }),
            options,
            folder,
            "h",
            JSON,
            Clock.systemUTC(),
            random);
    ledger =
        new ClaimedLedger(
            transactions,
            Clock.systemUTC(),
            new ClaimedLedger.Repositories(
                operations,
                environments,
                new EventRepository(jdbc, JSON),
                new LogRepository(jdbc),
                new JournalRepository(jdbc),
                new ProcessRepository(jdbc),
                new ClaimRepository(jdbc)));
    pipelines = new Pipelines(workshop);
    jdbc.sql("insert into tenants (id) values (:id)").param("id", TENANT.value()).update();
    new WorkerRepository(jdbc)
        .register(
            new WorkerRepository.Identity(WORKER, "h", "b", 1, 1, null, null, null, "test", 1));
    insert();
  }

  private static Map<String, String> environment(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(System.getenv());
    all.putAll(more);
    return all;
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
    Read read =
        new MetaConfigReader(Regions.all())
            .read(yaml.getBytes(StandardCharsets.UTF_8), BodyFormat.YAML);
    MetaConfig config = ((Read.Valid) read).config();
    StateBackend backend = backend();
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

  SimulatedAccount account() {
    return account;
  }

  void takes(String kind, Duration time) {
    account.sim().faults().place(new Order.Latency(kind, time));
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

  /** Gives up what is being done, and asks for the environment's end. */
  void requestDestroy() {
    release();
    jdbc.sql("update operations set state = 'failed' where state = 'waiting'").update();
    ask(OperationKind.DESTROY);
  }

  /** Claims what is to be done and does it, as far as Terraform does it. */
  void work() {
    workUntil(StepName.SWEEP);
  }

  /** The same, up to this step. */
  void workUntil(StepName lastStep) {
    release();
    clearLock();
    Claim claim = operations.claimNext(WORKER).orElseThrow();
    Orders orders =
        new Orders(new ClaimLease(claim, Promise.STANDARD, Instant.now()), System.nanoTime());
    atWork.set(orders);
    try (StepContext context = pipelines.open(claim, ledger, orders)) {
      for (Step each : pipelines.steps(claim.kind())) {
        if (STEPS.contains(each.name())) {
          step.set(each.name());
          context.enter(each, io.beta9.provisioning.environment.Progress.NONE);
          each.work().run(context);
          if (each.name() == lastStep) {
            return;
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      step.set(null);
    }
  }

  /** The worker is proved to be dead. */
  private void release() {
    jdbc.sql(
            "update operations set state = 'waiting', worker_id = null, claimed_at = null"
                + " where state = 'running'")
        .update();
  }

  Future<?> begin() {
    return CompletableFuture.runAsync(this::work);
  }

  boolean isIn(StepName name) {
    return step.get() == name;
  }

  /** The worker is gone at once; its Terraform runs on. */
  void killWorker(Future<?> work) {
    atWork.get().detach();
    try {
      work.get();
      throw new AssertionError("it had come to its end before it was killed");
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof DetachedException)) {
        throw new AssertionError("it ended by itself", e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Terraform, its providers, its shell. */
  void killTerraform() {
    for (ChildProcess child : stack().liveRuns()) {
      child.killGroup();
    }
  }

  /** SIGTERM to all of them, as an orderly shutdown of a machine sends it. */
  void terminateTerraform() {
    for (ChildProcess child : stack().liveRuns()) {
      ProcessHandle.of(child.process().pid()).ifPresent(ProcessHandle::destroy);
    }
  }

  boolean terraformLives() {
    return !stack().liveRuns().isEmpty();
  }

  /** The disk of the machine is gone, and what lay on it. */
  void loseDisk() {
    stack().delete();
  }

  StackDirectory stack() {
    return StackDirectory.at(folder, SimulatedAccount.ID);
  }

  /** What a dead Terraform leaves; removing it is not what is tried here. */
  private void clearLock() {
    StateBackend backend = backend();
    try {
      account
          .session()
          .s3()
          .deleteObject(r -> r.bucket(backend.bucket()).key(backend.key() + ".tflock"));
    } catch (software.amazon.awssdk.services.s3.model.NoSuchBucketException e) {
      // Nothing has been begun yet.
      return;
    }
  }

  /** Whether Terraform has written its state anywhere but in its memory. */
  boolean stateIsWritten() {
    StateBackend backend = backend();
    return !account
        .session()
        .s3()
        .listObjectsV2(r -> r.bucket(backend.bucket()).prefix(backend.key()))
        .contents()
        .stream()
        .filter(object -> object.key().equals(backend.key()))
        .toList()
        .isEmpty();
  }

  private static StateBackend backend() {
    return StateBackend.of(SimulatedAccount.TARGET, SimulatedAccount.ID.value(), "s3");
  }

  StateView state() {
    return terraform().state(Duration.ofMinutes(1));
  }

  PlanSummary planAgain() {
    return terraform()
        .plan(
            Run.unattended("again-" + random.nextInt(1 << 20), Duration.ofMinutes(5)),
            PlanMode.APPLY);
  }

  /** What the plan that lies ready would do. */
  List<PlannedResource> plan() {
    return PlanDetails.of(terraform().planJson(Duration.ofMinutes(1)));
  }

  private TerraformProcesses terraform() {
    TerraformOptions options = TerraformOptions.of(environment(account.workerEnvironment()));
    return new TerraformProcesses(
        TerraformCli.find(options),
        options,
        stack(),
        io.beta9.provisioning.terraform.Redactor.of(List.of()));
  }

  /** How many things of each kind the account has with the environment's tag. */
  Map<String, Long> inventory() {
    return account.sim().inventory(SimulatedAccount.ACCOUNT, SimulatedAccount.REGION).stream()
        .filter(
            thing -> SimulatedAccount.ID.value().equals(thing.tags().get("beta9:environment-id")))
        .map(TaggedResource::arn)
        .map(InterruptedEnvironment::kind)
        .collect(Collectors.groupingBy(kind -> kind, TreeMap::new, Collectors.counting()));
  }

  private static String kind(String arn) {
    String[] parts = arn.split(":", 6);
    String rest = parts[5];
    int end = rest.indexOf('/') < 0 ? rest.indexOf(':') : rest.indexOf('/');
    return parts[2] + ":" + (end < 0 ? "" : rest.substring(0, end));
  }

  /** How often something was asked of AWS with success. */
  long calls(String service, String operation) {
    return account.sim().requests().operations(service, operation).stream()
        .filter(request -> request.ok())
        .count();
  }

  /** Rules that let anything in the environment's own groups out to everywhere. */
  long openWays() {
    var ec2 = account.session().ec2();
    List<String> groups =
        ec2
            .describeSecurityGroups(
                r ->
                    r.filters(
                        filter ->
                            filter
                                .name("tag:beta9:environment-id")
                                .values(SimulatedAccount.ID.value())))
            .securityGroups()
            .stream()
            .map(group -> group.groupId())
            .toList();
    return ec2
        .describeSecurityGroupRules(r -> r.filters(f -> f.name("group-id").values(groups)))
        .securityGroupRules()
        .stream()
        .filter(rule -> rule.isEgress() && "0.0.0.0/0".equals(rule.cidrIpv4()))
        .count();
  }

  List<String> events() {
    return jdbc.sql("select kind || ': ' || message from events order by seq")
        .query(String.class)
        .list();
  }

  String log() {
    return String.join(
        "\n", jdbc.sql("select text from log_lines order by seq").query(String.class).list());
  }

  static FailureException failureOf(Future<?> work) throws InterruptedException {
    try {
      work.get();
      throw new AssertionError("it succeeded");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FailureException failure) {
        return failure;
      }
      throw new AssertionError("no failure", e.getCause());
    }
  }

  @Override
  public void close() {
    killTerraform();
    database.close();
    account.close();
  }
}
