package io.beta9.provisioning.cloudsim.aws.eks;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import java.util.List;
import software.amazon.awssdk.services.eks.model.CapacityTypes;
import software.amazon.awssdk.services.eks.model.Issue;
import software.amazon.awssdk.services.eks.model.Nodegroup;
import software.amazon.awssdk.services.eks.model.NodegroupIssueCode;

/** The health issues of node groups, with the messages of AWS. */
final class NodegroupHealthIssues {
  private NodegroupHealthIssues() {}

  /** Returns the issue for an EC2 launch error. */
  static Issue of(AwsErrorException refusal, Nodegroup group) {
    String asg = group.resources().autoScalingGroups().getFirst().name();
    return switch (refusal.code()) {
      case "InsufficientFreeAddressesInSubnet" ->
          issue(
              NodegroupIssueCode.INSUFFICIENT_FREE_ADDRESSES,
              "One or more of the subnets associated with your Auto Scaling group does not have"
                  + " enough available IP addresses for new nodes.",
              group.subnets());
      case "InvalidSubnetID.NotFound" ->
          issue(
              NodegroupIssueCode.EC2_SUBNET_NOT_FOUND,
              "We couldn't find one or more subnets for your cluster.",
              group.subnets());
      default ->
          issue(
              NodegroupIssueCode.ASG_INSTANCE_LAUNCH_FAILURES,
              "Could not launch "
                  + (group.capacityType() == CapacityTypes.SPOT ? "Spot" : "On-Demand")
                  + " Instances. "
                  + refusal.code()
                  + " - "
                  + refusal.getMessage()
                  + " Launching EC2 instance failed.",
              List.of(asg));
    };
  }

  /**
   * Returns the issue of instances that run but are not ready nodes.
   *
   * @param cause the parameter of the condition; with {@code cni} the nodes join but never become
   *     ready
   */
  static Issue neverJoined(String cause, List<String> instances) {
    return issue(
        NodegroupIssueCode.NODE_CREATION_FAILURE,
        cause.equals("cni")
            ? "Unhealthy nodes in the kubernetes cluster"
            : "Instances failed to join the kubernetes cluster",
        instances);
  }

  private static Issue issue(NodegroupIssueCode code, String message, List<String> resources) {
    return Issue.builder().code(code).message(message).resourceIds(resources).build();
  }
}
