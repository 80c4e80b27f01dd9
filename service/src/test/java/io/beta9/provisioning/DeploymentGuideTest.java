package io.beta9.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that the commands of docs/deployment.md address what the chart creates. */
class DeploymentGuideTest {
  private static final Path GUIDE = Path.of("../docs/deployment.md");
  private static final String IMAGES = "beta9-provisioning-(api|worker)";
  private static final KubernetesManifests CHART = KubernetesManifests.of("full");

  /** Returns the lines of all blocks with commands. */
  static List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    boolean commands = false;
    for (String line : Files.readAllLines(GUIDE)) {
      if (line.startsWith("```")) {
        commands = line.equals("```bash");
      } else if (commands && !line.isBlank()) {
        lines.add(line);
      }
    }
    return lines;
  }

  @ParameterizedTest
  @MethodSource("lines")
  void every_command_addresses_existing_objects(String line) throws IOException {
    switch (line.split(" ", -1)[0]) {
      case "kubectl" -> KubectlCommandLine.parse(line).verify(CHART);
      case "helm" -> HelmCommandLine.parse(line).verify();
      case "aws" -> assertThat(line).contains("/beta9/provisioning");
      case "gcloud" -> assertThat(line).startsWith("gcloud logging buckets update _Default");
      case "deploy/images/build" -> assertThat(unknownBuildOptions(line)).isEmpty();
      case "docker" -> assertThat(line).matches("docker push \\S+/" + IMAGES + ":\\S+");
      case "mvn" -> assertThat(line).isEqualTo("mvn -DskipTests package");
      case "terraform" ->
          assertThat(Path.of("..", line.replaceAll(".*-chdir=(\\S+) .*", "$1"))).isDirectory();
      default -> throw new AssertionError("this test cannot check the line: " + line);
    }
  }

  private static List<String> unknownBuildOptions(String line) throws IOException {
    String script = Files.readString(Path.of("../deploy/images/build"));
    return Stream.of(line.split(" ", -1))
        .filter(word -> word.startsWith("--") && !script.contains("\n    " + word + ") "))
        .toList();
  }

  @Test
  void the_guide_covers_the_life_of_an_installation() throws IOException {
    assertThat(lines()).hasSizeGreaterThan(15);
    assertThat(Files.readAllLines(GUIDE).stream().filter(line -> line.startsWith("## ")))
        .containsExactly(
            "## Images",
            "## Install",
            "## Values",
            "## Sizing",
            "## Nodes",
            "## High availability",
            "## Autoscaling",
            "## Upgrade",
            "## Rollback",
            "## Logs",
            "## Backup");
  }

  /** The commands of the original runbook, which others know by heart. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "kubectl logs -n beta9-provisioning -l app=provisioning-worker --tail=100",
        "kubectl logs -n beta9-provisioning -l app=provisioning-worker --tail=500 | grep env_4f1a2b3c4d5e",
        "kubectl get pods -n beta9-provisioning -l app=provisioning-worker",
        "kubectl scale deployment provisioning-worker -n beta9-provisioning --replicas=5",
        "kubectl scale deployment provisioning-worker -n beta9-provisioning --replicas=2",
        "kubectl scale deployment provisioning-api -n beta9-provisioning --replicas=4",
        "kubectl top pods -n beta9-provisioning -l app=provisioning-api",
        "kubectl top pods -n beta9-provisioning -l app=provisioning-worker",
        "kubectl rollout undo deployment provisioning-worker -n beta9-provisioning",
        "kubectl rollout undo deployment provisioning-api -n beta9-provisioning",
        "kubectl get certificate -n beta9-provisioning",
        "kubectl delete secret provisioning-api-tls -n beta9-provisioning"
      })
  void the_runbook_contains_the_known_commands(String line) throws IOException {
    assertThat(RunbookTest.lines()).contains(line);
    KubectlCommandLine.parse(line).verify(CHART);
  }
}
