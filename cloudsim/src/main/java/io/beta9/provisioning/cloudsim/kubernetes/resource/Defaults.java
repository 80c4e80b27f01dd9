package io.beta9.provisioning.cloudsim.kubernetes.resource;

import io.beta9.provisioning.cloudsim.kubernetes.store.ApiException;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kind;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sets the fields that the API server defaults. Clients rely on them; Helm, for example,
 * dereferences {@code spec.replicas} without a null check.
 */
final class Defaults {
  private final ObjectStore store;

  Defaults(ObjectStore store) {
    this.store = store;
  }

  void apply(Kind kind, ObjectNode object) {
    switch (kind.name()) {
      case "Secret" -> secret(object);
      case "Namespace" -> {
        Json.ensureObject(object, "metadata.labels")
            .put("kubernetes.io/metadata.name", ObjectMeta.name(object));
        Json.ensureObject(object, "spec").putArray("finalizers").add("kubernetes");
        Json.ensureObject(object, "status").put("phase", "Active");
      }
      case "Service" -> service(object);
      case "Pod" -> {
        podSpec(Json.ensureObject(object, "spec"));
        if (!object.path("status").has("phase")) {
          Json.ensureObject(object, "status").put("phase", "Pending");
        }
      }
      case "Deployment" -> deployment(Json.ensureObject(object, "spec"));
      case "ReplicaSet" -> workload(Json.ensureObject(object, "spec"));
      case "StatefulSet" -> {
        ObjectNode spec = Json.ensureObject(object, "spec");
        workload(spec);
        setDefault(spec, "podManagementPolicy", "OrderedReady");
        setDefault(spec, "revisionHistoryLimit", 10);
        ObjectNode strategy = Json.ensureObject(spec, "updateStrategy");
        setDefault(strategy, "type", "RollingUpdate");
        if (strategy.path("type").asString("").equals("RollingUpdate")) {
          setDefault(Json.ensureObject(strategy, "rollingUpdate"), "partition", 0);
        }
      }
      case "DaemonSet" -> {
        ObjectNode spec = Json.ensureObject(object, "spec");
        podSpec(Json.ensureObject(spec, "template.spec"));
        setDefault(spec, "revisionHistoryLimit", 10);
        ObjectNode strategy = Json.ensureObject(spec, "updateStrategy");
        setDefault(strategy, "type", "RollingUpdate");
        if (strategy.path("type").asString("").equals("RollingUpdate")) {
          setDefault(Json.ensureObject(strategy, "rollingUpdate"), "maxUnavailable", 1);
          setDefault(Json.ensureObject(strategy, "rollingUpdate"), "maxSurge", 0);
        }
      }
      case "Job" -> {
        ObjectNode spec = Json.ensureObject(object, "spec");
        podSpec(Json.ensureObject(spec, "template.spec"));
        setDefault(spec, "parallelism", 1);
        setDefault(spec, "completions", 1);
        setDefault(spec, "backoffLimit", 6);
        setDefault(spec, "completionMode", "NonIndexed");
        if (!spec.has("suspend")) {
          spec.put("suspend", false);
        }
      }
      case "PersistentVolumeClaim" -> {
        setDefault(Json.ensureObject(object, "spec"), "volumeMode", "Filesystem");
        if (!object.path("status").has("phase")) {
          Json.ensureObject(object, "status").put("phase", "Pending");
        }
      }
      default -> {
        // No client relies on the defaults of other kinds.
      }
    }
  }

  private static void deployment(ObjectNode spec) {
    workload(spec);
    setDefault(spec, "revisionHistoryLimit", 10);
    setDefault(spec, "progressDeadlineSeconds", 600);
    ObjectNode strategy = Json.ensureObject(spec, "strategy");
    setDefault(strategy, "type", "RollingUpdate");
    if (strategy.path("type").asString("").equals("RollingUpdate")) {
      setDefault(Json.ensureObject(strategy, "rollingUpdate"), "maxUnavailable", "25%");
      setDefault(Json.ensureObject(strategy, "rollingUpdate"), "maxSurge", "25%");
    }
  }

  private static void workload(ObjectNode spec) {
    setDefault(spec, "replicas", 1);
    podSpec(Json.ensureObject(spec, "template.spec"));
  }

  private static void podSpec(ObjectNode spec) {
    setDefault(spec, "restartPolicy", "Always");
    setDefault(spec, "dnsPolicy", "ClusterFirst");
    setDefault(spec, "schedulerName", "default-scheduler");
    setDefault(spec, "terminationGracePeriodSeconds", 30);
    Json.ensureObject(spec, "securityContext");
    for (String list : new String[] {"initContainers", "containers"}) {
      for (ObjectNode container : Json.objectItems(spec, list)) {
        String image = container.path("image").asString("");
        boolean latest = !image.substring(image.lastIndexOf('/') + 1).contains(":");
        setDefault(
            container,
            "imagePullPolicy",
            latest || image.endsWith(":latest") ? "Always" : "IfNotPresent");
        setDefault(container, "terminationMessagePath", "/dev/termination-log");
        setDefault(container, "terminationMessagePolicy", "File");
        Json.ensureObject(container, "resources");
        for (ObjectNode port : Json.objectItems(container, "ports")) {
          setDefault(port, "protocol", "TCP");
        }
      }
    }
  }

  private static void secret(ObjectNode object) {
    setDefault(object, "type", "Opaque");
    JsonNode stringData = object.path("stringData");
    for (Map.Entry<String, JsonNode> entry : stringData.properties()) {
      byte[] bytes = entry.getValue().asString("").getBytes(StandardCharsets.UTF_8);
      Json.ensureObject(object, "data")
          .put(entry.getKey(), Base64.getEncoder().encodeToString(bytes));
    }
    object.remove("stringData");
  }

  private void service(ObjectNode object) {
    ObjectNode spec = Json.ensureObject(object, "spec");
    setDefault(spec, "type", "ClusterIP");
    setDefault(spec, "sessionAffinity", "None");
    setDefault(spec, "internalTrafficPolicy", "Cluster");
    String type = spec.path("type").asString("");
    boolean hasNodePorts = type.equals("NodePort") || type.equals("LoadBalancer");
    for (ObjectNode port : Json.objectItems(spec, "ports")) {
      setDefault(port, "protocol", "TCP");
      if (!port.has("targetPort")) {
        port.set("targetPort", port.path("port"));
      }
      if (hasNodePorts && !port.has("nodePort")) {
        port.put(
            "nodePort", 30000 + (int) (store.version() % 2700) + port.path("port").asInt(0) % 60);
      }
    }
    if (!type.equals("ExternalName") && spec.path("clusterIP").asString("").isEmpty()) {
      spec.put("clusterIP", allocateClusterIp());
    }
    if (spec.path("clusterIP").isString()) {
      spec.putArray("clusterIPs").add(spec.path("clusterIP"));
    }
    if (hasNodePorts) {
      setDefault(spec, "externalTrafficPolicy", "Cluster");
    }
    Json.ensureObject(object, "status.loadBalancer");
  }

  private String allocateClusterIp() {
    Set<String> taken =
        store.list(Kinds.SERVICE).stream()
            .map(service -> Json.text(service, "spec.clusterIP"))
            .collect(Collectors.toSet());
    for (int i = 2; i < 0xffff; i++) {
      String address = "172.20." + (i >> 8) + "." + (i & 0xff);
      if (!taken.contains(address)) {
        return address;
      }
    }
    throw new ApiException(500, "InternalError", "no cluster IP is available");
  }

  private static void setDefault(ObjectNode node, String field, String value) {
    if (!node.has(field)) {
      node.put(field, value);
    }
  }

  private static void setDefault(ObjectNode node, String field, int value) {
    if (!node.has(field)) {
      node.put(field, value);
    }
  }
}
