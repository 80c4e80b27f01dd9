package io.beta9.provisioning.cloudsim.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Generates {@code deploy/manifests} from the chart, and compares it with what is checked in. */
class ManifestsTest {
  private static final Path MANIFESTS = Path.of("../deploy/manifests").toAbsolutePath().normalize();
  private static final String COMMAND =
      "mvn -q -pl cloudsim -am test -Dtest=ManifestsTest -Dmanifests.write=true"
          + " -Dsurefire.failIfNoSpecifiedTests=false";

  @ParameterizedTest
  @ValueSource(strings = {"minimal", "full"})
  void equals_the_output_of_the_chart(String variant) throws IOException {
    List<String> migration = new ArrayList<>();
    List<String> provisioning = new ArrayList<>();
    for (String document : rendered(variant).split("(?m)^---\\n", -1)) {
      for (ObjectNode object : RenderedChart.parse(document)) {
        boolean migrates =
            Json.text(object, "metadata.name").equals("provisioning-migrate")
                && !object.path("kind").asString().equals("NetworkPolicy");
        (migrates ? migration : provisioning).add(document.replaceAll("(?m)[ \\t]+$", ""));
      }
    }

    compare(MANIFESTS.resolve(variant).resolve("migration.yaml"), migration);
    compare(MANIFESTS.resolve(variant).resolve("provisioning.yaml"), provisioning);
  }

  @Test
  void the_namespace_enforces_restricted_pods() throws IOException {
    ObjectNode namespace =
        RenderedChart.parse(Files.readString(MANIFESTS.resolve("namespace.yaml"))).getFirst();

    assertThat(Json.text(namespace, "metadata.name")).isEqualTo(RenderedChart.NAMESPACE);
    assertThat(namespace.at("/metadata/labels").toString())
        .contains("\"pod-security.kubernetes.io/enforce\":\"restricted\"");
  }

  private static String rendered(String variant) {
    return RenderedChart.of(
            (ObjectNode)
                new YAMLMapper()
                    .readTree(MANIFESTS.resolve(variant).resolve("values.yaml").toFile()))
        .text();
  }

  private static void compare(Path file, List<String> documents) throws IOException {
    String text =
        "# Generated from deploy/charts/provisioning with values.yaml. To regenerate:\n# "
            + COMMAND
            + "\n---\n"
            + String.join("---\n", documents);
    if (Boolean.getBoolean("manifests.write")) {
      Files.writeString(file, text);
    }
    assertThat(Files.exists(file) ? Files.readString(file) : "")
        .as("%s is not up to date; regenerate it: %s", file, COMMAND)
        .isEqualTo(text);
  }
}
