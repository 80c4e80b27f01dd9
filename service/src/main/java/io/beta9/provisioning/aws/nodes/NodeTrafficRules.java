package io.beta9.provisioning.aws.nodes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;

/**
 * Whether nodes and control plane may talk to each other. A rule for addresses counts as letting
 * them through: this names what is missing for certain, and not what might be.
 *
 * @param controlPlane the group that EKS has given to the control plane
 * @param nodes the groups of the nodes
 * @param groups all of these, with their rules
 */
record NodeTrafficRules(String controlPlane, List<String> nodes, List<SecurityGroup> groups) {
  private static final int API = 443;
  private static final int KUBELET = 10250;

  /** What does not get through, each as a clause. */
  List<String> blocked() {
    List<String> blocked = new ArrayList<>();
    String names = String.join(", ", nodes);
    if (!lets(nodes, SecurityGroup::ipPermissionsEgress, API, List.of(controlPlane))) {
      blocked.add(
          "the security groups of the nodes ("
              + names
              + ") let nothing out to the control plane ("
              + controlPlane
              + ") on "
              + API);
    }
    if (!lets(List.of(controlPlane), SecurityGroup::ipPermissions, API, nodes)) {
      blocked.add(
          "the security group of the control plane ("
              + controlPlane
              + ") lets none of the nodes' groups ("
              + names
              + ") in on "
              + API);
    }
    if (!lets(nodes, SecurityGroup::ipPermissions, KUBELET, List.of(controlPlane))) {
      blocked.add(
          "the security groups of the nodes ("
              + names
              + ") do not let the control plane ("
              + controlPlane
              + ") in to the kubelet on "
              + KUBELET);
    }
    if (!lets(List.of(controlPlane), SecurityGroup::ipPermissionsEgress, KUBELET, nodes)) {
      blocked.add(
          "the security group of the control plane ("
              + controlPlane
              + ") lets nothing out to the nodes ("
              + names
              + ") on "
              + KUBELET);
    }
    return blocked;
  }

  private boolean lets(
      Collection<String> of,
      Function<SecurityGroup, List<IpPermission>> rules,
      int port,
      Collection<String> peers) {
    return groups.stream()
        .filter(group -> of.contains(group.groupId()))
        .flatMap(group -> rules.apply(group).stream())
        .anyMatch(rule -> covers(rule, port) && names(rule, peers));
  }

  private static boolean covers(IpPermission rule, int port) {
    return rule.ipProtocol().equals("-1")
        || (rule.ipProtocol().equals("tcp") || rule.ipProtocol().equals("6"))
            && rule.fromPort() != null
            && rule.toPort() != null
            && rule.fromPort() <= port
            && port <= rule.toPort();
  }

  private static boolean names(IpPermission rule, Collection<String> peers) {
    return !rule.ipRanges().isEmpty()
        || !rule.ipv6Ranges().isEmpty()
        || !rule.prefixListIds().isEmpty()
        || rule.userIdGroupPairs().stream().anyMatch(pair -> peers.contains(pair.groupId()));
  }
}
