package io.beta9.provisioning.bootstrap.drift;

import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Finds the fields of a manifest that a live object does not have as the manifest states. What only
 * the live object has is ignored: the API server and controllers add defaults, status and more.
 * Lists are compared as the API server merges them, so that each difference is one that an upgrade
 * corrects.
 */
final class FieldComparison {
  /** The fields that identify the elements of lists that the API server merges. */
  private static final Map<String, List<String>> MERGE_KEYS =
      Map.of(
          "containers", List.of("name"),
          "initContainers", List.of("name"),
          "env", List.of("name"),
          "volumes", List.of("name"),
          "imagePullSecrets", List.of("name"),
          "secrets", List.of("name"),
          "volumeMounts", List.of("mountPath"),
          "ports", List.of("containerPort", "port"));

  /** The fields whose contents are quantities: {@code 1000m} and {@code 1} are the same. */
  private static final Set<String> QUANTITIES =
      Set.of("requests", "limits", "hard", "min", "max", "default", "defaultRequest", "capacity");

  /** Fields of which the API server keeps false and zero; it omits those values of others. */
  private static final Set<String> KEPT_ZEROS =
      Set.of(
          "automountServiceAccountToken",
          "allowPrivilegeEscalation",
          "readOnlyRootFilesystem",
          "runAsNonRoot",
          "privileged",
          "enableServiceLinks",
          "replicas",
          "runAsUser",
          "immutable",
          "allowVolumeExpansion",
          "terminationGracePeriodSeconds");

  private final List<String> differences = new ArrayList<>();
  private final boolean mergesLists;

  private FieldComparison(boolean mergesLists) {
    this.mergesLists = mergesLists;
  }

  /** Returns the paths of the fields that differ. */
  static List<String> differences(JsonNode manifest, JsonNode live) {
    FieldComparison comparison =
        new FieldComparison(!manifest.path("kind").asString("").equals("NetworkPolicy"));
    for (Map.Entry<String, JsonNode> field : manifest.properties()) {
      switch (field.getKey()) {
        case "apiVersion", "kind", "status" -> {}
        case "metadata" ->
            List.of("labels", "annotations")
                .forEach(
                    name ->
                        comparison.compare(
                            "metadata." + name,
                            name,
                            field.getValue().path(name),
                            live.path("metadata").path(name)));
        case "stringData" -> comparison.compareStringData(field.getValue(), live.path("data"));
        default ->
            comparison.compare(
                field.getKey(), field.getKey(), field.getValue(), live.path(field.getKey()));
      }
    }
    return comparison.differences;
  }

  private void compareStringData(JsonNode expected, JsonNode data) {
    expected
        .properties()
        .forEach(
            field -> {
              String encoded =
                  Base64.getEncoder()
                      .encodeToString(
                          field.getValue().asString("").getBytes(StandardCharsets.UTF_8));
              if (!encoded.equals(data.path(field.getKey()).asString(""))) {
                differences.add("data." + field.getKey());
              }
            });
  }

  private void compare(String path, String field, JsonNode expected, JsonNode actual) {
    if (expected.isMissingNode() || expected.isNull()) {
      return;
    }
    if (expected.isObject()) {
      compareObjects(path, field, expected, actual);
    } else if (expected instanceof ArrayNode elements) {
      compareLists(path, field, elements, actual);
    } else if (!isSameValue(field, expected, actual)) {
      differences.add(path);
    }
  }

  private void compareObjects(String path, String field, JsonNode expected, JsonNode actual) {
    if (expected.isEmpty() && isSelector(field) && !actual.isEmpty()) {
      // An empty selector selects everything.
      differences.add(path);
      return;
    }
    if (!expected.isEmpty() && !actual.isObject()) {
      differences.add(path);
      return;
    }
    for (Map.Entry<String, JsonNode> entry : expected.properties()) {
      String name = entry.getKey();
      String at = path + "." + name;
      JsonNode value = actual.path(name);
      if (QUANTITIES.contains(field) && entry.getValue().isValueNode()) {
        if (!isSameQuantity(entry.getValue(), value)) {
          differences.add(at);
        }
      } else {
        compare(at, name, entry.getValue(), value);
      }
    }
  }

  private static boolean isSelector(String field) {
    return field.endsWith("Selector");
  }

  private void compareLists(String path, String field, ArrayNode expected, JsonNode actual) {
    String key = mergesLists ? mergeKey(field, expected) : null;
    if (key == null) {
      if (expected.size() != actual.size()) {
        differences.add(path);
        return;
      }
      for (int i = 0; i < expected.size(); i++) {
        compare(path + "[" + i + "]", field, expected.get(i), actual.path(i));
      }
      return;
    }
    for (JsonNode element : expected) {
      String id = element.path(key).asString("");
      JsonNode found = null;
      for (JsonNode other : actual) {
        if (id.equals(other.path(key).asString(""))) {
          found = other;
        }
      }
      String at = path + "[" + id + "]";
      if (found == null) {
        differences.add(at);
      } else {
        compare(at, field, element, found);
      }
    }
  }

  private static @Nullable String mergeKey(String field, ArrayNode elements) {
    return MERGE_KEYS.getOrDefault(field, List.of()).stream()
        .filter(key -> !elements.isEmpty())
        .filter(key -> elements.valueStream().allMatch(element -> element.has(key)))
        .findFirst()
        .orElse(null);
  }

  private static boolean isSameValue(String field, JsonNode expected, JsonNode actual) {
    if (actual.isMissingNode() || actual.isNull()) {
      return isZero(expected) && !KEPT_ZEROS.contains(field);
    }
    return expected.asString("").equals(actual.asString(""))
        || (field.equals("sizeLimit") && isSameQuantity(expected, actual));
  }

  private static boolean isZero(JsonNode value) {
    return Set.of("", "0", "false").contains(value.asString(""));
  }

  private static boolean isSameQuantity(JsonNode expected, JsonNode actual) {
    String one = expected.asString("");
    String other = actual.asString("");
    if (one.equals(other)) {
      return true;
    }
    try {
      return Quantity.getAmountInBytes(Quantity.parse(one))
              .compareTo(Quantity.getAmountInBytes(Quantity.parse(other)))
          == 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
