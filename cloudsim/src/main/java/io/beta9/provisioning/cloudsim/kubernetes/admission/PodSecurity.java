package io.beta9.provisioning.cloudsim.kubernetes.admission;

import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Enforces the pod security level of a namespace. */
final class PodSecurity {
  private static final String PREFIX = "pod-security.kubernetes.io/";
  private static final Set<String> BASELINE_CAPABILITIES =
      Set.of(
          "AUDIT_WRITE",
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "MKNOD",
          "NET_BIND_SERVICE",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYS_CHROOT");
  private static final Set<String> RESTRICTED_VOLUMES =
      Set.of(
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "image",
          "persistentVolumeClaim",
          "projected",
          "secret");

  private final ObjectStore store;

  PodSecurity(ObjectStore store) {
    this.store = store;
  }

  void check(ObjectNode pod) {
    Map<String, String> labels =
        store
            .find(Kinds.NAMESPACE, "", ObjectMeta.namespace(pod))
            .map(ObjectMeta::labels)
            .orElse(Map.of());
    String level = labels.getOrDefault(PREFIX + "enforce", "privileged");
    List<String> violations =
        switch (level) {
          case "privileged" -> List.of();
          case "baseline" -> baseline(pod);
          // An invalid level is enforced as the strictest one.
          default -> Stream.concat(baseline(pod).stream(), restricted(pod).stream()).toList();
        };
    if (!violations.isEmpty()) {
      throw Admission.rejected(
          pod,
          "violates PodSecurity \""
              + level
              + ":"
              + labels.getOrDefault(PREFIX + "enforce-version", "latest")
              + "\": "
              + String.join(", ", violations));
    }
  }

  private static List<String> baseline(JsonNode pod) {
    List<String> found = new ArrayList<>();
    List<String> namespaces =
        Stream.of("hostNetwork", "hostPID", "hostIPC")
            .filter(field -> Json.at(pod, "spec." + field).asBoolean(false))
            .map(field -> field + "=true")
            .toList();
    if (!namespaces.isEmpty()) {
      found.add("host namespaces (" + String.join(", ", namespaces) + ")");
    }
    addContainers(
        found,
        pod,
        "privileged (",
        container -> Json.at(container, "securityContext.privileged").asBoolean(false),
        " must not set securityContext.privileged=true)");
    addContainers(
        found,
        pod,
        "non-default capabilities (",
        container ->
            Json.items(container, "securityContext.capabilities.add").stream()
                .anyMatch(added -> !BASELINE_CAPABILITIES.contains(added.asString(""))),
        " must not add capabilities in securityContext.capabilities.add)");
    List<String> hostPaths =
        Json.items(pod, "spec.volumes").stream()
            .filter(volume -> volume.has("hostPath"))
            .map(volume -> "\"" + volume.path("name").asString("") + "\"")
            .toList();
    if (!hostPaths.isEmpty()) {
      found.add("hostPath volumes (" + named("volume", hostPaths) + ")");
    }
    addContainers(
        found,
        pod,
        "hostPort (",
        container ->
            Json.items(container, "ports").stream()
                .anyMatch(port -> port.path("hostPort").asInt(0) > 0),
        " uses hostPorts)");
    return found;
  }

  private static List<String> restricted(JsonNode pod) {
    List<String> found = new ArrayList<>();
    addContainers(
        found,
        pod,
        "allowPrivilegeEscalation != false (",
        container -> Json.at(container, "securityContext.allowPrivilegeEscalation").asBoolean(true),
        " must set securityContext.allowPrivilegeEscalation=false)");
    addContainers(
        found,
        pod,
        "unrestricted capabilities (",
        container ->
            Json.items(container, "securityContext.capabilities.drop").stream()
                .noneMatch(dropped -> dropped.asString("").equals("ALL")),
        " must set securityContext.capabilities.drop=[\"ALL\"])");
    List<String> volumes =
        Json.items(pod, "spec.volumes").stream()
            .filter(
                volume ->
                    volume.propertyNames().stream()
                        .anyMatch(
                            type -> !type.equals("name") && !RESTRICTED_VOLUMES.contains(type)))
            .map(volume -> "\"" + volume.path("name").asString("") + "\"")
            .toList();
    if (!volumes.isEmpty()) {
      found.add("restricted volume types (" + named("volume", volumes) + ")");
    }
    JsonNode podContext = Json.at(pod, "spec.securityContext");
    addContainers(
        found,
        pod,
        "runAsNonRoot != true (pod or ",
        container -> !inherited(container, podContext, "runAsNonRoot").asBoolean(false),
        " must set securityContext.runAsNonRoot=true)");
    addContainers(
        found,
        pod,
        "seccompProfile (pod or ",
        container ->
            !Set.of("RuntimeDefault", "Localhost")
                .contains(
                    inherited(container, podContext, "seccompProfile").path("type").asString("")),
        " must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")");
    return found;
  }

  private static JsonNode inherited(JsonNode container, JsonNode podContext, String field) {
    JsonNode own = Json.at(container, "securityContext").path(field);
    return own.isMissingNode() ? podContext.path(field) : own;
  }

  private static void addContainers(
      List<String> found, JsonNode pod, String rule, Predicate<JsonNode> violates, String advice) {
    List<String> names =
        Stream.of("spec.initContainers", "spec.containers")
            .flatMap(list -> Json.items(pod, list).stream())
            .filter(violates)
            .map(container -> "\"" + container.path("name").asString("") + "\"")
            .toList();
    if (!names.isEmpty()) {
      found.add(rule + named("container", names) + advice);
    }
  }

  private static String named(String what, List<String> names) {
    return names.stream()
        .collect(Collectors.joining(", ", what + (names.size() > 1 ? "s " : " "), ""));
  }
}
