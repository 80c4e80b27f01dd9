package io.beta9.provisioning.devstack.chaos;

import io.beta9.provisioning.devstack.cloud.ResourceCounts;
import io.beta9.provisioning.devstack.servers.LeftoverServers;
import io.beta9.provisioning.devstack.stack.DevStackPaths;
import io.beta9.provisioning.devstack.stack.Distribution;
import io.beta9.provisioning.devstack.stack.InstanceLock;
import io.beta9.provisioning.devstack.stack.Prerequisites;
import io.beta9.provisioning.devstack.stack.ToolSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Provisions and destroys environments while faults are injected, and counts lost, duplicated and
 * orphaned resources.
 */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    description = {
      "Provisions and destroys environments with real Terraform and Helm in a simulated cloud while"
          + " workers, Terraform, Helm, Redis and PostgreSQL are killed, paused and disconnected.",
      "The last line on standard output is one JSON object with the results, determined from the "
          + "simulated cloud. Exits with 0 only if all operations converged and nothing was lost, "
          + "duplicated or orphaned. The same seed gives the same sequence of faults."
    },
    footer = {"", "Example:", "  ./provisioner chaos --kills 6 --seed 7 --environments 2"})
public final class ChaosCommand implements Callable<Integer> {
  private static final int FAILED = 1;

  @Option(names = "--kills", required = true, description = "Number of processes to kill.")
  int kills;

  @Option(names = "--seed", required = true, description = "Seed of the sequence of faults.")
  long seed;

  @Option(
      names = "--environments",
      defaultValue = "3",
      description = "Environments provisioned concurrently (default: ${DEFAULT-VALUE}).")
  int environments = 3;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data directory; deleted first (default: .provisioner/chaos).")
  Path data = DevStackPaths.chaos();

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description =
          "Resource counts of an environment without faults, as written by FullCycleTest"
              + " (devstack/target/baseline.json); measured first if not given.")
  @Nullable Path baseline;

  @Option(
      names = "--plan",
      description =
          "Only print the first faults of the seed's sequence, as many as --kills. A run executes"
              + " more of them: not every fault is a kill, and not every fault finds a target.")
  boolean planOnly;

  @Override
  public Integer call() throws IOException, InterruptedException {
    FaultPlan plan = new FaultPlan(kills, seed);
    if (planOnly) {
      plan.faults()
          .limit(kills)
          .forEach(
              fault ->
                  System.out.println("after " + fault.delay().toMillis() + " ms " + fault.fault()));
      return 0;
    }
    System.setProperty("provisioner.log", data.resolve("service.log").toString());
    Prerequisites.checkDataDirectory(data);
    Prerequisites.check(System.getenv());
    Distribution distribution =
        Distribution.ofProject(DevStackPaths.projectRoot().toAbsolutePath());
    Prerequisites.checkServiceJar(distribution.serviceJar());
    try (InstanceLock _ = InstanceLock.acquire(data, "chaos")) {
      new LeftoverServers(ChaosCommand::printProgress).stop(data);
      deleteContents(data);
      return run(plan, distribution);
    }
  }

  private int run(FaultPlan plan, Distribution distribution)
      throws IOException, InterruptedException {
    String metaConfig =
        Files.readString(DevStackPaths.projectRoot().resolve("examples").resolve("small.yaml"));
    ChaosReport report =
        new ChaosRun(
                data.toAbsolutePath(),
                distribution,
                ToolSettings.of(DevStackPaths.projectRoot().toAbsolutePath()),
                metaConfig,
                ChaosCommand::printProgress)
            .run(plan, environments, Optional.ofNullable(baseline).map(ResourceCounts::read));
    System.out.println(report.json());
    return report.isSuccessful() ? 0 : FAILED;
  }

  private static void printProgress(String message) {
    System.err.println(
        LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + "  " + message);
  }

  /** Deletes everything in the directory except the lock, which is held. */
  private static void deleteContents(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(directory) && !InstanceLock.isLockFile(path)) {
          Files.delete(path);
        }
      }
    }
  }
}
