package io.beta9.provisioning.bench.console;

import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.bench.api.SeedData;
import io.beta9.provisioning.bench.console.ConsoleClient.Response;
import io.beta9.provisioning.bench.load.LoadResult;
import io.beta9.provisioning.bench.server.Benchmark;
import io.beta9.provisioning.bench.server.BenchmarkDatabase;
import io.beta9.provisioning.bench.server.ServiceProcess;
import io.beta9.provisioning.devstack.servers.EmbeddedServers;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures every page of the console with a large database, beside the same pages with a small one
 * and beside a read of the API, in the same run.
 */
@Command(
    name = "console",
    mixinStandardHelpOptions = true,
    description = {
      "Time to the first byte and transferred bytes of every page of the web console, for an owner"
          + " of an installation with 10,000 environments, 90,000 ended operations, 100,000 log"
          + " lines and a plan of 120 resources, beside the same pages with 200 environments."
    })
public final class ConsoleBenchmark extends Benchmark {
  private static final double GOAL_MS = 200;
  private static final int GOAL_BYTES = 250_000;
  private static final int WARM_UP_ROUNDS = 30;
  private static final String API_READ = "api_read";

  private final Path home;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "100",
      description = "Requests of each page (default: ${DEFAULT-VALUE}).")
  int rounds = 100;

  @Option(names = "--quick", description = "400 environments, 2,000 log lines, and 5 rounds.")
  boolean quick;

  /**
   * @param home root of the project
   */
  public ConsoleBenchmark(Path home) {
    this.home = home;
  }

  /** What was measured of one page. */
  private record PageTimes(LoadResult firstByte, int bytes) {}

  @Override
  protected void measure(Path folder, Map<String, Object> report)
      throws IOException, InterruptedException, SQLException {
    ConsoleData large =
        quick ? new ConsoleData(400, 2_000, 120) : new ConsoleData(10_000, 100_000, 120);
    report.put("environments", large.environments());
    report.put("ended_operations", large.endedOperations());
    report.put("log_lines", large.logLines());
    report.put("resources", large.resources());
    report.put("rounds", quick ? 5 : rounds);
    report.put("goal_first_byte_ms", GOAL_MS);
    report.put("goal_bytes", GOAL_BYTES);
    Map<String, PageTimes> small = measure(folder.resolve("small"), new ConsoleData(200, 200, 12));
    Map<String, PageTimes> measured = measure(folder.resolve("large"), large);
    List<String> slow = new ArrayList<>();
    List<String> heavy = new ArrayList<>();
    Map<String, Object> pages = new LinkedHashMap<>();
    measured.forEach(
        (name, page) -> {
          pages.put(name, page(page, small.getOrDefault(name, page)));
          if (page.firstByte().millis(99) >= GOAL_MS) {
            slow.add(name);
          }
          if (page.bytes() > GOAL_BYTES) {
            heavy.add(name);
          }
        });
    report.put("pages", pages);
    report.put("pages_with_p99_beyond_goal", slow);
    report.put("pages_with_bytes_beyond_goal", heavy);
  }

  private static Map<String, Object> page(PageTimes page, PageTimes small) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("first_byte_p50_ms", page.firstByte().millis(50));
    report.put("first_byte_p99_ms", page.firstByte().millis(99));
    report.put("small_p50_ms", small.firstByte().millis(50));
    report.put(
        "ratio_to_small",
        Math.round(100 * page.firstByte().millis(50) / small.firstByte().millis(50)) / 100.0);
    report.put("bytes", page.bytes());
    return report;
  }

  private Map<String, PageTimes> measure(Path folder, ConsoleData data)
      throws IOException, InterruptedException, SQLException {
    try (EmbeddedServers servers = EmbeddedServers.start(folder.resolve("servers"));
        ConsoleCloud cloud = ConsoleCloud.start(folder.resolve("cloud"))) {
      progress("Writing " + data.environments() + " environments");
      String key = prepare(servers, cloud, data);
      Map<String, String> settings = new HashMap<>(cloud.settings());
      settings.put("DATABASE_URL", servers.databaseOwnerUrl());
      settings.put("REDIS_URL", servers.redisUrl());
      try (ServiceProcess api = ServiceProcess.start(home, settings, folder.resolve("api.log"));
          ConsoleClient client = new ConsoleClient(api.port())) {
        client.signIn(key);
        return measure(client, data, key);
      }
    }
  }

  /** Rounds over all pages, so that a disturbance of the machine does not hit one page only. */
  private Map<String, PageTimes> measure(ConsoleClient client, ConsoleData data, String key)
      throws IOException {
    Map<String, String> pages = ConsolePages.of(data);
    int measuredRounds = quick ? 5 : rounds;
    progress("Measuring " + pages.size() + " pages");
    for (int round = 0; round < (quick ? 2 : WARM_UP_ROUNDS); round++) {
      for (String path : pages.values()) {
        requireSuccess(path, client.get(path));
      }
    }
    Map<String, long[]> nanos = new LinkedHashMap<>();
    String read = "/api/v1/environments/" + data.ready();
    for (int round = 0; round < measuredRounds; round++) {
      for (Map.Entry<String, String> page : pages.entrySet()) {
        nanos.computeIfAbsent(page.getKey(), name -> new long[measuredRounds])[round] =
            requireSuccess(page.getValue(), client.get(page.getValue())).firstByteNanos();
      }
      nanos.computeIfAbsent(API_READ, name -> new long[measuredRounds])[round] =
          requireSuccess(read, client.getFromApi(read, key)).firstByteNanos();
    }
    Map<String, PageTimes> measured = new LinkedHashMap<>();
    for (Map.Entry<String, long[]> each : nanos.entrySet()) {
      Arrays.sort(each.getValue());
      String path = pages.get(each.getKey());
      measured.put(
          each.getKey(),
          new PageTimes(
              new LoadResult(1, Map.of(), each.getValue(), 0),
              path == null
                  ? client.getFromApi(read, key).transferredBytes()
                  : client.bytesOfFirstLoad(path)));
    }
    return measured;
  }

  private static Response requireSuccess(String path, Response response) {
    if (response.status() != 200) {
      throw new IllegalStateException(path + " was answered with " + response.status());
    }
    return response;
  }

  private String prepare(EmbeddedServers servers, ConsoleCloud cloud, ConsoleData data)
      throws IOException, SQLException {
    try (BenchmarkDatabase database = BenchmarkDatabase.migrated(servers)) {
      data.write(database.jdbc(), home.resolve("examples/small.yaml"));
      cloud.writeState(database.jdbc(), data.ready(), data.resources());
      return database.createKey(SeedData.TENANT, Role.OWNER);
    }
  }
}
