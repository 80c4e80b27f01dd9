package io.beta9.provisioning.devstack.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.devstack.cloud.ResourceCounts;
import io.beta9.provisioning.devstack.stack.Distribution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A short run of what docs/reliability.md guarantees: a worker is killed together with its
 * Terraform, and soon afterwards another one. Longer runs: {@code ./provisioner chaos}.
 */
class ChaosRunTest {
  private static final int KILLS = 2;

  /** Its first two faults are these; the second one comes before the first worker is replaced. */
  private static final long SEED = 38;

  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

  @TempDir Path directory;

  @Test
  void an_environment_converges_although_workers_are_killed_together_with_terraform()
      throws Exception {
    Distribution distribution = Distribution.ofProject(PROJECT);
    assertThat(distribution.serviceJar()).as("build the project: mvn package").exists();

    ChaosReport report =
        new ChaosRun(
                directory,
                distribution,
                Map.of(
                    "HELM_RUNNER_JAR",
                    PROJECT.resolve("helm-runner/target/helm-runner.jar").toString(),
                    "CHARTS_DIR",
                    PROJECT.resolve("deploy/charts").toString()),
                Files.readString(PROJECT.resolve("examples/small.yaml")),
                System.out::println)
            .run(
                new FaultPlan(KILLS, SEED),
                1,
                Optional.of(
                    ResourceCounts.read(Path.of("src/test/resources/resources-of-small.json"))));

    assertThat(report.isSuccessful()).as(report.json()).isTrue();
    assertThat(report.kills()).isEqualTo(KILLS);
  }
}
