package io.beta9.provisioning.cloudsim.kubernetes.node;

import io.beta9.provisioning.cloudsim.cloud.ClusterControlPlanes.NodeGroupNodes;
import io.beta9.provisioning.cloudsim.kubernetes.store.EventRecorder;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import io.beta9.provisioning.cloudsim.kubernetes.store.StatusConditions;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.node.ObjectNode;

/**
 * Creates and removes the nodes of EKS node groups, and reports their GPUs while a device plugin
 * runs on them.
 */
public final class NodeController {
  private static final String NODE_GROUP_LABEL = "eks.amazonaws.com/nodegroup";
  private static final String INSTANCE_TYPE_LABEL = "node.kubernetes.io/instance-type";
  private static final String KUBELET_VERSION = "status.nodeInfo.kubeletVersion";
  private static final String GPU_RESOURCE = "nvidia.com/gpu";

  private static final int MAX_GROUP_SIZE = 10;

  private final ObjectStore store;

  private final Map<String, NodeGroupNodes> groups = new ConcurrentHashMap<>();

  public NodeController(ObjectStore store) {
    this.store = store;
  }

  /** Creates, replaces or removes nodes so that a node group has the desired size and version. */
  public void setNodeGroup(NodeGroupNodes group) {
    groups.put(group.name(), group);
    List<ObjectNode> current =
        store.list(Kinds.NODE).stream()
            .filter(node -> group.name().equals(ObjectMeta.labels(node).get(NODE_GROUP_LABEL)))
            .toList();
    List<ObjectNode> kept =
        current.stream()
            .filter(node -> kubelet(group).equals(Json.text(node, KUBELET_VERSION)))
            .limit(group.desired())
            .toList();
    for (int i = kept.size(); i < group.desired(); i++) {
      addNode(group, i);
    }
    current.stream()
        .filter(node -> !kept.contains(node))
        .forEach(node -> store.remove(Kinds.NODE, node));
  }

  private static String kubelet(NodeGroupNodes group) {
    return "v" + group.kubernetesVersion() + ".4-eks-cl0uds1m";
  }

  /**
   * Adds a node for Beta9's workers that fit on none, as the cluster autoscaler does, if it is
   * running.
   */
  public void scaleUp() {
    boolean hasAutoscaler =
        store.list(Kinds.POD).stream()
            .filter(Pods::isReady)
            .flatMap(pod -> Json.items(pod, "spec.containers").stream())
            .anyMatch(
                container -> container.path("image").asString("").contains("cluster-autoscaler"));
    if (!hasAutoscaler) {
      return;
    }
    reportHopeless();
    for (Map.Entry<String, NodeGroupNodes> group : groups.entrySet()) {
      boolean isNeeded =
          store.list(Kinds.POD).stream()
              .filter(pod -> "beta9-worker".equals(ObjectMeta.labels(pod).get("app")))
              .filter(pod -> Json.text(pod, "spec.nodeName").isEmpty())
              .filter(NodeController::isUnschedulable)
              .anyMatch(pod -> selects(pod, group.getValue()));
      long size =
          store.list(Kinds.NODE).stream()
              .filter(node -> group.getKey().equals(ObjectMeta.labels(node).get(NODE_GROUP_LABEL)))
              .count();
      if (isNeeded && size < MAX_GROUP_SIZE) {
        addNode(group.getValue(), (int) size);
      }
    }
  }

  /** The cluster autoscaler says of which pods no node group could have a suitable node. */
  private void reportHopeless() {
    for (ObjectNode pod : store.list(Kinds.POD)) {
      boolean isPending = Json.text(pod, "spec.nodeName").isEmpty() && isUnschedulable(pod);
      if (isPending && groups.values().stream().noneMatch(group -> couldRun(pod, group))) {
        new EventRecorder(store)
            .normal(
                Kinds.POD,
                pod,
                "cluster-autoscaler",
                "NotTriggerScaleUp",
                "pod didn't trigger scale-up: "
                    + groups.size()
                    + " node(s) didn't match Pod's node affinity/selector");
      }
    }
  }

  /** Returns whether the labels of a node group admit the pod. Nodes have more labels than it. */
  private boolean couldRun(ObjectNode pod, NodeGroupNodes group) {
    ObjectNode node = Json.object();
    ObjectNode labels = Json.ensureObject(node, "metadata.labels");
    store.list(Kinds.NODE).stream()
        .filter(known -> group.name().equals(ObjectMeta.labels(known).get(NODE_GROUP_LABEL)))
        .findFirst()
        .ifPresent(known -> ObjectMeta.labels(known).forEach(labels::put));
    group.labels().forEach(labels::put);
    return NodeFit.matchesLabels(pod.path("spec"), node);
  }

  private static boolean isUnschedulable(ObjectNode pod) {
    return Json.items(pod, "status.conditions").stream()
        .anyMatch(condition -> condition.path("reason").asString("").equals("Unschedulable"));
  }

  private static boolean selects(ObjectNode pod, NodeGroupNodes group) {
    Map<String, String> selector = Json.stringMap(Json.at(pod, "spec.nodeSelector"));
    return !selector.isEmpty() && group.labels().entrySet().containsAll(selector.entrySet());
  }

  /** Updates the GPU capacity of all nodes. */
  public void reconcile() {
    for (ObjectNode node : store.list(Kinds.NODE)) {
      int gpus =
          InstanceCapacity.of(ObjectMeta.labels(node).getOrDefault(INSTANCE_TYPE_LABEL, "")).gpus();
      if (gpus > 0) {
        boolean hasPlugin = hasDevicePlugin(ObjectMeta.name(node));
        store.edit(
            Kinds.NODE,
            node,
            copy -> {
              for (String list : List.of("status.capacity", "status.allocatable")) {
                if (hasPlugin) {
                  Json.ensureObject(copy, list).put(GPU_RESOURCE, String.valueOf(gpus));
                } else {
                  Json.ensureObject(copy, list).remove(GPU_RESOURCE);
                }
              }
            });
      }
    }
  }

  private boolean hasDevicePlugin(String node) {
    return store.list(Kinds.POD).stream()
        .filter(pod -> Json.text(pod, "spec.nodeName").equals(node))
        .filter(Pods::isReady)
        .flatMap(pod -> Json.items(pod, "spec.containers").stream())
        .anyMatch(container -> container.path("image").asString("").contains("k8s-device-plugin"));
  }

  private void addNode(NodeGroupNodes group, int number) {
    String instanceType = group.instanceType();
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String region = store.state().region();
    String zone = region + (char) ('a' + number % 2);
    String suffix = region.equals("us-east-1") ? "ec2.internal" : region + ".compute.internal";
    String address = "10.42." + (64 + random.nextInt(64)) + "." + (4 + random.nextInt(250));
    String name = "ip-" + address.replace('.', '-') + "." + suffix;
    if (store.find(Kinds.NODE, "", name).isPresent()) {
      addNode(group, number);
      return;
    }
    byte[] id = new byte[8];
    random.nextBytes(id);
    ObjectNode node = Json.object();
    node.putObject("metadata").put("name", name);
    ObjectNode nodeLabels = Json.ensureObject(node, "metadata.labels");
    group.labels().forEach(nodeLabels::put);
    nodeLabels.put(NODE_GROUP_LABEL, group.name()).put(INSTANCE_TYPE_LABEL, instanceType);
    nodeLabels.put("kubernetes.io/hostname", name).put("kubernetes.io/os", "linux");
    nodeLabels
        .put("kubernetes.io/arch", "amd64")
        .put("eks.amazonaws.com/capacityType", "ON_DEMAND");
    nodeLabels
        .put("topology.kubernetes.io/region", region)
        .put("topology.kubernetes.io/zone", zone);
    Json.ensureObject(node, "spec")
        .put("providerID", "aws:///" + zone + "/i-0" + HexFormat.of().formatHex(id) + "f");
    InstanceCapacity capacity = InstanceCapacity.of(instanceType);
    setResources(node, "status.capacity", capacity.cpus() * 1000, capacity.memoryGib() * 1024);
    // Less what is reserved for the kubelet and the operating system.
    setResources(
        node,
        "status.allocatable",
        capacity.cpus() * 1000 - 70,
        capacity.memoryGib() * 1024 - 1024);
    Json.ensureObject(node, "status")
        .putArray("addresses")
        .add(Json.object().put("type", "InternalIP").put("address", address))
        .add(Json.object().put("type", "Hostname").put("address", name));
    Json.ensureObject(node, "status.nodeInfo")
        .put("kubeletVersion", kubelet(group))
        .put("osImage", "Amazon Linux 2023")
        .put("operatingSystem", "linux")
        .put("architecture", "amd64")
        .put("containerRuntimeVersion", "containerd://1.7.27");
    Instant now = store.clock().instant();
    StatusConditions.set(node, now, "MemoryPressure", false, "KubeletHasSufficientMemory", "");
    StatusConditions.set(node, now, "DiskPressure", false, "KubeletHasNoDiskPressure", "");
    StatusConditions.set(node, now, "PIDPressure", false, "KubeletHasSufficientPID", "");
    StatusConditions.set(
        node, now, "Ready", true, "KubeletReady", "kubelet is posting ready status");
    store.create(Kinds.NODE, node);
  }

  private static void setResources(ObjectNode node, String path, int millicpus, int mebibytes) {
    Json.ensureObject(node, path)
        .put("cpu", millicpus % 1000 == 0 ? String.valueOf(millicpus / 1000) : millicpus + "m")
        .put("memory", mebibytes + "Mi")
        .put("ephemeral-storage", "200Gi")
        .put("pods", "110");
  }
}
