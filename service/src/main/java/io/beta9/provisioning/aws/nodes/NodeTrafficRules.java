package io.beta9.provisioning.aws.nodes;

import io.beta9.provisioning.failure.text.BlockedTraffic;
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

  /** Returns the required traffic that is not allowed. */
  List<BlockedTraffic> blocked() {
    List<String> control = List.of(controlPlane);
    List<BlockedTraffic> blocked = new ArrayList<>();
    if (!allows(nodes, SecurityGroup::ipPermissionsEgress, API, control)) {
      blocked.add(BlockedTraffic.NODES_EGRESS);
    }
    if (!allows(control, SecurityGroup::ipPermissions, API, nodes)) {
      blocked.add(BlockedTraffic.CONTROL_PLANE_INGRESS);
    }
    if (!allows(nodes, SecurityGroup::ipPermissions, KUBELET, control)) {
      blocked.add(BlockedTraffic.NODES_INGRESS);
    }
    if (!allows(control, SecurityGroup::ipPermissionsEgress, KUBELET, nodes)) {
      blocked.add(BlockedTraffic.CONTROL_PLANE_EGRESS);
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
