package io.beta9.provisioning.metaconfig.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * One field in which two models are not the same.
 *
 * @param path for example {@code cpu_nodes.max_size}
 * @param before its value as JSON; empty where it was not there
 * @param after its value as JSON; empty where it is not there any more
 */
public record ModelDifference(String path, String before, String after) {

  /** All of them, by path. */
  public static List<ModelDifference> between(JsonNode before, JsonNode after) {
    Map<String, String> old = leaves(before);
    Map<String, String> fresh = leaves(after);
    TreeMap<String, ModelDifference> found = new TreeMap<>();
    old.forEach(
        (path, value) -> {
          String other = fresh.getOrDefault(path, "");
          if (!other.equals(value)) {
            found.put(path, new ModelDifference(path, value, other));
          }
        });
    fresh.forEach(
        (path, value) -> {
          if (!old.containsKey(path)) {
            found.put(path, new ModelDifference(path, "", value));
          }
        });
    return new ArrayList<>(found.values());
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
