package io.beta9.provisioning.aws.nodes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;

/**
 * Checks whether security groups allow traffic between nodes and control plane. A rule for an
 * address range counts as allowing it, so only definite gaps are reported.
 *
 * @param controlPlane the id of the cluster security group, which EKS created
 * @param nodes the ids of the nodes' groups
 * @param groups all of these groups with their rules
 */
record NodeTrafficRules(String controlPlane, List<String> nodes, List<SecurityGroup> groups) {
  private static final int API = 443;
  private static final int KUBELET = 10250;

  /** Returns the traffic that is not allowed, each as a clause. */
  List<String> blocked() {
    List<String> blocked = new ArrayList<>();
    String names = String.join(", ", nodes);
    if (!allows(nodes, SecurityGroup::ipPermissionsEgress, API, List.of(controlPlane))) {
      blocked.add(
          "the security groups of the nodes ("
              + names
              + ") allow no egress to the control plane ("
              + controlPlane
              + ") on "
              + API);
    }
    if (!allows(List.of(controlPlane), SecurityGroup::ipPermissions, API, nodes)) {
      blocked.add(
          "the security group of the control plane ("
              + controlPlane
              + ") allows no ingress from the nodes' groups ("
              + names
              + ") on "
              + API);
    }
    if (!allows(nodes, SecurityGroup::ipPermissions, KUBELET, List.of(controlPlane))) {
      blocked.add(
          "the security groups of the nodes ("
              + names
              + ") allow no ingress from the control plane ("
              + controlPlane
              + ") on the kubelet's port "
              + KUBELET);
    }
    if (!allows(List.of(controlPlane), SecurityGroup::ipPermissionsEgress, KUBELET, nodes)) {
      blocked.add(
          "the security group of the control plane ("
              + controlPlane
              + ") allows no egress to the nodes ("
              + names
              + ") on "
              + KUBELET);
    }
    return blocked;
  }

  private boolean allows(
      Collection<String> groupIds,
      Function<SecurityGroup, List<IpPermission>> rules,
      int port,
      Collection<String> peers) {
    return groups.stream()
        .filter(group -> groupIds.contains(group.groupId()))
        .flatMap(group -> rules.apply(group).stream())
        .anyMatch(rule -> covers(rule, port) && matches(rule, peers));
  }

  private static boolean covers(IpPermission rule, int port) {
    return rule.ipProtocol().equals("-1")
        || (rule.ipProtocol().equals("tcp") || rule.ipProtocol().equals("6"))
            && rule.fromPort() != null
            && rule.toPort() != null
            && rule.fromPort() <= port
            && port <= rule.toPort();
  }

  private static boolean matches(IpPermission rule, Collection<String> peers) {
    return !rule.ipRanges().isEmpty()
        || !rule.ipv6Ranges().isEmpty()
        || !rule.prefixListIds().isEmpty()
        || rule.userIdGroupPairs().stream().anyMatch(pair -> peers.contains(pair.groupId()));
  }
}
