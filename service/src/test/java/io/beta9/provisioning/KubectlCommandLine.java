package io.beta9.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A documented {@code kubectl} command, of which this checks that everything it addresses exists in
 * the chart: namespace, names, labels, containers' programs. Its effects are tested with the chart.
 */
record KubectlCommandLine(List<String> arguments) {
  private static final Set<String> VERBS =
      Set.of(
          "annotate",
          "apply",
          "create",
          "delete",
          "exec",
          "get",
          "logs",
          "rollout",
          "scale",
          "top",
          "wait");
  private static final Set<String> CREATED_BY_USERS = Set.of("secret provisioning-secrets");
  private static final Pattern PODS = Pattern.compile("pods?");

  /** Parses the part of a line before a pipe. */
  static KubectlCommandLine parse(String line) {
    List<String> words = List.of(line.split(" \\| ", -1)[0].strip().split("\\s+"));
    assertThat(words.getFirst()).isEqualTo("kubectl");
    return new KubectlCommandLine(words.subList(1, words.size()));
  }

  /** Fails if the command addresses something that the chart does not create. */
  void verify(KubernetesManifests chart) {
    assertThat(VERBS).contains(arguments.getFirst());
    option("-n").ifPresent(name -> assertThat(name).isEqualTo("beta9-provisioning"));
    option("-l").ifPresent(label -> assertThat(hasLabel(chart, label)).as(label).isTrue());
    option("-f").ifPresent(file -> assertThat(RunbookEnvironment.ROOT.resolve(file)).exists());
    List<String> names = positional();
    switch (arguments.getFirst()) {
      case "rollout" -> exists(chart, names.get(1), names.get(2));
      case "scale", "annotate", "delete", "wait" -> exists(chart, names.get(0), names.get(1));
      case "get", "top" -> kindExists(chart, names);
      case "exec", "logs" ->
          names.stream()
              .filter(name -> name.contains("/"))
              .forEach(
                  name -> {
                    String[] parts = name.split("/", -1);
                    exists(chart, parts[0].equals("deploy") ? "deployment" : parts[0], parts[1]);
                  });
      default -> assertThat(names).isNotNull();
    }
  }

  private static void kindExists(KubernetesManifests chart, List<String> names) {
    if (names.size() > 1) {
      exists(chart, names.get(0), names.get(1));
    } else {
      String kind = names.getFirst().replaceFirst("s$", "");
      // A Deployment creates ReplicaSets and pods.
      assertThat(
              PODS.matcher(kind).matches()
                  || kind.equals("replicaset")
                  || !chart.all(kind).isEmpty())
          .as(kind)
          .isTrue();
    }
  }

  private static void exists(KubernetesManifests chart, String kind, String name) {
    if (CREATED_BY_USERS.contains(kind + " " + name)) {
      return;
    }
    // cert-manager creates the Secret that the Certificate names.
    boolean issued =
        kind.equals("secret")
            && chart.all("certificate").stream()
                .anyMatch(one -> one.at("/spec/secretName").asString().equals(name));
    assertThat(issued || chart.find(kind.toLowerCase(Locale.ROOT), name).isPresent())
        .as("%s %s exists in the chart", kind, name)
        .isTrue();
  }

  /** Returns whether pods or ConfigMaps of the chart have the label. */
  private static boolean hasLabel(KubernetesManifests chart, String label) {
    String[] parts = label.split("=", -1);
    return Stream.concat(
            chart.all("Deployment").stream().map(one -> one.at("/spec/template/metadata/labels")),
            chart.all("ConfigMap").stream().map(one -> one.at("/metadata/labels")))
        .map((JsonNode labels) -> labels.path(parts[0]).asString(""))
        .anyMatch(value -> value.equals(parts[1]));
  }

  private Optional<String> option(String name) {
    int index = arguments.indexOf(name);
    return index < 0 ? Optional.empty() : Optional.of(arguments.get(index + 1));
  }

  /** Returns the arguments after the verb that are neither options nor their values. */
  private List<String> positional() {
    List<String> names = new ArrayList<>();
    for (int i = 1; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("--")) {
        break;
      } else if (Set.of("-n", "-l", "-f", "-o").contains(argument)) {
        i++;
      } else if (!argument.startsWith("-")) {
        names.add(argument);
      }
    }
    return names;
  }
}
