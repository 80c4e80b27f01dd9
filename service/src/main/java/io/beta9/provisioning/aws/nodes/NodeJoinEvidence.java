package io.beta9.provisioning.aws.nodes;

import io.beta9.provisioning.failure.text.BlockedTraffic;
import java.util.List;

/**
 * What the account shows about a node group whose nodes do not join.
 *
 * @param role the name of the nodes' role
 * @param missingPolicies required policies that are not attached to the role
 * @param traffic required traffic that the security groups do not allow
 * @param fullSubnets its subnets without free addresses
 * @param hasRoom whether any of its subnets has free addresses
 * @param instanceType its instance type, and where that is offered
 * @param issues the health issues that EKS reports
 * @param console the last console output of one of its instances
 */
record NodeJoinEvidence(
    String group,
    String role,
    List<String> missingPolicies,
    Traffic traffic,
    List<String> fullSubnets,
    boolean hasRoom,
    InstanceReport instanceType,
    List<HealthIssue> issues,
    Console console) {

  /**
   * Traffic between nodes and control plane.
   *
   * @param nodes the security groups of the nodes
   * @param controlPlane the security group of the control plane; empty if it is not known
   */
  record Traffic(List<String> nodes, String controlPlane, List<BlockedTraffic> blocked) {
    static final Traffic UNKNOWN = new Traffic(List.of(), "", List.of());
  }

  /**
   * An instance type.
   *
   * @param zones the zones of the group
   * @param offeredIn the zones of the region that offer the type
   */
  record InstanceReport(String type, List<String> zones, List<String> offeredIn) {
    boolean isOffered() {
      return type.isEmpty() || zones.isEmpty() || zones.stream().anyMatch(offeredIn::contains);
    }

    /** Returns the zones outside of the group that offer the type. */
    List<String> elsewhere() {
      return offeredIn.stream().filter(zone -> !zones.contains(zone)).toList();
    }
  }

  /** A health issue of EKS. */
  record HealthIssue(String code, String message) {}

  /** The last console output of an instance; no lines if there is no output. */
  record Console(String instance, List<String> lines) {}
}
