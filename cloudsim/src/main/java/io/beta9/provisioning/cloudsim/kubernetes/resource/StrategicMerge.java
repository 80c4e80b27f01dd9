package io.beta9.provisioning.cloudsim.kubernetes.resource;

import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Applies strategic merge patches: elements of keyed lists are merged by their keys, and directives
 * control deletion, replacement and order.
 *
 * <p>Appending to lists instead would be wrong: an upgrade would add a second container, be
 * reported as deployed, and still run the old image.
 */
final class StrategicMerge {
  private static final String DIRECTIVE = "$patch";
  private static final String ORDER_PREFIX = "$setElementOrder/";
  private static final String DELETE_FROM_PREFIX = "$deleteFromPrimitiveList/";
  private static final String RETAIN_KEYS = "$retainKeys";

  private static final Map<String, String> MERGE_KEYS =
      Map.ofEntries(
          Map.entry("containers", "name"),
          Map.entry("initContainers", "name"),
          Map.entry("ephemeralContainers", "name"),
          Map.entry("volumes", "name"),
          Map.entry("env", "name"),
          Map.entry("imagePullSecrets", "name"),
          Map.entry("secrets", "name"),
          Map.entry("webhooks", "name"),
          Map.entry("resourceClaims", "name"),
          Map.entry("volumeMounts", "mountPath"),
          Map.entry("volumeDevices", "devicePath"),
          Map.entry("hostAliases", "ip"),
          Map.entry("podIPs", "ip"),
          Map.entry("topologySpreadConstraints", "topologyKey"),
          Map.entry("ownerReferences", "uid"),
          Map.entry("conditions", "type"),
          Map.entry("taints", "key"));

  private final Kind kind;

  private StrategicMerge(Kind kind) {
    this.kind = kind;
  }

  static ObjectNode merge(Kind kind, ObjectNode object, ObjectNode patch) {
    return new StrategicMerge(kind).merge(object, patch, List.of());
  }

  private ObjectNode merge(ObjectNode target, ObjectNode patch, List<String> path) {
    ObjectNode result =
        patch.path(DIRECTIVE).asString("").equals("replace") ? Json.object() : target.deepCopy();
    if (patch.has(RETAIN_KEYS)) {
      List<String> retained = strings(patch.path(RETAIN_KEYS));
      result.propertyNames().stream()
          .filter(name -> !retained.contains(name))
          .toList()
          .forEach(result::remove);
    }
    for (Map.Entry<String, JsonNode> entry : patch.properties()) {
      String name = entry.getKey();
      if (name.startsWith(DELETE_FROM_PREFIX)) {
        deleteFrom(result, name.substring(DELETE_FROM_PREFIX.length()), strings(entry.getValue()));
      } else if (!name.startsWith("$")) {
        mergeField(result, name, entry.getValue(), patch, path);
      }
    }
    for (Map.Entry<String, JsonNode> entry : patch.properties()) {
      if (entry.getKey().startsWith(ORDER_PREFIX)) {
        String name = entry.getKey().substring(ORDER_PREFIX.length());
        reorder(result, name, entry.getValue(), mergeKey(name, path));
      }
    }
    return result;
  }

  private void mergeField(
      ObjectNode result, String name, JsonNode value, ObjectNode patch, List<String> path) {
    JsonNode current = result.path(name);
    if (value.isNull()) {
      result.remove(name);
    } else if (value instanceof ObjectNode object) {
      if (object.path(DIRECTIVE).asString("").equals("delete")) {
        result.remove(name);
        return;
      }
      ObjectNode base = current instanceof ObjectNode existing ? existing : Json.object();
      result.set(name, merge(base, object, append(path, name)));
    } else if (value instanceof ArrayNode array) {
      Optional<String> key = mergeKey(name, path);
      if (key.isPresent()) {
        result.set(name, mergeList(current, array, key.get(), append(path, name)));
      } else if (name.equals("finalizers") || patch.has(DELETE_FROM_PREFIX + name)) {
        result.set(name, union(current, array));
      } else {
        result.set(name, array.deepCopy());
      }
    } else {
      result.set(name, value);
    }
  }

  private ArrayNode mergeList(JsonNode current, ArrayNode patch, String key, List<String> path) {
    List<JsonNode> merged = new ArrayList<>();
    if (!hasReplaceDirective(patch)) {
      current.forEach(merged::add);
    }
    for (JsonNode element : patch) {
      if (!(element instanceof ObjectNode object) || object.size() == 1 && object.has(DIRECTIVE)) {
        continue;
      }
      int found = indexOf(merged, key, object.path(key));
      if (object.path(DIRECTIVE).asString("").equals("delete")) {
        if (found >= 0) {
          merged.remove(found);
        }
      } else if (found >= 0 && merged.get(found) instanceof ObjectNode existing) {
        merged.set(found, merge(existing, object, path));
      } else {
        merged.add(merge(Json.object(), object, path));
      }
    }
    ArrayNode result = Json.array();
    merged.forEach(result::add);
    return result;
  }

  private static boolean hasReplaceDirective(ArrayNode patch) {
    for (JsonNode element : patch) {
      if (element.size() == 1 && element.path(DIRECTIVE).asString("").equals("replace")) {
        return true;
      }
    }
    return false;
  }

  /**
   * Orders the elements of a list as the directive specifies. Elements that it does not mention
   * follow in their current order.
   */
  private static void reorder(
      ObjectNode result, String name, JsonNode order, Optional<String> key) {
    if (!(result.get(name) instanceof ArrayNode current)) {
      return;
    }
    List<JsonNode> rest = new ArrayList<>();
    current.forEach(rest::add);
    ArrayNode ordered = Json.array();
    for (JsonNode next : order) {
      int found =
          key.map(field -> indexOf(rest, field, next.path(field)))
              .orElseGet(() -> rest.indexOf(next));
      if (found >= 0) {
        ordered.add(rest.remove(found));
      }
    }
    rest.forEach(ordered::add);
    result.set(name, ordered);
  }

  private static void deleteFrom(ObjectNode result, String name, List<String> values) {
    if (result.get(name) instanceof ArrayNode current) {
      ArrayNode remaining = Json.array();
      for (JsonNode element : current) {
        if (!values.contains(element.asString(""))) {
          remaining.add(element);
        }
      }
      result.set(name, remaining);
    }
  }

  private static ArrayNode union(JsonNode current, ArrayNode added) {
    List<JsonNode> elements = new ArrayList<>();
    current.forEach(elements::add);
    for (JsonNode element : added) {
      if (!elements.contains(element)) {
        elements.add(element);
      }
    }
    ArrayNode result = Json.array();
    elements.forEach(result::add);
    return result;
  }

  /** Returns the field that identifies the elements of a list, or empty if the list is atomic. */
  private Optional<String> mergeKey(String name, List<String> path) {
    if (name.equals("ports")) {
      String parent = path.isEmpty() ? "" : path.getLast();
      if (kind.name().equals("Service") && parent.equals("spec")) {
        return Optional.of("port");
      }
      return parent.endsWith("ontainers") ? Optional.of("containerPort") : Optional.empty();
    }
    return Optional.ofNullable(MERGE_KEYS.get(name));
  }

  private static int indexOf(List<JsonNode> elements, String key, JsonNode value) {
    for (int i = 0; i < elements.size(); i++) {
      if (elements.get(i).path(key).equals(value)) {
        return i;
      }
    }
    return -1;
  }

  private static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(element -> strings.add(element.asString("")));
    return strings;
  }

  private static List<String> append(List<String> path, String field) {
    List<String> extended = new ArrayList<>(path);
    extended.add(field);
    return extended;
  }
}
