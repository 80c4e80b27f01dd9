package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.api.Json;
import io.beta9.provisioning.cloudsim.kubernetes.api.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.api.Meta;
import io.beta9.provisioning.cloudsim.kubernetes.api.Objects;
import io.beta9.provisioning.cloudsim.kubernetes.api.Services;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.node.ObjectNode;

/** The nodes that EKS gives a cluster, and the GPUs that a device plugin makes known on them. */
public final class Nodes implements Controller {
  private static final String GROUP = "eks.amazonaws.com/nodegroup";
  private static final String TYPE = "node.kubernetes.io/instance-type";
  private static final String GPU = "nvidia.com/gpu";

  private final Objects objects;

  public Nodes(Objects objects) {
    this.objects = objects;
  }

  /** Makes a node group have exactly this many nodes. */
  public void setGroup(String group, int desired, String instanceType, Map<String, String> labels) {
    List<ObjectNode> have =
        objects.list(Kinds.NODE).stream()
            .filter(node -> group.equals(Meta.labels(node).get(GROUP)))
            .toList();
    have.stream().skip(desired).forEach(node -> objects.remove(Kinds.NODE, node));
    for (int i = have.size(); i < desired; i++) {
      join(group, i, instanceType, labels);
    }
  }

  @Override
  public void reconcile() {
    for (ObjectNode node : objects.list(Kinds.NODE)) {
      int gpus = InstanceType.of(Meta.labels(node).getOrDefault(TYPE, "")).gpus();
      if (gpus > 0) {
        boolean plugged = hasDevicePlugin(Meta.name(node));
        objects.edit(
            Kinds.NODE,
            node,
            copy -> {
              for (String list : List.of("status.capacity", "status.allocatable")) {
                if (plugged) {
                  Json.make(copy, list).put(GPU, String.valueOf(gpus));
                } else {
                  Json.make(copy, list).remove(GPU);
                }
              }
            });
      }
    }
  }

  private boolean hasDevicePlugin(String node) {
    return objects.list(Kinds.POD).stream()
        .filter(pod -> Json.text(pod, "spec.nodeName").equals(node))
        .filter(Services::isReady)
        .flatMap(pod -> Json.items(pod, "spec.containers").stream())
        .anyMatch(container -> container.path("image").asString("").contains("k8s-device-plugin"));
  }

  private void join(String group, int number, String instanceType, Map<String, String> labels) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String region = objects.state().region();
    String zone = region + (char) ('a' + number % 2);
    String suffix = region.equals("us-east-1") ? "ec2.internal" : region + ".compute.internal";
    String address = "10.42." + (64 + random.nextInt(64)) + "." + (4 + random.nextInt(250));
    String name = "ip-" + address.replace('.', '-') + "." + suffix;
    if (objects.find(Kinds.NODE, "", name).isPresent()) {
      join(group, number, instanceType, labels);
      return;
    }
    byte[] id = new byte[8];
    random.nextBytes(id);
    ObjectNode node = Json.object();
    node.putObject("metadata").put("name", name);
    ObjectNode marks = Json.make(node, "metadata.labels");
    labels.forEach(marks::put);
    marks.put(GROUP, group).put(TYPE, instanceType);
    marks.put("kubernetes.io/hostname", name).put("kubernetes.io/os", "linux");
    marks.put("kubernetes.io/arch", "amd64").put("eks.amazonaws.com/capacityType", "ON_DEMAND");
    marks.put("topology.kubernetes.io/region", region).put("topology.kubernetes.io/zone", zone);
    Json.make(node, "spec")
        .put("providerID", "aws:///" + zone + "/i-0" + HexFormat.of().formatHex(id) + "f");
    InstanceType size = InstanceType.of(instanceType);
    room(node, "status.capacity", size.cpus() * 1000, size.memoryGib() * 1024);
    // What the kubelet and the system keep for themselves.
    room(node, "status.allocatable", size.cpus() * 1000 - 70, size.memoryGib() * 1024 - 1024);
    Json.make(node, "status")
        .putArray("addresses")
        .add(Json.object().put("type", "InternalIP").put("address", address))
        .add(Json.object().put("type", "Hostname").put("address", name));
    Json.make(node, "status.nodeInfo")
        .put("kubeletVersion", "v" + objects.state().kubernetesVersion() + ".4-eks-cl0uds1m")
        .put("osImage", "Amazon Linux 2023")
        .put("operatingSystem", "linux")
        .put("architecture", "amd64")
        .put("containerRuntimeVersion", "containerd://1.7.27");
    Instant now = objects.clock().instant();
    Conditions.set(node, now, "MemoryPressure", false, "KubeletHasSufficientMemory", "");
    Conditions.set(node, now, "DiskPressure", false, "KubeletHasNoDiskPressure", "");
    Conditions.set(node, now, "PIDPressure", false, "KubeletHasSufficientPID", "");
    Conditions.set(node, now, "Ready", true, "KubeletReady", "kubelet is posting ready status");
    objects.create(Kinds.NODE, node);
  }

  private static void room(ObjectNode node, String path, int millicpus, int mebibytes) {
    Json.make(node, path)
        .put("cpu", millicpus % 1000 == 0 ? String.valueOf(millicpus / 1000) : millicpus + "m")
        .put("memory", mebibytes + "Mi")
        .put("ephemeral-storage", "200Gi")
        .put("pods", "110");
  }
}
