package io.beta9.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A documented {@code helm} command, of which this checks chart, namespace and values. */
record HelmCommandLine(List<String> arguments) {
  static HelmCommandLine parse(String line) {
    List<String> words = List.of(line.strip().split("\\s+"));
    assertThat(words.getFirst()).isEqualTo("helm");
    return new HelmCommandLine(words.subList(1, words.size()));
  }

  /** Fails if the command names another release, or values that the chart does not have. */
  void verify() {
    assertThat(arguments.get(0)).isIn("install", "upgrade", "history", "rollback");
    assertThat(arguments.get(1)).isEqualTo("provisioning");
    assertThat(arguments.get(arguments.indexOf("-n") + 1)).isEqualTo("beta9-provisioning");
    if (!arguments.get(0).equals("install") && !arguments.get(0).equals("upgrade")) {
      return;
    }
    Path chart = RunbookEnvironment.ROOT.resolve(arguments.get(2));
    JsonNode values = new YAMLMapper().readTree(chart.resolve("values.yaml").toFile());
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).equals("--set")) {
        String name = arguments.get(i + 1).split("=", -1)[0];
        String pointer = "/" + name.replaceFirst("^settings\\..*", "settings").replace('.', '/');
        assertThat(values.at(pointer).isMissingNode()).as(name).isFalse();
      }
    }
  }
}
