package io.beta9.provisioning.devstack.chaos;

import io.beta9.provisioning.devstack.Census;
import io.beta9.provisioning.devstack.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Provisions and destroys while things die, and counts what was lost, doubled or left behind. */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    description = {
      "Provisions and destroys environments with real Terraform and Helm in a simulated cloud, while "
          + "workers, Terraform, Helm, Redis and PostgreSQL are killed, paused and cut off.",
      "The last line on standard output is one JSON object, judged by the simulated cloud's own "
          + "books. Ends with 0 only where everything converged and nothing was lost, doubled or "
          + "left behind. The same seed gives the same plan of blows."
    },
    footer = {"", "Example:", "  ./provisioner chaos --kills 6 --seed 7 --environments 2"})
public final class ChaosCommand implements Callable<Integer> {
  private static final int FAILED = 1;

  @Option(names = "--kills", required = true, description = "How many deaths there are to be.")
  int kills;

  @Option(names = "--seed", required = true, description = "What the plan of blows follows from.")
  long seed;

  @Option(
      names = "--environments",
      defaultValue = "3",
      description = "How many are under way at once (default: ${DEFAULT-VALUE}).")
  int environments = 3;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where everything is kept, emptied first (default: .provisioner/chaos).")
  Path data = DataFolder.chaos();

  @Option(
      names = "--usual",
      paramLabel = "FILE",
      description =
          "What an undisturbed environment has, as the test of the full cycle writes it"
              + " (devstack/target/usual.json); without it an undisturbed round is made first.")
  @Nullable Path usual;

  @Option(
      names = "--plan",
      description =
          "Only show as many of the blows that this seed gives, in their order. Not all of them"
              + " are deaths, and not all find a victim; a run goes on until there were enough.")
  boolean planOnly;

  @Override
  public Integer call() throws IOException, InterruptedException {
    BlowPlan plan = new BlowPlan(kills, seed);
    if (planOnly) {
      plan.blows()
          .limit(kills)
          .forEach(
              blow ->
                  System.out.println("after " + blow.pause().toMillis() + " ms " + blow.blow()));
      return 0;
    }
    empty(data);
    String metaConfig =
        Files.readString(DataFolder.home().resolve("examples").resolve("small.yaml"));
    ChaosReport report =
        new ChaosRun(
                data.toAbsolutePath(),
                Path.of(setting("SERVICE_JAR", "service/target/service-0.1.0-SNAPSHOT-exec.jar")),
                Map.of(
                    "HELM_RUNNER_JAR",
                    setting("HELM_RUNNER_JAR", "helm-runner/target/helm-runner.jar"),
                    "CHARTS_DIR",
                    setting("CHARTS_DIR", "deploy/charts")),
                metaConfig,
                ChaosCommand::tell)
            .run(plan, environments, Optional.ofNullable(usual).map(Census::read));
    System.out.println(report.json());
    return report.allWell() ? 0 : FAILED;
  }

  private static void tell(String sentence) {
    System.err.println(LocalTime.now().truncatedTo(ChronoUnit.SECONDS) + "  " + sentence);
  }

  private static String setting(String name, String otherwise) {
    String set = System.getenv(name);
    return set == null || set.isBlank()
        ? DataFolder.home().resolve(otherwise).toAbsolutePath().toString()
        : set;
  }

  private static void empty(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
