package io.beta9.provisioning.bench;

import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.bench.server.Benchmark;
import io.beta9.provisioning.bench.server.BenchmarkDatabase;
import io.beta9.provisioning.devstack.servers.EmbeddedServers;
import io.beta9.provisioning.devstack.servers.Ports;
import io.beta9.provisioning.devstack.stack.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the start of each program of the distribution, beside a bare JVM. */
@Command(
    name = "startup",
    mixinStandardHelpOptions = true,
    description = {
      "Seconds from the start of a process to its first successful answer (API: a list of"
          + " environments, worker: its readiness) or to its end (commands), beside a bare JVM in"
          + " the same run. Medians, wall-clock and CPU seconds. The database is migrated.",
    })
final class StartupBenchmark extends Benchmark {
  private final Distribution distribution;
  private final Path home;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "5",
      description = "Number of starts of each program (default: 5).")
  int runs = 5;

  StartupBenchmark(Path home) {
    this.home = home;
    this.distribution = Distribution.ofProject(home);
  }

  @Override
  protected void measure(Path folder, Map<String, Object> report)
      throws IOException, InterruptedException, SQLException {
    Map<String, StartupMeasurements> measured = new LinkedHashMap<>();
    for (String program : List.of("api", "worker", "cli_help", "cli_list", "bare_jvm")) {
      measured.put(program, new StartupMeasurements());
    }
    try (EmbeddedServers servers = EmbeddedServers.start(folder.resolve("servers"))) {
      String key = migrateAndCreateKey(servers);
      ProgramStarts starts = new ProgramStarts(environment(servers, folder, key), key);
      // Interleaved, so that other load on the machine affects all of them.
      for (int run = 0; run < runs; run++) {
        progress("Run %d of %d".formatted(run + 1, runs));
        of(measured, "bare_jvm").add(starts.toExit(bareJvm()));
        of(measured, "cli_help").add(starts.toExit(cli("--help")));
        int port = Ports.findFree();
        try (ProgramStarts.Running api =
            starts.toAnswer(service("api"), port, "/api/v1/environments?limit=1")) {
          of(measured, "api").add(api.measurement());
          of(measured, "cli_list").add(starts.toExit(cli("env", "list"), port));
        }
        try (ProgramStarts.Running worker =
            starts.toAnswer(service("worker"), Ports.findFree(), "/health/ready")) {
          of(measured, "worker").add(worker.measurement());
        }
      }
    }
    report(measured, report);
  }

  private static StartupMeasurements of(Map<String, StartupMeasurements> measured, String program) {
    return Objects.requireNonNull(measured.get(program));
  }

  private void report(Map<String, StartupMeasurements> measured, Map<String, Object> report) {
    measured.forEach((program, values) -> report.put(program + "_seconds", values.wallSeconds()));
    measured.forEach(
        (program, values) -> report.put(program + "_cpu_seconds", values.cpuSeconds()));
    for (String program : List.of("api", "worker", "cli")) {
      report.put(program + "_aot_cache", Files.exists(distribution.aotCache(program)));
    }
    report.put("runs", runs);
  }

  private static String migrateAndCreateKey(EmbeddedServers servers) throws SQLException {
    try (BenchmarkDatabase database = BenchmarkDatabase.migrated(servers)) {
      return database.createKey(new TenantId("bench"), Role.ADMIN);
    }
  }

  private Map<String, String> environment(EmbeddedServers servers, Path directory, String key) {
    return Map.of(
        "DATABASE_URL",
        servers.databaseOwnerUrl(),
        "REDIS_URL",
        servers.redisUrl(),
        "WORKDIR_BASE",
        directory.resolve("work").toString(),
        "WORKER_DRAIN_SECONDS",
        "0",
        "JAVA_HOME",
        System.getProperty("java.home"),
        "CHARTS_DIR",
        home.resolve("deploy/charts").toString(),
        "PROVISIONER_KEY",
        key);
  }

  private List<String> service(String role) {
    return List.of(distribution.launcher().toString(), role);
  }

  private List<String> cli(String... arguments) {
    List<String> command = new ArrayList<>(List.of(distribution.launcher().toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private static List<String> bareJvm() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xshare:auto",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-cp",
        Path.of(Hello.class.getProtectionDomain().getCodeSource().getLocation().getPath())
            .toString(),
        Hello.class.getName());
  }
}
