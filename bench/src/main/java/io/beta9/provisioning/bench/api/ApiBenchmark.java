package io.beta9.provisioning.bench.api;

import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.bench.load.LoadGenerator;
import io.beta9.provisioning.bench.load.LoadResult;
import io.beta9.provisioning.bench.load.RequestSource;
import io.beta9.provisioning.bench.server.Benchmark;
import io.beta9.provisioning.bench.server.BenchmarkDatabase;
import io.beta9.provisioning.bench.server.Machine;
import io.beta9.provisioning.bench.server.Pgbench;
import io.beta9.provisioning.bench.server.ProcessCpu;
import io.beta9.provisioning.bench.server.ServiceProcess;
import io.beta9.provisioning.devstack.servers.EmbeddedServers;
import io.beta9.provisioning.environment.EnvironmentCursor;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.settings.server.DatabaseUrl;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures the API on a large database, beside pgbench with the same statements on the same server
 * in the same run.
 */
@Command(
    name = "api",
    mixinStandardHelpOptions = true,
    description =
        "Requests per second and latencies of the API with 100,000 environments, a million events"
            + " and 10,000 waiting operations, beside pgbench with the same statements.")
public final class ApiBenchmark extends Benchmark {
  private static final int CLIENTS = 16;
  private static final int PAGE_SIZE = 50;
  private static final int MAX_CONNECTIONS = 512;
  private static final double P99_BOUND_MS = 50;
  private static final List<Integer> RATES = List.of(250, 500, 1000, 1500, 2000, 3000, 4000);

  /** The rate at which the API has to keep p99 below the bound. */
  private static final int REQUIRED_RATE = 500;

  private final Path home;

  @Option(names = "--quick", description = "2,000 environments and short measurements.")
  private boolean quick;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description = "Requests before the measurement (default: 50,000; quick: 5,000).")
  private int warmUpRequests;

  @Option(
      names = "--only",
      paramLabel = "PART",
      split = ",",
      description = "Only these parts: ratios, rates, overload.")
  private List<String> only = List.of();

  @Option(
      names = "--kinds",
      paramLabel = "KIND",
      split = ",",
      description = "Only these kinds of requests at rising rates, for example create,events.")
  private List<String> kinds = List.of();

  public ApiBenchmark(Path home) {
    this.home = home;
  }

  @Override
  protected void measure(Path folder, Map<String, Object> report)
      throws IOException, InterruptedException, SQLException {
    Path example = home.resolve("examples/small.yaml");
    SeedData data = quick ? new SeedData(2_000, 200) : new SeedData(100_000, 5_000);
    try (EmbeddedServers servers = EmbeddedServers.start(folder.resolve("servers"));
        BenchmarkDatabase database = BenchmarkDatabase.migrated(servers)) {
      progress("Writing " + data.environments() + " environments");
      data.write(database.jdbc(), example);
      String key = database.createKey(SeedData.TENANT, Role.ADMIN);
      List<String> creators =
          IntStream.range(0, SeedData.CREATORS)
              .mapToObj(n -> database.createKey(new TenantId("creator-" + n), Role.ADMIN))
              .toList();
      long postmaster = servers.postgresPid();
      try (ServiceProcess service =
          ServiceProcess.start(
              home,
              Map.of(
                  "DATABASE_URL",
                  servers.databaseOwnerUrl(),
                  "REDIS_URL",
                  servers.redisUrl(),
                  "MAX_ENVIRONMENTS_PER_TENANT",
                  "1000000"),
              folder.resolve("service.log"))) {
        ApiWorkloads workloads = new ApiWorkloads(data, key, creators, example);
        report.put("environments", data.environments());
        report.put("events", data.events());
        report.put("waiting_operations", data.waitingOperations());
        LoadGenerator load = new LoadGenerator(service.port());
        int warmUp = warmUpRequests > 0 ? warmUpRequests : quick ? 5_000 : 50_000;
        report.put("warm_up_requests", warmUp);
        progress("Warming up with " + warmUp + " requests");
        requireSuccess(load.count(workloads.getById(), CLIENTS, warmUp));
        requireSuccess(load.count(workloads.list(), CLIENTS, warmUp / 5));
        if (includes("ratios")) {
          Pgbench pgbench = Pgbench.find(DatabaseUrl.parse(servers.administratorUrl()), postmaster);
          ratios(report, load, workloads, data, pgbench, service, postmaster);
        }
        if (includes("rates")) {
          Processes processes = new Processes(service, postmaster);
          report.put(
              "rising_rates",
              risingRates(load, workloads, cursor(database.jdbc(), data), processes, warmUp / 10));
          report.put("log_streams", new LogStreams(service.port(), key, data).run().report());
        }
        if (includes("overload")) {
          report.put("overload", overload(load, workloads));
        }
        report.put("service_resident_mib", Machine.residentMebibytes(service.pid()));
      }
    }
  }

  private boolean includes(String part) {
    return only.isEmpty() || only.contains(part);
  }

  private Duration measured() {
    return Duration.ofSeconds(quick ? 2 : 5);
  }

  /** Compares reads with pgbench: rounds of both alternate, and medians are compared. */
  private void ratios(
      Map<String, Object> result,
      LoadGenerator load,
      ApiWorkloads workloads,
      SeedData data,
      Pgbench pgbench,
      ServiceProcess service,
      long postmaster)
      throws IOException, InterruptedException {
    Comparison byId =
        compare(
            load, workloads.getById(), pgbench, PgbenchScripts.getById(data), service, postmaster);
    result.put("get_by_id_ratio", byId.ratio());
    result.put("get_by_id_cpu_ratio", byId.cpuRatio());
    result.put("get_by_id_ratio_to_prepared", byId.preparedRatio());
    result.put("get_by_id_cpu_ratio_to_prepared", byId.preparedCpuRatio());
    result.put("get_by_id", byId.report());
    Comparison list =
        compare(
            load, workloads.list(), pgbench, PgbenchScripts.list(PAGE_SIZE), service, postmaster);
    result.put("list_ratio", list.ratio());
    result.put("list_cpu_ratio", list.cpuRatio());
    result.put("list_ratio_to_prepared", list.preparedRatio());
    result.put("list_cpu_ratio_to_prepared", list.preparedCpuRatio());
    Map<String, Object> lists = list.report();
    lists.put("api_rows_per_second", Math.round(list.apiPerSecond() * PAGE_SIZE));
    lists.put("pgbench_rows_per_second", Math.round(list.pgbenchPerSecond() * PAGE_SIZE));
    result.put("list_of_" + PAGE_SIZE, lists);
  }

  private Comparison compare(
      LoadGenerator load,
      RequestSource requests,
      Pgbench pgbench,
      String script,
      ServiceProcess service,
      long postmaster)
      throws IOException, InterruptedException {
    progress(
        "Comparing with pgbench: " + script.strip().replaceAll("(?s)select.*? from", "… from"));
    List<Comparison.ApiRound> api = new ArrayList<>();
    List<Pgbench.PgbenchResult> simple = new ArrayList<>();
    List<Pgbench.PgbenchResult> prepared = new ArrayList<>();
    for (int round = 0; round < (quick ? 1 : 3); round++) {
      double serviceBefore = service.cpuSeconds();
      double postgresBefore = ProcessCpu.secondsWithChildren(postmaster);
      double clientBefore = ProcessCpu.seconds(ProcessHandle.current().pid());
      LoadResult run = load.saturate(requests, CLIENTS, measured());
      requireSuccess(run);
      double perRequest = 1e6 / run.succeeded();
      api.add(
          new Comparison.ApiRound(
              run.perSecond(),
              (service.cpuSeconds() - serviceBefore) * perRequest,
              (ProcessCpu.secondsWithChildren(postmaster) - postgresBefore) * perRequest,
              (ProcessCpu.seconds(ProcessHandle.current().pid()) - clientBefore) * perRequest,
              run.millis(99)));
      simple.add(pgbench.run(script, Pgbench.Protocol.SIMPLE, CLIENTS, measured()));
      prepared.add(pgbench.run(script, Pgbench.Protocol.PREPARED, CLIENTS, measured()));
    }
    return new Comparison(api, simple, prepared);
  }

  /**
   * Raises the rate of each kind of request until p99 exceeds its bound or requests fail at two
   * rates in a row.
   */
  private Map<String, Object> risingRates(
      LoadGenerator load,
      ApiWorkloads workloads,
      String cursor,
      Processes processes,
      int warmUpOfEach)
      throws IOException {
    Map<String, RequestSource> scenarios = new LinkedHashMap<>();
    scenarios.put("get_by_id", workloads.getById());
    scenarios.putAll(workloads.lists(cursor));
    scenarios.put("events", workloads.events());
    scenarios.put("create", workloads.create());
    scenarios.put("mixed", workloads.mixed());
    if (!kinds.isEmpty()) {
      scenarios.keySet().retainAll(kinds);
    }
    Map<String, Object> report = new LinkedHashMap<>();
    for (var scenario : scenarios.entrySet()) {
      progress("Raising the rate of " + scenario.getKey());
      load.count(scenario.getValue(), CLIENTS, warmUpOfEach);
      Map<String, Object> outcome = new LinkedHashMap<>();
      outcome.putAll(processes.cpuPerRequest(load, scenario.getValue(), quick ? 200 : 2_000));
      Map<String, Object> steps = new LinkedHashMap<>();
      int highest = 0;
      int exceeded = 0;
      for (int rate : RATES) {
        LoadResult run = atRate(load, scenario.getValue(), rate);
        if (!isWithinBounds(run)) {
          // Another process of the machine may have disturbed the run.
          run = atRate(load, scenario.getValue(), rate);
        }
        steps.put(Integer.toString(rate), run.report());
        exceeded = isWithinBounds(run) ? 0 : exceeded + 1;
        if (exceeded == 2) {
          break;
        }
        highest = exceeded == 0 ? rate : highest;
      }
      outcome.put("highest_rate_with_p99_below_" + (int) P99_BOUND_MS + "_ms", highest);
      outcome.put("rates", steps);
      report.put(scenario.getKey(), outcome);
    }
    return report;
  }

  /** The processes that answer a request together. */
  private record Processes(ServiceProcess service, long postmaster) {

    /** Returns the CPU time that each of them needs for a request, in microseconds. */
    Map<String, Long> cpuPerRequest(LoadGenerator load, RequestSource requests, int count)
        throws IOException {
      double serviceBefore = service.cpuSeconds();
      double postgresBefore = ProcessCpu.secondsWithChildren(postmaster);
      LoadResult run = load.count(requests, CLIENTS, count);
      requireSuccess(run);
      double micros = 1e6 / run.succeeded();
      return Map.of(
          "cpu_us_service",
          Math.round((service.cpuSeconds() - serviceBefore) * micros),
          "cpu_us_postgresql",
          Math.round((ProcessCpu.secondsWithChildren(postmaster) - postgresBefore) * micros));
    }
  }

  private LoadResult atRate(LoadGenerator load, RequestSource requests, int rate)
      throws IOException {
    return load.atRate(
        requests,
        rate,
        MAX_CONNECTIONS,
        rate == REQUIRED_RATE ? measured() : Duration.ofSeconds(quick ? 1 : 3));
  }

  private static boolean isWithinBounds(LoadResult run) {
    return run.millis(99) <= P99_BOUND_MS && run.failed() + run.count(429) + run.unsent() == 0;
  }

  /** Sends several times as many requests as the API can answer. */
  private Map<String, Object> overload(LoadGenerator load, ApiWorkloads workloads)
      throws IOException {
    progress("Measuring the capacity and overload");
    load.count(workloads.mixed(), CLIENTS, quick ? 500 : 20_000);
    LoadResult capacity = load.saturate(workloads.mixed(), CLIENTS, measured());
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("capacity", capacity.report());
    for (int factor : List.of(2, 4)) {
      report.put(
          "rate_of_" + factor + "_times_the_capacity",
          load.atRate(workloads.mixed(), capacity.perSecond() * factor, MAX_CONNECTIONS, measured())
              .report());
    }
    report.put(
        "capacity_afterwards", load.saturate(workloads.mixed(), CLIENTS, measured()).report());
    return report;
  }

  private static String cursor(JdbcClient jdbc, SeedData data) {
    String id = data.idOfTenant(data.environmentsOfTenant() / 2);
    Timestamp at =
        jdbc.sql("select created_at from environments where id = :id")
            .param("id", id)
            .query(Timestamp.class)
            .single();
    return new EnvironmentCursor(at.toInstant(), new EnvironmentId(id)).encode();
  }

  private static void requireSuccess(LoadResult run) {
    if (run.failed() > 0 || run.succeeded() == 0) {
      throw new IllegalStateException("Requests failed, by status: " + run.statuses());
    }
  }
}
