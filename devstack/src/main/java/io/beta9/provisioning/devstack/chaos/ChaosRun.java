package io.beta9.provisioning.devstack.chaos;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.app.ServiceRole;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiSettings;
import io.beta9.provisioning.devstack.cloud.DemoCloud;
import io.beta9.provisioning.devstack.cloud.DemoCustomer;
import io.beta9.provisioning.devstack.cloud.ResourceCounts;
import io.beta9.provisioning.devstack.servers.EmbeddedServers;
import io.beta9.provisioning.devstack.servers.OwnerMigration;
import io.beta9.provisioning.devstack.servers.Ports;
import io.beta9.provisioning.devstack.stack.Distribution;
import io.beta9.provisioning.settings.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One chaos run: measures the baseline without faults, if it is unknown, then injects faults. */
final class ChaosRun {
  private static final int MAX_ATTEMPTS = 20;
  private static final Duration ATTEMPT_INTERVAL = Duration.ofSeconds(3);
  private static final int WORKERS = 2;

  private final Path directory;
  private final Distribution distribution;
  private final Map<String, String> toolSettings;
  private final String metaConfig;
  private final Consumer<String> progress;

  /**
   * @param directory where everything is stored; must be empty
   * @param toolSettings settings that locate helm-runner and the charts for the workers
   */
  ChaosRun(
      Path directory,
      Distribution distribution,
      Map<String, String> toolSettings,
      String metaConfig,
      Consumer<String> progress) {
    this.directory = directory;
    this.distribution = distribution;
    this.toolSettings = toolSettings;
    this.metaConfig = metaConfig;
    this.progress = progress;
  }

  /**
   * Executes the plan while environments are provisioned and destroyed continuously.
   *
   * @param environments number of environments provisioned concurrently
   * @param knownBaseline resources of an environment without faults; measured first if empty
   */
  ChaosReport run(FaultPlan plan, int environments, Optional<ResourceCounts> knownBaseline)
      throws InterruptedException {
    try (DemoCloud cloud = DemoCloud.start(directory.resolve("cloud"), false);
        EmbeddedServers servers = EmbeddedServers.start(directory)) {
      int port = Ports.findFree();
      Settings apiSettings = apiSettings(servers, port);
      OwnerMigration.run(apiSettings);
      try (Service service = Service.start(apiSettings, Set.of(ServiceRole.API));
          ApiClient api = new ApiClient(registeredTenant(service, port, cloud));
          InvariantChecker checker = new InvariantChecker(cloud);
          WorkerPool workers =
              new WorkerPool(
                  WORKERS,
                  number ->
                      WorkerProcess.start(
                          distribution,
                          servers,
                          workerSettings(cloud, servers, environments),
                          directory.resolve("worker-" + number + ".log")))) {
        OperationQueries queries = new OperationQueries(service.part(JdbcClient.class));
        try (RecoveryTimes recoveryTimes = new RecoveryTimes(queries, workers::anyCanAcceptWork)) {
          checker.baseline(
              knownBaseline.isPresent()
                  ? knownBaseline.get()
                  : measureBaseline(cloud, api, checker));
          FaultInjector injector =
              new FaultInjector(workers, servers, cloud.cloud(), queries, recoveryTimes);
          List<EnvironmentWorkload> workloads = new ArrayList<>();
          int kills = runWorkloads(plan, injector, workloads, environments, api, checker);
          checker.orphans().forEach(orphan -> progress.accept("orphan: " + orphan));
          checker
              .duplicates()
              .forEach(difference -> progress.accept("differs from the baseline: " + difference));
          checker.replacedDatabases().forEach(progress);
          return new ChaosReport(
              kills,
              workloads.stream().mapToInt(EnvironmentWorkload::converged).sum(),
              workloads.stream().mapToInt(EnvironmentWorkload::failed).sum(),
              checker.orphans().size(),
              checker.duplicates().size(),
              workloads.stream().mapToLong(EnvironmentWorkload::lost).sum() + queries.unfinished(),
              checker.concurrentApplies(),
              checker.replacedDatabases().size(),
              recoverySeconds(recoveryTimes));
        }
      }
    }
  }

  /** Provisions and destroys one environment without faults to measure the baseline. */
  private ResourceCounts measureBaseline(DemoCloud cloud, ApiClient api, InvariantChecker checker)
      throws InterruptedException {
    AtomicReference<ResourceCounts> baseline = new AtomicReference<>(new ResourceCounts(Map.of()));
    EnvironmentWorkload workload = new EnvironmentWorkload(api, checker, progress);
    workload.provisionAndDestroy(
        metaConfig, "baseline", id -> baseline.set(ResourceCounts.of(cloud, id)));
    if (workload.converged() != 1) {
      throw new IllegalStateException(
          "the run without faults failed, so that there is no baseline");
    }
    return Objects.requireNonNull(baseline.get());
  }

  private int runWorkloads(
      FaultPlan plan,
      FaultInjector injector,
      List<EnvironmentWorkload> workloads,
      int environments,
      ApiClient api,
      InvariantChecker checker)
      throws InterruptedException {
    AtomicBoolean injecting = new AtomicBoolean(true);
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 1; i <= environments; i++) {
        EnvironmentWorkload workload = new EnvironmentWorkload(api, checker, progress);
        workloads.add(workload);
        String name = "chaos-" + i;
        running.add(
            executor.submit(
                () -> {
                  workload.run(metaConfig, name, injecting::get);
                  return null;
                }));
      }
      int kills = injectFaults(plan, injector);
      injecting.set(false);
      progress.accept("All faults injected; waiting for running operations");
      for (Future<?> workload : running) {
        workload.get();
      }
      return kills;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a workload failed unexpectedly", e.getCause());
    }
  }

  private int injectFaults(FaultPlan plan, FaultInjector injector) throws InterruptedException {
    Iterator<FaultPlan.PlannedFault> faults = plan.faults().iterator();
    int kills = 0;
    while (kills < plan.kills()) {
      FaultPlan.PlannedFault planned = faults.next();
      Thread.sleep(planned.delay());
      Optional<String> outcome = injector.inject(planned);
      for (int i = 1;
          outcome.isEmpty() && planned.fault().shouldAwaitTarget() && i < MAX_ATTEMPTS;
          i++) {
        Thread.sleep(ATTEMPT_INTERVAL);
        outcome = injector.inject(planned);
      }
      kills += outcome.isPresent() && planned.fault().isKill() ? 1 : 0;
      progress.accept("[" + kills + "] " + outcome.orElse(planned.fault() + " found no target"));
    }
    return kills;
  }

  /** Returns the access of a tenant that has registered its account. */
  private static ApiSettings registeredTenant(Service service, int port, DemoCloud cloud) {
    String key =
        service.part(ApiKeyRepository.class).create(new TenantId("chaos"), "chaos").secret().text();
    ApiSettings settings = new ApiSettings(URI.create("http://127.0.0.1:" + port), key);
    DemoCustomer.registerAccount(settings, cloud);
    return settings;
  }

  private static Settings apiSettings(EmbeddedServers servers, int port) {
    return Settings.from(
        Map.of(
            "DATABASE_URL", servers.databaseUrl(),
            "DATABASE_MIGRATION_URL", servers.databaseOwnerUrl(),
            "REDIS_URL", servers.redisUrl(),
            "LISTEN_PORT", Integer.toString(port)));
  }

  private Map<String, String> workerSettings(
      DemoCloud cloud, EmbeddedServers servers, int environments) {
    Map<String, String> settings = new HashMap<>(cloud.environmentVariables());
    settings.putAll(toolSettings);
    settings.put("REDIS_URL", servers.redisUrl());
    settings.put("WORKDIR_BASE", directory.resolve("work").toAbsolutePath().toString());
    settings.put("WORKER_CONCURRENCY", Integer.toString(environments));
    settings.put("WORKER_DRAIN_SECONDS", "20");
    return settings;
  }

  private static Map<String, Double> recoverySeconds(RecoveryTimes recoveryTimes) {
    Map<String, Double> seconds = new LinkedHashMap<>();
    seconds.put("p50", recoveryTimes.quantile(0.5));
    seconds.put("p95", recoveryTimes.quantile(0.95));
    seconds.put("max", recoveryTimes.quantile(1));
    return seconds;
  }
}
