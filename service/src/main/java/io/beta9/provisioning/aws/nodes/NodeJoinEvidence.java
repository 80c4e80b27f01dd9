package io.beta9.provisioning.aws.nodes;

import java.util.List;

/**
 * What was found of a node group that does not get its nodes.
 *
 * @param role the role of its nodes
 * @param missingPolicies that the role should have and has not
 * @param blocked what the security groups do not let through, each as a clause
 * @param fullSubnets those without free addresses
 * @param hasRoom whether one of its subnets has free addresses
 * @param machine what is offered of its machines
 * @param issues what EKS says of its health
 * @param console the last words of one of its instances
 */
record NodeJoinEvidence(
    String group,
    String role,
    List<String> missingPolicies,
    List<String> blocked,
    List<String> fullSubnets,
    boolean hasRoom,
    InstanceReport machine,
    List<HealthIssue> issues,
    Console console) {

  /**
   * A type of instance.
   *
   * @param zones those of the group
   * @param offeredIn those of the region in which it is offered
   */
  record InstanceReport(String type, List<String> zones, List<String> offeredIn) {
    boolean isOffered() {
      return type.isEmpty() || zones.isEmpty() || zones.stream().anyMatch(offeredIn::contains);
    }

    /** Zones that offer it and were not tried. */
    List<String> elsewhere() {
      return offeredIn.stream().filter(zone -> !zones.contains(zone)).toList();
    }
  }

  /** An issue of EKS's. */
  record HealthIssue(String code, String message) {}

  /** What an instance has written last; no lines where none has said anything. */
  record Console(String instance, List<String> lines) {}
}
