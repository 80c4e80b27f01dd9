package io.beta9.provisioning.cloudsim.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The profile {@code restricted} of the Pod Security Standards.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted">Pod
 *     Security Standards</a>
 */
final class RestrictedPodSecurity {
  private static final Set<String> VOLUMES =
      Set.of(
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "persistentVolumeClaim",
          "projected",
          "secret");

  private RestrictedPodSecurity() {}

  /** Returns what the profile forbids in a pod. */
  static List<String> violations(JsonNode spec) {
    List<String> violations = new ArrayList<>();
    for (String field : List.of("hostNetwork", "hostPID", "hostIPC")) {
      require(violations, !spec.path(field).asBoolean(false), field);
    }
    JsonNode pod = spec.path("securityContext");
    require(violations, pod.path("runAsNonRoot").asBoolean(false), "runAsNonRoot");
    require(violations, pod.path("runAsUser").asInt(0) != 0, "runAsUser");
    String profile = pod.at("/seccompProfile/type").asString("");
    require(violations, profile.equals("RuntimeDefault") || profile.equals("Localhost"), "seccomp");
    for (JsonNode volume : spec.path("volumes")) {
      require(
          violations,
          volume.propertyNames().stream()
              .allMatch(name -> name.equals("name") || VOLUMES.contains(name)),
          "volume " + volume.path("name").asString());
    }
    for (String list : List.of("initContainers", "containers")) {
      for (JsonNode container : spec.path(list)) {
        JsonNode context = container.path("securityContext");
        require(
            violations,
            !context.path("allowPrivilegeEscalation").asBoolean(true),
            "allowPrivilegeEscalation");
        require(violations, !context.path("privileged").asBoolean(false), "privileged");
        require(
            violations,
            context.at("/capabilities/drop").toString().equals("[\"ALL\"]")
                && context.at("/capabilities/add").isMissingNode(),
            "capabilities");
        require(violations, !context.has("procMount"), "procMount");
        for (JsonNode port : container.path("ports")) {
          require(violations, !port.has("hostPort"), "hostPort");
        }
      }
    }
    return violations;
  }

  private static void require(List<String> violations, boolean condition, String name) {
    if (!condition) {
      violations.add(name);
    }
  }
}
