package io.beta9.provisioning.bench.scale;

import io.beta9.provisioning.bench.server.Benchmark;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Simulates many workers in virtual time. */
@Command(
    name = "scale",
    mixinStandardHelpOptions = true,
    description = {
      "Simulates many workers and environments in virtual time, with the service's queue, leases,"
          + " takeovers and pipeline on a real PostgreSQL, and without Terraform: throughput,"
          + " fairness, load of the database, and the time until operations continue when a fifth"
          + " of the workers dies."
    })
public final class ScaleBenchmark extends Benchmark {
  private final Path home;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "500",
      description = "Number of workers (default: ${DEFAULT-VALUE}).")
  int workers = 500;

  @Option(
      names = "--environments",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Number of environments (default: ${DEFAULT-VALUE}).")
  int environments = 10_000;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      defaultValue = "2",
      description = "Operations that a worker executes at a time (default: ${DEFAULT-VALUE}).")
  int concurrency = 2;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the random numbers (default: ${DEFAULT-VALUE}).")
  long seed = 1;

  @Option(names = "--quick", description = "20 workers and 200 environments.")
  boolean quick;

  /**
   * @param home root of the project
   */
  public ScaleBenchmark(Path home) {
    this.home = home;
  }

  @Override
  protected void measure(Path folder, Map<String, Object> report) throws IOException, SQLException {
    ScaleScenario scenario =
        quick
            ? ScaleScenario.of(20, 2, 200, seed)
            : ScaleScenario.of(workers, concurrency, environments, seed);
    try (ScaleSimulation simulation = new ScaleSimulation(scenario, folder)) {
      report.putAll(simulation.run(home));
    }
  }
}
