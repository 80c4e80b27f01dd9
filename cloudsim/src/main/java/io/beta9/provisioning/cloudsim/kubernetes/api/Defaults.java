package io.beta9.provisioning.cloudsim.kubernetes.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields that the API server fills in when they are left out. Clients rely on them: Helm, for
 * one, follows {@code spec.replicas} without asking whether it is there.
 */
final class Defaults {
  private final Objects objects;

  Defaults(Objects objects) {
    this.objects = objects;
  }

  void fill(Kind kind, ObjectNode object) {
    switch (kind.name()) {
      case "Secret" -> secret(object);
      case "Namespace" -> {
        Json.make(object, "metadata.labels").put("kubernetes.io/metadata.name", Meta.name(object));
        Json.make(object, "spec").putArray("finalizers").add("kubernetes");
        Json.make(object, "status").put("phase", "Active");
      }
      case "Service" -> service(object);
      case "Pod" -> {
        podSpec(Json.make(object, "spec"));
        if (!object.path("status").has("phase")) {
          Json.make(object, "status").put("phase", "Pending");
        }
      }
      case "Deployment" -> deployment(Json.make(object, "spec"));
      case "ReplicaSet" -> workload(Json.make(object, "spec"));
      case "StatefulSet" -> {
        ObjectNode spec = Json.make(object, "spec");
        workload(spec);
        otherwise(spec, "podManagementPolicy", "OrderedReady");
        otherwise(spec, "revisionHistoryLimit", 10);
        ObjectNode strategy = Json.make(spec, "updateStrategy");
        otherwise(strategy, "type", "RollingUpdate");
        if (strategy.path("type").asString("").equals("RollingUpdate")) {
          otherwise(Json.make(strategy, "rollingUpdate"), "partition", 0);
        }
      }
      case "DaemonSet" -> {
        ObjectNode spec = Json.make(object, "spec");
        podSpec(Json.make(spec, "template.spec"));
        otherwise(spec, "revisionHistoryLimit", 10);
        ObjectNode strategy = Json.make(spec, "updateStrategy");
        otherwise(strategy, "type", "RollingUpdate");
        if (strategy.path("type").asString("").equals("RollingUpdate")) {
          otherwise(Json.make(strategy, "rollingUpdate"), "maxUnavailable", 1);
          otherwise(Json.make(strategy, "rollingUpdate"), "maxSurge", 0);
        }
      }
      case "Job" -> {
        ObjectNode spec = Json.make(object, "spec");
        podSpec(Json.make(spec, "template.spec"));
        otherwise(spec, "parallelism", 1);
        otherwise(spec, "completions", 1);
        otherwise(spec, "backoffLimit", 6);
        otherwise(spec, "completionMode", "NonIndexed");
        if (!spec.has("suspend")) {
          spec.put("suspend", false);
        }
      }
      case "PersistentVolumeClaim" -> {
        otherwise(Json.make(object, "spec"), "volumeMode", "Filesystem");
        if (!object.path("status").has("phase")) {
          Json.make(object, "status").put("phase", "Pending");
        }
      }
      default -> {
        // Nothing that anybody relies on.
      }
    }
  }

  private static void deployment(ObjectNode spec) {
    workload(spec);
    otherwise(spec, "revisionHistoryLimit", 10);
    otherwise(spec, "progressDeadlineSeconds", 600);
    ObjectNode strategy = Json.make(spec, "strategy");
    otherwise(strategy, "type", "RollingUpdate");
    if (strategy.path("type").asString("").equals("RollingUpdate")) {
      otherwise(Json.make(strategy, "rollingUpdate"), "maxUnavailable", "25%");
      otherwise(Json.make(strategy, "rollingUpdate"), "maxSurge", "25%");
    }
  }

  private static void workload(ObjectNode spec) {
    otherwise(spec, "replicas", 1);
    podSpec(Json.make(spec, "template.spec"));
  }

  private static void podSpec(ObjectNode spec) {
    otherwise(spec, "restartPolicy", "Always");
    otherwise(spec, "dnsPolicy", "ClusterFirst");
    otherwise(spec, "schedulerName", "default-scheduler");
    otherwise(spec, "terminationGracePeriodSeconds", 30);
    Json.make(spec, "securityContext");
    for (String list : new String[] {"initContainers", "containers"}) {
      for (ObjectNode container : Json.objects(spec, list)) {
        String image = container.path("image").asString("");
        boolean latest = !image.substring(image.lastIndexOf('/') + 1).contains(":");
        otherwise(
            container,
            "imagePullPolicy",
            latest || image.endsWith(":latest") ? "Always" : "IfNotPresent");
        otherwise(container, "terminationMessagePath", "/dev/termination-log");
        otherwise(container, "terminationMessagePolicy", "File");
        Json.make(container, "resources");
        for (ObjectNode port : Json.objects(container, "ports")) {
          otherwise(port, "protocol", "TCP");
        }
      }
    }
  }

  private static void secret(ObjectNode object) {
    otherwise(object, "type", "Opaque");
    JsonNode plain = object.path("stringData");
    for (Map.Entry<String, JsonNode> entry : plain.properties()) {
      byte[] bytes = entry.getValue().asString("").getBytes(StandardCharsets.UTF_8);
      Json.make(object, "data").put(entry.getKey(), Base64.getEncoder().encodeToString(bytes));
    }
    object.remove("stringData");
  }

  private void service(ObjectNode object) {
    ObjectNode spec = Json.make(object, "spec");
    otherwise(spec, "type", "ClusterIP");
    otherwise(spec, "sessionAffinity", "None");
    otherwise(spec, "internalTrafficPolicy", "Cluster");
    String type = spec.path("type").asString("");
    boolean outside = type.equals("NodePort") || type.equals("LoadBalancer");
    for (ObjectNode port : Json.objects(spec, "ports")) {
      otherwise(port, "protocol", "TCP");
      if (!port.has("targetPort")) {
        port.set("targetPort", port.path("port"));
      }
      if (outside && !port.has("nodePort")) {
        port.put(
            "nodePort", 30000 + (int) (objects.version() % 2700) + port.path("port").asInt(0) % 60);
      }
    }
    if (!type.equals("ExternalName") && spec.path("clusterIP").asString("").isEmpty()) {
      spec.put("clusterIP", freeAddress());
    }
    if (spec.path("clusterIP").isString()) {
      spec.putArray("clusterIPs").add(spec.path("clusterIP"));
    }
    if (outside) {
      otherwise(spec, "externalTrafficPolicy", "Cluster");
    }
    Json.make(object, "status.loadBalancer");
  }

  private String freeAddress() {
    Set<String> taken =
        objects.list(Kinds.SERVICE).stream()
            .map(service -> Json.text(service, "spec.clusterIP"))
            .collect(Collectors.toSet());
    for (int i = 2; i < 0xffff; i++) {
      String address = "172.20." + (i >> 8) + "." + (i & 0xff);
      if (!taken.contains(address)) {
        return address;
      }
    }
    throw new ApiFault(500, "InternalError", "no cluster address is free");
  }

  private static void otherwise(ObjectNode node, String field, String value) {
    if (!node.has(field)) {
      node.put(field, value);
    }
  }

  private static void otherwise(ObjectNode node, String field, int value) {
    if (!node.has(field)) {
      node.put(field, value);
    }
  }
}
