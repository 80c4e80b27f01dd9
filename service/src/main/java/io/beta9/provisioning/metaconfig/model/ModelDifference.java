package io.beta9.provisioning.metaconfig.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * A field whose values differ between two models.
 *
 * @param path for example {@code cpu_nodes.max_size}
 * @param before the previous value as JSON; empty if the field did not exist
 * @param after the new value as JSON; empty if the field no longer exists
 */
public record ModelDifference(String path, String before, String after) {

  /** Returns all differences, ordered by path. */
  public static List<ModelDifference> between(JsonNode before, JsonNode after) {
    Map<String, String> oldValues = leaves(before);
    Map<String, String> newValues = leaves(after);
    TreeMap<String, ModelDifference> differences = new TreeMap<>();
    oldValues.forEach(
        (path, value) -> {
          String newValue = newValues.getOrDefault(path, "");
          if (!newValue.equals(value)) {
            differences.put(path, new ModelDifference(path, value, newValue));
          }
        });
    newValues.forEach(
        (path, value) -> {
          if (!oldValues.containsKey(path)) {
            differences.put(path, new ModelDifference(path, "", value));
          }
        });
    return new ArrayList<>(differences.values());
  }

  private static Map<String, String> leaves(JsonNode tree) {
    Map<String, String> leaves = new TreeMap<>();
    collect("", tree, leaves);
    return leaves;
  }

  private static void collect(String path, JsonNode node, Map<String, String> leaves) {
    if (node.isObject() && !node.isEmpty()) {
      node.properties()
          .forEach(
              field ->
                  collect(
                      path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                      field.getValue(),
                      leaves));
    } else {
      leaves.put(path, node.toString());
    }
  }
}
