package io.beta9.provisioning.bench.memory;

import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.apimodel.account.AccountView;
import io.beta9.provisioning.bench.api.SeedData;
import io.beta9.provisioning.bench.load.LoadGenerator;
import io.beta9.provisioning.bench.load.LoadResult;
import io.beta9.provisioning.bench.server.Benchmark;
import io.beta9.provisioning.bench.server.BenchmarkDatabase;
import io.beta9.provisioning.bench.server.Machine;
import io.beta9.provisioning.bench.server.ServiceProcess;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiSettings;
import io.beta9.provisioning.devstack.cloud.DemoCloud;
import io.beta9.provisioning.devstack.cloud.DemoCustomer;
import io.beta9.provisioning.devstack.servers.EmbeddedServers;
import io.beta9.provisioning.devstack.stack.ToolSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the resident memory of API and worker under load. */
@Command(
    name = "memory",
    mixinStandardHelpOptions = true,
    description = {
      "Resident memory of the API after mixed requests, and of a worker while it provisions"
          + " environments with real Terraform and Helm, each in a process with the options of the"
          + " distribution."
    })
public final class MemoryBenchmark extends Benchmark {
  private static final int CONNECTIONS = 32;
  private static final int PARTS = 4;
  private static final double MAX_FAILED = 0.02;
  private static final long API_GOAL_MIB = 350;

  /** The worker's default of WORKER_MEMORY_RESERVED. */
  private static final long WORKER_GOAL_MIB = 512;

  private final Path home;

  @Option(
      names = "--requests",
      paramLabel = "N",
      defaultValue = "40000",
      description = "Requests to the API (default: ${DEFAULT-VALUE}).")
  int requests = 40_000;

  @Option(
      names = "--environments",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "Environments that the worker provisions, two at a time (default: ${DEFAULT-VALUE}).")
  int environments = 4;

  @Option(
      names = "--quick",
      description = "2,000 requests, and operations that fail before Terraform is started.")
  boolean quick;

  /**
   * @param home root of the project
   */
  public MemoryBenchmark(Path home) {
    this.home = home;
  }

  @Override
  protected void measure(Path folder, Map<String, Object> report)
      throws IOException, InterruptedException, SQLException {
    SeedData data = new SeedData(quick ? 200 : 2_000, 200);
    try (DemoCloud cloud = DemoCloud.start(folder.resolve("cloud"), true);
        EmbeddedServers servers = EmbeddedServers.start(folder.resolve("servers"))) {
      String key = prepare(servers, data);
      Map<String, String> settings = settings(servers, cloud, folder);
      try (ServiceProcess api = ServiceProcess.start(home, settings, folder.resolve("api.log"))) {
        report.put("api", measureApi(api, new MixedRequests(data, key)));
        try (ServiceProcess worker =
            ServiceProcess.startWorker(home, settings, folder.resolve("worker.log"))) {
          report.put("worker", measureWorker(api, worker, cloud, key));
        }
      }
    }
  }

  /** Migrates the database, writes environments, and returns a key of their owner. */
  private String prepare(EmbeddedServers servers, SeedData data) throws IOException, SQLException {
    try (BenchmarkDatabase database = BenchmarkDatabase.migrated(servers)) {
      data.write(database.jdbc(), home.resolve("examples/small.yaml"));
      // The worker of this benchmark must not execute the operations that wait in the data.
      database
          .jdbc()
          .sql("update operations set state = 'cancelled' where state = 'waiting'")
          .update();
      return database.createKey(SeedData.TENANT, Role.ADMIN);
    }
  }

  private Map<String, String> settings(EmbeddedServers servers, DemoCloud cloud, Path folder) {
    Map<String, String> settings = new HashMap<>(cloud.environmentVariables());
    settings.put("DATABASE_URL", servers.databaseOwnerUrl());
    settings.put("REDIS_URL", servers.redisUrl());
    settings.put("MAX_ENVIRONMENTS_PER_TENANT", "1000000");
    settings.put("WORKDIR_BASE", folder.resolve("work").toString());
    settings.put("WORKER_CONCURRENCY", "2");
    settings.put("WORKER_DRAIN_SECONDS", "5");
    settings.putAll(ToolSettings.of(home));
    return settings;
  }

  private Map<String, Object> measureApi(ServiceProcess api, MixedRequests mixed)
      throws IOException {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("goal_mib", API_GOAL_MIB);
    report.put("resident_mib_after_start", Machine.residentMebibytes(api.pid()));
    int all = quick ? 2_000 : requests;
    LoadGenerator load = new LoadGenerator(api.port());
    Map<String, Object> afterRequests = new LinkedHashMap<>();
    long failed = 0;
    for (int part = 1; part <= PARTS; part++) {
      LoadResult result = load.count(mixed, CONNECTIONS, all / PARTS);
      failed += result.failed();
      afterRequests.put(Integer.toString(all / PARTS * part), Machine.residentMebibytes(api.pid()));
    }
    // A busy machine lets single requests time out.
    if (failed > all * MAX_FAILED) {
      throw new IllegalStateException(failed + " of " + all + " requests failed");
    }
    report.put("resident_mib_after_requests", afterRequests);
    report.put("failed_requests", failed);
    report.put("resident_mib_peak", Machine.peakResidentMebibytes(api.pid()));
    return report;
  }

  private Map<String, Object> measureWorker(
      ServiceProcess api, ServiceProcess worker, DemoCloud cloud, String key)
      throws IOException, InterruptedException {
    WorkerMemory memory = new WorkerMemory(worker.pid());
    String config = Files.readString(home.resolve("examples/small.yaml"));
    int count = quick ? 20 : environments;
    Set<String> expected = quick ? Set.of("failed") : Set.of("ready");
    ApiSettings access = new ApiSettings(URI.create("http://127.0.0.1:" + api.port()), key);
    try (ApiClient client = new ApiClient(access)) {
      List<String> ids = new ArrayList<>();
      for (int number = 1; number <= count; number++) {
        ids.add(
            client
                .create(
                    request(config, access, cloud, number).getBytes(StandardCharsets.UTF_8),
                    "application/yaml")
                .value()
                .environmentId());
      }
      memory.sampleUntil(
          () ->
              ids.stream()
                  .map(id -> client.environment(id).value().status())
                  .allMatch(status -> Set.of("ready", "failed").contains(status)));
      for (String id : ids) {
        var environment = client.environment(id).value();
        if (!expected.contains(environment.status())) {
          throw new IllegalStateException(environment.errorMessage());
        }
      }
    }
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("goal_mib", WORKER_GOAL_MIB);
    report.put("operations", count);
    report.putAll(memory.report());
    return report;
  }

  /** Each environment has an account of its own, because an account is limited to five VPCs. */
  private String request(String config, ApiSettings settings, DemoCloud cloud, int number) {
    String account = String.valueOf(300_000_000_000L + number);
    AccountView registered = DemoCustomer.registerAccount(settings, cloud, account);
    if (quick) {
      cloud.denyAllCallers(registered.roleArn());
    }
    return config
        .replace("name: demo", "name: memory-" + number)
        .replace(DemoCloud.ACCOUNT, account);
  }
}
