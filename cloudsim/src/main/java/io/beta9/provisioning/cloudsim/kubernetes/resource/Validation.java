package io.beta9.provisioning.cloudsim.kubernetes.resource;

import io.beta9.provisioning.cloudsim.kubernetes.store.ApiException;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kind;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.Selector;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Validates names, labels, specs and selectors, and rejects changes of immutable fields. */
final class Validation {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final Pattern SUBDOMAIN =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern PATH_SEGMENT = Pattern.compile("[^/%]+");
  private static final Pattern LABEL_VALUE =
      Pattern.compile("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?");
  private static final Set<String> KINDS_NAMED_BY_LABEL = Set.of("Namespace", "Service");
  private static final int MAX_SECRET_BYTES = 1024 * 1024;

  private final Kind kind;
  private final ObjectNode object;

  private Validation(Kind kind, ObjectNode object) {
    this.kind = kind;
    this.object = object;
  }

  /**
   * Validates an object before it is stored.
   *
   * @param before the object that it replaces, if any
   * @throws ApiException with status 422 if the object is invalid
   */
  static void check(Kind kind, ObjectNode object, @Nullable ObjectNode before) {
    Validation validation = new Validation(kind, object);
    validation.checkMetadata();
    validation.checkSpec();
    if (before != null) {
      validation.checkImmutableFields(before);
    }
  }

  private void checkMetadata() {
    String name = ObjectMeta.name(object);
    Pattern pattern =
        KINDS_NAMED_BY_LABEL.contains(kind.name())
            ? LABEL
            : kind.group().startsWith("rbac.") ? PATH_SEGMENT : SUBDOMAIN;
    if (name.length() > 253 || !pattern.matcher(name).matches()) {
      throw invalid("metadata.name: Invalid value: \"" + name + "\"");
    }
    checkLabels(ObjectMeta.labels(object), "metadata.labels");
  }

  private void checkLabels(Map<String, String> labels, String path) {
    labels.forEach(
        (label, value) -> {
          if (value.length() > 63 || !LABEL_VALUE.matcher(value).matches()) {
            throw invalid(
                path
                    + ": Invalid value: \""
                    + value
                    + "\": a valid label must be 63 characters or less and consist of alphanumeric"
                    + " characters, '-', '_' or '.'");
          }
        });
  }

  private void checkSpec() {
    switch (kind.name()) {
      case "Pod" -> checkPodSpec(object.path("spec"), "spec");
      case "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet" -> checkWorkload();
      case "Job" -> {
        JsonNode spec = Json.at(object, "spec.template.spec");
        checkPodSpec(spec, "spec.template.spec");
        String restart = spec.path("restartPolicy").asString("");
        if (!restart.equals("Never") && !restart.equals("OnFailure")) {
          throw invalid(
              "spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\","
                  + " \"Never\"");
        }
      }
      case "Service" -> {
        boolean namesRequired = Json.items(object, "spec.ports").size() > 1;
        if (Json.items(object, "spec.ports").isEmpty()
            && !Json.text(object, "spec.type").equals("ExternalName")
            && !Json.text(object, "spec.clusterIP").equals("None")) {
          throw invalid("spec.ports: Required value");
        }
        for (JsonNode port : Json.items(object, "spec.ports")) {
          if (namesRequired && port.path("name").asString("").isEmpty()) {
            throw invalid("spec.ports[].name: Required value");
          }
        }
      }
      case "Secret" -> {
        int size = Json.bytes(object.path("data")).length;
        if (size / 4 * 3 > MAX_SECRET_BYTES) {
          throw invalid("data: Too long: may not be more than 1048576 bytes");
        }
      }
      default -> {
        // Other kinds have no rules beyond their schema.
      }
    }
  }

  private void checkWorkload() {
    JsonNode labels = Json.at(object, "spec.template.metadata.labels");
    checkLabels(Json.stringMap(labels), "spec.template.metadata.labels");
    JsonNode selector = Json.at(object, "spec.selector");
    if (selector.isEmpty()) {
      throw invalid("spec.selector: Required value");
    }
    if (!Selector.matches(selector, Json.stringMap(labels))) {
      throw invalid("spec.template.metadata.labels: `selector` does not match template `labels`");
    }
    checkPodSpec(Json.at(object, "spec.template.spec"), "spec.template.spec");
  }

  private void checkPodSpec(JsonNode spec, String path) {
    List<JsonNode> containers = Json.items(spec, "containers");
    if (containers.isEmpty()) {
      throw invalid(path + ".containers: Required value");
    }
    Set<String> volumes = new HashSet<>();
    for (JsonNode volume : Json.items(spec, "volumes")) {
      if (!volumes.add(volume.path("name").asString(""))) {
        throw invalid(path + ".volumes[].name: Duplicate value");
      }
    }
    Set<String> names = new HashSet<>();
    for (String list : List.of("initContainers", "containers")) {
      for (JsonNode container : Json.items(spec, list)) {
        String where = path + "." + list + "[]";
        String name = container.path("name").asString("");
        if (!LABEL.matcher(name).matches() || !names.add(name)) {
          throw invalid(where + ".name: Invalid or duplicate value: \"" + name + "\"");
        }
        if (container.path("image").asString("").isBlank()) {
          throw invalid(where + ".image: Required value");
        }
        for (JsonNode mount : Json.items(container, "volumeMounts")) {
          String volume = mount.path("name").asString("");
          if (!volumes.contains(volume)
              && Json.items(object, "spec.volumeClaimTemplates").stream()
                  .noneMatch(claim -> ObjectMeta.name(claim).equals(volume))) {
            throw invalid(where + ".volumeMounts[].name: Not found: \"" + volume + "\"");
          }
        }
      }
    }
  }

  private void checkImmutableFields(ObjectNode before) {
    switch (kind.name()) {
      case "Deployment", "ReplicaSet", "DaemonSet" -> requireUnchanged(before, "spec.selector");
      case "StatefulSet" -> {
        requireUnchanged(before, "spec.selector");
        requireUnchanged(before, "spec.serviceName");
        requireUnchanged(before, "spec.volumeClaimTemplates");
      }
      case "Job" -> {
        requireUnchanged(before, "spec.completions");
        if (!Json.at(before, "spec.selector").isMissingNode()) {
          requireUnchanged(before, "spec.selector");
          requireUnchanged(before, "spec.template");
        }
      }
      case "Service" -> {
        if (!Json.text(before, "spec.clusterIP").isEmpty()
            && !Json.text(object, "spec.type").equals("ExternalName")) {
          requireUnchanged(before, "spec.clusterIP");
        }
      }
      case "Secret", "ConfigMap" -> {
        if (before.path("immutable").asBoolean(false)) {
          requireUnchanged(before, "data");
        }
        if (kind.name().equals("Secret")) {
          requireUnchanged(before, "type");
        }
      }
      case "RoleBinding", "ClusterRoleBinding" -> requireUnchanged(before, "roleRef");
      default -> {
        // Other kinds have no immutable fields.
      }
    }
  }

  private void requireUnchanged(ObjectNode before, String path) {
    if (!Json.at(before, path).equals(Json.at(object, path))) {
      throw invalid(path + ": Invalid value: field is immutable");
    }
  }

  private ApiException invalid(String detail) {
    return ApiException.invalid(kind, ObjectMeta.name(object), detail);
  }
}
