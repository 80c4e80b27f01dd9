package io.beta9.provisioning.bootstrap.drift;

import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Finds the fields of a live object that are not as its manifest states, and what was added to it.
 * Defaults, status and whatever else the API server and controllers set are ignored: a field counts
 * as added only if no controller adds it. Lists are compared as the API server merges them, so that
 * an upgrade corrects each change. It does not remove what was added.
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

  /** Fields that neither the API server nor a controller sets if the manifest does not. */
  private static final Set<String> NEVER_DEFAULTED =
      Set.of(
          "env",
          "envFrom",
          "volumes",
          "volumeMounts",
          "containers",
          "initContainers",
          "ports",
          "command",
          "args",
          "nodeSelector",
          "tolerations",
          "affinity",
          "hostNetwork",
          "hostPID",
          "hostIPC",
          "privileged",
          "capabilities",
          "paused",
          "suspend",
          "loadBalancerSourceRanges",
          "externalIPs",
          "ingress",
          "egress",
          "matchLabels",
          "matchExpressions",
          "rules",
          "subjects",
          "aggregationRule");

  /**
   * Maps of which each further key changes the meaning. Not labels, nor the data of ConfigMaps and
   * Secrets, to which other tools add theirs.
   */
  private static final Set<String> CLOSED_MAPS = Set.of("selector", "matchLabels", "nodeSelector");

  private static final String ADDED = " (added)";

  private static final Pattern INDEX = Pattern.compile("[0-9]{1,6}");

  /** The later elements of a list first, so that the positions of the others stay the same. */
  private static final Comparator<String> LAST_FIRST =
      Comparator.comparing(
              (String pointer) -> pointer.split("/", -1),
              (one, other) -> Arrays.compare(one, other, FieldComparison::compareSegments))
          .reversed();

  private final List<String> changed = new ArrayList<>();
  private final List<String> added = new ArrayList<>();
  private final boolean mergesLists;

  /**
   * How an object differs.
   *
   * @param changed the paths of the fields that differ, including what was added
   * @param added JSON pointers to what was added, in an order in which it can be removed
   */
  record Differences(List<String> changed, List<String> added) {
    Differences {
      changed = List.copyOf(changed);
      added = List.copyOf(added);
    }

    boolean isEmpty() {
      return changed.isEmpty();
    }
  }

  private FieldComparison(boolean mergesLists) {
    this.mergesLists = mergesLists;
  }

  /** Compares a live object with the object of the manifest. */
  static Differences differences(JsonNode manifest, JsonNode live) {
    FieldComparison comparison =
        new FieldComparison(!manifest.path("kind").asString("").equals("NetworkPolicy"));
    for (Map.Entry<String, JsonNode> field : manifest.properties()) {
      String name = field.getKey();
      switch (name) {
        case "apiVersion", "kind", "status" -> {}
        case "metadata" ->
            List.of("labels", "annotations")
                .forEach(
                    map ->
                        comparison.compare(
                            FieldPlace.of("metadata").at(map),
                            map,
                            field.getValue().path(map),
                            live.path("metadata").path(map)));
        case "stringData" -> comparison.compareStringData(field.getValue(), live.path("data"));
        default -> comparison.compare(FieldPlace.of(name), name, field.getValue(), live.path(name));
      }
    }
    comparison.findAddedAtTop(manifest, live);
    return new Differences(
        comparison.changed, comparison.added.stream().sorted(LAST_FIRST).toList());
  }

  private static int compareSegments(String one, String other) {
    boolean areIndexes = INDEX.matcher(one).matches() && INDEX.matcher(other).matches();
    return areIndexes
        ? Integer.compare(Integer.parseInt(one), Integer.parseInt(other))
        : one.compareTo(other);
  }

  /** A field, as a path for people and as a JSON pointer into the live object. */
  private record FieldPlace(String path, String pointer) {
    static FieldPlace of(String field) {
      return new FieldPlace(field, "/" + escaped(field));
    }

    FieldPlace at(String field) {
      return new FieldPlace(path + "." + field, pointer + "/" + escaped(field));
    }

    FieldPlace element(String id, int index) {
      return new FieldPlace(path + "[" + id + "]", pointer + "/" + index);
    }

    private static String escaped(String field) {
      return field.replace("~", "~0").replace("/", "~1");
    }
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
                changed.add("data." + field.getKey());
              }
            });
  }

  private void findAddedAtTop(JsonNode manifest, JsonNode live) {
    for (Map.Entry<String, JsonNode> field : live.properties()) {
      String name = field.getKey();
      // The rules of an aggregated role are those of other roles.
      if (isAddition(name, manifest.path(name), field.getValue())
          && !(name.equals("rules") && manifest.has("aggregationRule"))) {
        add(FieldPlace.of(name));
      }
    }
  }

  private void add(FieldPlace place) {
    changed.add(place.path() + ADDED);
    added.add(place.pointer());
  }

  private static boolean isAddition(String field, JsonNode expected, JsonNode actual) {
    return NEVER_DEFAULTED.contains(field) && isNothing(expected) && !isNothing(actual);
  }

  private static boolean isNothing(JsonNode value) {
    return value.isMissingNode()
        || value.isNull()
        || (value.isContainer() ? value.isEmpty() : isZero(value));
  }

  private void compare(FieldPlace place, String field, JsonNode expected, JsonNode actual) {
    if (expected.isMissingNode() || expected.isNull()) {
      return;
    }
    if (expected.isContainer() && isAddition(field, expected, actual)) {
      return; // Found with what was added to the object that has the field.
    }
    if (expected.isObject()) {
      compareObjects(place, field, expected, actual);
    } else if (expected instanceof ArrayNode elements) {
      compareLists(place, field, elements, actual);
    } else if (!isSameValue(field, expected, actual)) {
      changed.add(place.path());
    }
  }

  private void compareObjects(FieldPlace place, String field, JsonNode expected, JsonNode actual) {
    if (!expected.isEmpty() && !actual.isObject()) {
      changed.add(place.path());
      return;
    }
    for (Map.Entry<String, JsonNode> entry : expected.properties()) {
      String name = entry.getKey();
      FieldPlace at = place.at(name);
      JsonNode value = actual.path(name);
      if (QUANTITIES.contains(field) && entry.getValue().isValueNode()) {
        if (!isSameQuantity(entry.getValue(), value)) {
          changed.add(at.path());
        }
      } else {
        compare(at, name, entry.getValue(), value);
      }
    }
    for (Map.Entry<String, JsonNode> entry : actual.properties()) {
      String name = entry.getKey();
      JsonNode intended = expected.path(name);
      if (isAddition(name, intended, entry.getValue())
          || (CLOSED_MAPS.contains(field) && !expected.has(name))) {
        add(place.at(name));
      }
    }
  }

  private void compareLists(FieldPlace place, String field, ArrayNode expected, JsonNode actual) {
    String key = mergesLists ? mergeKey(field, expected) : null;
    if (key == null) {
      if (expected.size() != actual.size()) {
        changed.add(place.path());
        return;
      }
      for (int i = 0; i < expected.size(); i++) {
        compare(place.element(Integer.toString(i), i), field, expected.get(i), actual.path(i));
      }
      return;
    }
    Set<Integer> matched = new HashSet<>();
    for (JsonNode element : expected) {
      String id = element.path(key).asString("");
      int index = match(key, field, element, actual, matched);
      if (index < 0) {
        changed.add(place.element(id, 0).path());
      } else {
        matched.add(index);
        compare(place.element(id, index), field, element, actual.get(index));
      }
    }
    for (int i = 0; i < actual.size(); i++) {
      if (!matched.contains(i) && NEVER_DEFAULTED.contains(field)) {
        add(place.element(actual.get(i).path(key).asString(""), i));
      }
    }
  }

  /**
   * Returns the position of the live element that an element of the manifest describes; negative if
   * there is none. Several elements may share a key: the same port of TCP and UDP.
   */
  private int match(
      String key, String field, JsonNode element, JsonNode actual, Set<Integer> matched) {
    int found = -1;
    for (int i = 0; i < actual.size(); i++) {
      if (!matched.contains(i)
          && element.path(key).asString("").equals(actual.get(i).path(key).asString(""))) {
        FieldComparison candidate = new FieldComparison(mergesLists);
        candidate.compare(FieldPlace.of(field), field, element, actual.get(i));
        if (candidate.changed.isEmpty()) {
          return i;
        }
        found = found < 0 ? i : found;
      }
    }
    return found;
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
