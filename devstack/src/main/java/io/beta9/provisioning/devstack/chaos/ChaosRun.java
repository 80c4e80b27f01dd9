package io.beta9.provisioning.devstack.chaos;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Role;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.cli.ApiClient;
import io.beta9.provisioning.cli.ApiSettings;
import io.beta9.provisioning.devstack.Census;
import io.beta9.provisioning.devstack.DemoCloud;
import io.beta9.provisioning.devstack.EmbeddedServers;
import io.beta9.provisioning.devstack.Ports;
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

/** One run: an undisturbed round first, to know what is usual, and then the blows. */
final class ChaosRun {
  private static final int ATTEMPTS = 20;
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(3);
  private static final int WORKERS = 2;

  private final Path folder;
  private final Path serviceJar;
  private final Map<String, String> tools;
  private final String metaConfig;
  private final Consumer<String> tell;

  /**
   * @param folder where everything is kept; to be empty
   * @param tools where the workers find helm-runner and the charts
   */
  ChaosRun(
      Path folder,
      Path serviceJar,
      Map<String, String> tools,
      String metaConfig,
      Consumer<String> tell) {
    this.folder = folder;
    this.serviceJar = serviceJar;
    this.tools = tools;
    this.metaConfig = metaConfig;
    this.tell = tell;
  }

  /**
   * Runs.
   *
   * @param known what an undisturbed environment has; where that is not known it is found out first
   */
  ChaosReport run(BlowPlan plan, int environments, Optional<Census> known)
      throws InterruptedException {
    try (DemoCloud cloud = DemoCloud.start(folder.resolve("cloud"), false);
        EmbeddedServers servers = EmbeddedServers.start(folder)) {
      int port = Ports.any();
      try (Service service = Service.start(apiSettings(servers, port), Set.of(Role.API));
          ApiClient api = new ApiClient(address(service, port));
          Judge judge = new Judge(cloud);
          Crew crew =
              new Crew(
                  WORKERS,
                  number ->
                      WorkerProcess.start(
                          serviceJar,
                          servers.postgresPort(),
                          workerSettings(cloud, servers, environments),
                          folder.resolve("worker-" + number + ".log")))) {
        Truth truth = new Truth(service.part(JdbcClient.class));
        try (Recoveries recoveries = new Recoveries(truth, crew::anyAble)) {
          judge.usual(known.isPresent() ? known.get() : undisturbed(cloud, api, judge));
          Striker striker = new Striker(crew, servers, cloud.cloud(), truth, recoveries);
          List<Lane> lanes = new ArrayList<>();
          int kills = strikeDuring(plan, striker, lanes, environments, api, judge);
          judge.orphans().forEach(left -> tell.accept("left: " + left));
          judge.duplicates().forEach(twice -> tell.accept("not as usual: " + twice));
          judge.databasesReplaced().forEach(tell);
          return new ChaosReport(
              kills,
              lanes.stream().mapToInt(Lane::converged).sum(),
              lanes.stream().mapToInt(Lane::failed).sum(),
              judge.orphans().size(),
              judge.duplicates().size(),
              lanes.stream().mapToLong(Lane::lost).sum() + truth.unfinished(),
              judge.concurrentApplies(),
              judge.databasesReplaced().size(),
              seconds(recoveries));
        }
      }
    }
  }

  /** One round in peace, to know what is usual. */
  private Census undisturbed(DemoCloud cloud, ApiClient api, Judge judge)
      throws InterruptedException {
    AtomicReference<Census> seen = new AtomicReference<>(new Census(Map.of()));
    Lane quiet = new Lane(api, judge, tell);
    quiet.round(metaConfig, "undisturbed", id -> seen.set(Census.of(cloud, id)));
    if (quiet.converged() != 1) {
      throw new IllegalStateException("the undisturbed round failed; nothing can be compared");
    }
    return Objects.requireNonNull(seen.get());
  }

  private int strikeDuring(
      BlowPlan plan,
      Striker striker,
      List<Lane> lanes,
      int environments,
      ApiClient api,
      Judge judge)
      throws InterruptedException {
    AtomicBoolean more = new AtomicBoolean(true);
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 1; i <= environments; i++) {
        Lane lane = new Lane(api, judge, tell);
        lanes.add(lane);
        String name = "chaos-" + i;
        running.add(
            executor.submit(
                () -> {
                  lane.run(metaConfig, name, more::get);
                  return null;
                }));
      }
      int kills = strikeAll(plan, striker);
      more.set(false);
      tell.accept("No more blows; waiting for what is under way");
      for (Future<?> lane : running) {
        lane.get();
      }
      return kills;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a lane broke down", e.getCause());
    }
  }

  private int strikeAll(BlowPlan plan, Striker striker) throws InterruptedException {
    Iterator<BlowPlan.Planned> blows = plan.blows().iterator();
    int kills = 0;
    while (kills < plan.kills()) {
      BlowPlan.Planned planned = blows.next();
      Thread.sleep(planned.pause());
      Optional<String> struck = striker.strike(planned);
      for (int i = 1; struck.isEmpty() && planned.blow().isWorthWaiting() && i < ATTEMPTS; i++) {
        Thread.sleep(BETWEEN_ATTEMPTS);
        struck = striker.strike(planned);
      }
      kills += struck.isPresent() && planned.blow().isDeath() ? 1 : 0;
      tell.accept("[" + kills + "] " + struck.orElse(planned.blow() + " found nobody to strike"));
    }
    return kills;
  }

  private static ApiSettings address(Service service, int port) {
    String key =
        service.part(ApiKeyRepository.class).create(new TenantId("chaos"), "chaos").secret().text();
    return new ApiSettings(URI.create("http://127.0.0.1:" + port), key);
  }

  private static Settings apiSettings(EmbeddedServers servers, int port) {
    return Settings.from(
        Map.of(
            "DATABASE_URL", servers.databaseUrl(),
            "REDIS_URL", servers.redisUrl(),
            "LISTEN_PORT", Integer.toString(port)));
  }

  private Map<String, String> workerSettings(
      DemoCloud cloud, EmbeddedServers servers, int environments) {
    Map<String, String> settings = new HashMap<>(cloud.variables());
    settings.putAll(tools);
    settings.put("REDIS_URL", servers.redisUrl());
    settings.put("WORKDIR_BASE", folder.resolve("work").toAbsolutePath().toString());
    settings.put("WORKER_CONCURRENCY", Integer.toString(environments));
    settings.put("WORKER_DRAIN_SECONDS", "20");
    return settings;
  }

  private static Map<String, Double> seconds(Recoveries recoveries) {
    Map<String, Double> seconds = new LinkedHashMap<>();
    seconds.put("p50", recoveries.quantile(0.5));
    seconds.put("p95", recoveries.quantile(0.95));
    seconds.put("max", recoveries.quantile(1));
    return seconds;
  }
}
