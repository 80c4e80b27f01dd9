package io.beta9.provisioning.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.CoreConfiguration;
import io.beta9.provisioning.database.Migrations;
import io.beta9.provisioning.devstack.servers.EmbeddedServers;
import io.beta9.provisioning.devstack.servers.Ports;
import io.beta9.provisioning.devstack.stack.Distribution;
import io.beta9.provisioning.settings.server.DatabaseUrl;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the start of each program of the distribution, beside a bare JVM. */
@Command(
    mixinStandardHelpOptions = true,
    description = {
      "Seconds from the start of a process to its first successful answer (API: a list of"
          + " environments, worker: its readiness) or to its end (commands), beside a bare JVM in"
          + " the same run. Medians, wall-clock and CPU seconds. The database is migrated.",
    })
final class StartupBenchmark implements Callable<Integer> {
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
  public Integer call() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("beta9-bench-");
    Map<String, StartupMeasurements> measured = new LinkedHashMap<>();
    for (String program : List.of("api", "worker", "cli_help", "cli_list", "bare_jvm")) {
      measured.put(program, new StartupMeasurements());
    }
    try (EmbeddedServers servers = EmbeddedServers.start(directory.resolve("servers"))) {
      String key = migrateAndCreateKey(servers.databaseOwnerUrl());
      ProgramStarts starts = new ProgramStarts(environment(servers, directory, key), key);
      // Interleaved, so that other load on the machine affects all of them.
      for (int run = 0; run < runs; run++) {
        System.err.printf("Run %d of %d%n", run + 1, runs);
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
    Main.print(result(measured));
    return 0;
  }

  private static StartupMeasurements of(Map<String, StartupMeasurements> measured, String program) {
    return Objects.requireNonNull(measured.get(program));
  }

  private Map<String, Object> result(Map<String, StartupMeasurements> measured) {
    Map<String, Object> result = new LinkedHashMap<>();
    measured.forEach((program, values) -> result.put(program + "_seconds", values.wallSeconds()));
    measured.forEach(
        (program, values) -> result.put(program + "_cpu_seconds", values.cpuSeconds()));
    for (String program : List.of("api", "worker", "cli")) {
      result.put(program + "_aot_cache", Files.exists(distribution.aotCache(program)));
    }
    result.put("runs", runs);
    result.put("processors", Runtime.getRuntime().availableProcessors());
    result.put("load_average", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    return result;
  }

  private static String migrateAndCreateKey(String url) {
    try (HikariDataSource pool =
        CoreConfiguration.pool(DatabaseUrl.parse(url), CoreConfiguration.COMMAND_POOL_SIZE)) {
      new Migrations(pool).up();
      return new ApiKeyRepository(JdbcClient.create(pool), new SecureRandom())
          .create(new TenantId("bench"), "startup")
          .secret()
          .text();
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
