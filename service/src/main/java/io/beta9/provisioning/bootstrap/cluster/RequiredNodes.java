package io.beta9.provisioning.bootstrap.cluster;

import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.fabric8.kubernetes.api.model.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The number of nodes of each node group that must be ready before anything is installed: the
 * minimum to which the autoscaler scales down.
 *
 * @param kubernetesVersion the version that these nodes have at least, for example {@code 1.36}:
 *     after an update, those that EKS has not replaced yet do not count
 */
public record RequiredNodes(Map<String, Integer> byGroup, String kubernetesVersion) {
  private static final Pattern VERSION = Pattern.compile("v?1\\.(\\d+)(?:\\..*)?");

  /** The pool of a node's group, whose name changes when it is replaced. */
  private static final String POOL_LABEL = "beta9.io/pool";

  private static final String NODE_GROUP_LABEL = "eks.amazonaws.com/nodegroup";

  public static RequiredNodes of(InfraModel model) {
    Map<String, Integer> required = new LinkedHashMap<>();
    required.put("system", Math.max(1, model.systemNodes().minSize()));
    required.put("cpu", model.cpuNodes().minSize());
    InfraModel.NodeGroup gpu = model.gpuNodes();
    if (gpu != null) {
      required.put("gpu", gpu.minSize());
    }
    return new RequiredNodes(required, model.cluster().kubernetesVersion());
  }

  public boolean areReady(List<Node> nodes) {
    return byGroup.entrySet().stream()
        .allMatch(required -> ready(nodes, required.getKey()) >= required.getValue());
  }

  /** Returns the node groups with fewer ready nodes than required. */
  public List<String> incompleteGroups(List<Node> nodes) {
    return byGroup.entrySet().stream()
        .filter(required -> ready(nodes, required.getKey()) < required.getValue())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Returns the ready nodes of each group of which any are required. */
  public ClusterProgress.NodesCounted count(List<Node> nodes) {
    long behind =
        nodes.stream()
            .filter(node -> byGroup.containsKey(label(node)))
            .filter(node -> !hasArrived(node))
            .count();
    Map<String, ClusterProgress.NodeCount> groups = new LinkedHashMap<>();
    byGroup.forEach(
        (group, required) -> {
          if (required > 0) {
            groups.put(group, new ClusterProgress.NodeCount(ready(nodes, group), required));
          }
        });
    return new ClusterProgress.NodesCounted(groups, behind, kubernetesVersion);
  }

  /** Returns ready and required nodes by group, for a failure: "system=1/2", "cpu=1/1". */
  public List<String> counts(List<Node> nodes) {
    return count(nodes).groups().entrySet().stream()
        .map(
            group ->
                group.getKey() + "=" + group.getValue().ready() + "/" + group.getValue().required())
        .toList();
  }

  private long ready(List<Node> nodes, String group) {
    return nodes.stream()
        .filter(node -> group.equals(label(node)))
        .filter(RequiredNodes::isReady)
        .filter(this::hasArrived)
        .count();
  }

  private boolean hasArrived(Node node) {
    if (node.getStatus() == null || node.getStatus().getNodeInfo() == null) {
      return true;
    }
    String kubelet = Objects.toString(node.getStatus().getNodeInfo().getKubeletVersion(), "");
    return minor(kubelet).orElse(Integer.MAX_VALUE) >= minor(kubernetesVersion).orElse(0);
  }

  private static Optional<Integer> minor(String version) {
    Matcher matcher = VERSION.matcher(version);
    return matcher.matches() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
  }

  private static String label(Node node) {
    Map<String, String> labels = node.getMetadata().getLabels();
    return labels == null
        ? ""
        : labels.getOrDefault(POOL_LABEL, labels.getOrDefault(NODE_GROUP_LABEL, ""));
  }

  public static boolean isReady(Node node) {
    return node.getStatus() != null
        && node.getStatus().getConditions().stream()
            .anyMatch(
                condition ->
                    condition.getType().equals("Ready") && condition.getStatus().equals("True"));
  }
}
