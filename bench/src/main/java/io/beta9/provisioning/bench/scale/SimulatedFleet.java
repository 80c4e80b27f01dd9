package io.beta9.provisioning.bench.scale;

import io.beta9.provisioning.aws.session.AwsOptions;
import io.beta9.provisioning.aws.session.AwsSessions;
import io.beta9.provisioning.cloud.aws.AwsAccounts;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ClaimRepository;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.ProcessRepository;
import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.region.RegionCircuitRepository;
import io.beta9.provisioning.settings.ProcessEnvironment;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.timeline.JournalRepository;
import io.beta9.provisioning.timeline.LogRepository;
import io.beta9.provisioning.worker.lease.ActiveClaims;
import io.beta9.provisioning.worker.liveness.ClaimReleaser;
import io.beta9.provisioning.worker.liveness.PodStatusChecker;
import io.beta9.provisioning.worker.liveness.TakeoverMetrics;
import io.beta9.provisioning.worker.pipeline.FencedOperationLifecycle;
import io.beta9.provisioning.worker.pipeline.FencedWriter;
import io.beta9.provisioning.worker.pipeline.OperationLifecycle;
import io.beta9.provisioning.worker.pipeline.OperationMetrics;
import io.beta9.provisioning.worker.pipeline.Pipeline;
import io.beta9.provisioning.worker.pipeline.Pipeline.PipelineResult;
import io.beta9.provisioning.worker.pipeline.StepCatalog;
import io.beta9.provisioning.worker.pipeline.StepContextFactory;
import io.beta9.provisioning.worker.pipeline.StepRepositories;
import io.beta9.provisioning.worker.pipeline.WorkerDependencies;
import io.beta9.provisioning.worker.pipeline.WorkerTools;
import io.beta9.provisioning.worker.retry.RetryPolicy;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * All workers of the simulation, what they share, and the Kubernetes cluster in which each is a
 * pod.
 */
final class SimulatedFleet implements PodStatusChecker {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final VirtualTime time;
  private final SimulationDatabase database;
  private final ScaleScenario scenario;
  private final JdbcClient jdbc;
  private final OperationRepository operations;
  private final WorkerRepository workers;
  private final SimulatedNotifier notifier;
  private final ClaimReleaser releaser;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TakeoverMetrics takeoverMetrics = new TakeoverMetrics(meters);
  private final OperationMetrics operationMetrics = new OperationMetrics(meters);
  private final OperationLifecycle lifecycle;
  private final StepContextFactory contexts;
  private final Map<String, SimulatedWorker> byId = new LinkedHashMap<>();
  private final Map<PipelineResult, Integer> results = new HashMap<>();
  private final Map<String, Double> resumedAfter = new HashMap<>();
  private final Set<String> orphaned = new HashSet<>();
  private double deathSeconds;
  private boolean measured;
  private long podRequests;

  SimulatedFleet(
      VirtualTime time, SimulationDatabase database, ScaleScenario scenario, Path folder) {
    this.time = time;
    this.database = database;
    this.scenario = scenario;
    this.jdbc = JdbcClient.create(database.dataSource());
    this.operations = new OperationRepository(jdbc);
    this.workers = new WorkerRepository(jdbc);
    this.notifier = new SimulatedNotifier(time);
    TransactionTemplate transactions =
        new TransactionTemplate(new JdbcTransactionManager(database.dataSource()));
    EventRepository events = new EventRepository(jdbc, JSON);
    EnvironmentRepository environments = new EnvironmentRepository(jdbc, JSON);
    ClaimRepository claims = new ClaimRepository(jdbc);
    this.releaser =
        new ClaimReleaser(transactions, claims, workers, events, notifier, LeasePolicy.STANDARD);
    FencedWriter writer = new FencedWriter(transactions, time.clock(), operations);
    this.lifecycle =
        new FencedOperationLifecycle(
            writer, operations, environments, events, claims, new RegionCircuitRepository(jdbc));
    this.contexts =
        new StepContextFactory(
            new WorkerDependencies(
                new AwsAccounts(new AwsSessions(AwsOptions.of(Settings.ofProcess().aws()))),
                new WorkerTools(
                    (stack, redactor, credentials) -> {
                      throw new IllegalStateException("Terraform is not simulated by a process");
                    },
                    (cluster, credentials, privateDirectory) -> {
                      throw new IllegalStateException("there is no cluster");
                    }),
                TerraformOptions.of(ProcessEnvironment.current()),
                folder,
                "simulated",
                JSON,
                time.clock(),
                new Random(scenario.seed())),
            writer,
            new StepRepositories(
                environments,
                operations,
                events,
                new LogRepository(jdbc),
                new JournalRepository(jdbc),
                new ProcessRepository(jdbc),
                new KeptStateRepository(jdbc)));
  }

  /** Starts all workers. */
  void start(StepCatalog steps) {
    Random random = new Random(scenario.seed());
    for (int number = 0; number < scenario.workers(); number++) {
      Pipeline pipeline =
          new Pipeline(
              lifecycle,
              contexts,
              steps,
              RetryPolicy.STANDARD,
              operationMetrics,
              new ActiveClaims(LeasePolicy.STANDARD, time.clock(), time::nanos),
              random);
      SimulatedWorker worker = new SimulatedWorker(this, identity(number), pipeline);
      byId.put(worker.identity().id(), worker);
      worker.start(random);
    }
  }

  /** Starts the loops of all workers beside their claims. */
  void startMeasurement() {
    measured = true;
    Random random = new Random(scenario.seed());
    byId.values().forEach(worker -> worker.startLoops(random));
  }

  /** Ends these loops: outside of the measured period, nothing depends on them. */
  void endMeasurement() {
    measured = false;
  }

  boolean isMeasured() {
    return measured;
  }

  private RegisteredWorker identity(int number) {
    String name = "provisioning-worker-" + number;
    return new RegisteredWorker(
        "w-" + number,
        "simulated",
        scenario.concurrency(),
        "/work",
        new RegisteredWorker.HostProcess(name, "boot-" + number, "pid:[" + number + "]", "", 1, 1),
        new RegisteredWorker.WorkerPod("simulated", "beta9-provisioning", name, "uid-" + number));
  }

  /** Ends workers immediately, and records which operations they were executing. */
  void kill(int count) {
    deathSeconds = time.elapsed().toMillis() / 1000.0;
    List<SimulatedWorker> victims = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      victims.add(byId.get("w-" + number));
    }
    victims.forEach(SimulatedWorker::die);
    orphaned.addAll(
        jdbc.sql("select id from operations where state = 'running' and worker_id in (:workers)")
            .param("workers", victims.stream().map(worker -> worker.identity().id()).toList())
            .query(String.class)
            .list());
  }

  @Override
  public PodStatus status(RegisteredWorker worker) {
    podRequests++;
    SimulatedWorker simulated = byId.get(worker.id());
    return simulated == null || simulated.isDead() ? PodStatus.DELETED : PodStatus.RUNNING;
  }

  void claimed(Claim claim) {
    String operation = claim.operation().value();
    if (orphaned.contains(operation)) {
      resumedAfter.putIfAbsent(operation, time.elapsed().toMillis() / 1000.0 - deathSeconds);
    }
  }

  void ended(Claim claim, PipelineResult result) {
    results.merge(result, 1, Integer::sum);
  }

  /** Returns how many claims ended with a result. */
  int ended(PipelineResult result) {
    return results.getOrDefault(result, 0);
  }

  /** Returns the number of operations whose worker died. */
  int orphaned() {
    return orphaned.size();
  }

  /** Returns the seconds from the deaths until another worker executed each operation. */
  List<Double> resumedAfter() {
    return List.copyOf(resumedAfter.values());
  }

  double deathSeconds() {
    return deathSeconds;
  }

  long podRequests() {
    return podRequests;
  }

  VirtualTime time() {
    return time;
  }

  SimulationDatabase database() {
    return database;
  }

  JdbcClient jdbc() {
    return jdbc;
  }

  OperationRepository operations() {
    return operations;
  }

  WorkerRepository workers() {
    return workers;
  }

  SimulatedNotifier notifier() {
    return notifier;
  }

  ClaimReleaser releaser() {
    return releaser;
  }

  TakeoverMetrics takeoverMetrics() {
    return takeoverMetrics;
  }
}
