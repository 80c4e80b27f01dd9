package io.beta9.provisioning.bootstrap.diagnosis;

import io.beta9.provisioning.aws.nodes.NodeJoinFailureCause;
import io.beta9.provisioning.bootstrap.cluster.NodeGroupHealth;
import io.beta9.provisioning.bootstrap.cluster.RequiredNodes;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import java.util.List;
import java.util.stream.Collectors;

/** Why nodes are missing, from what EKS and the nodes say of themselves. */
public final class MissingNodesDiagnosis {
  private static final int MAX_NAMED = 3;

  /** What an issue of EKS's means; the first row whose sign is in code or message counts. */
  private record CausePattern(String text, FailureClass failureClass, String code, String next) {}

  private static final List<CausePattern> TABLE =
      List.of(
          new CausePattern(
              "InsufficientInstanceCapacity",
              FailureClass.CAPACITY,
              "no-capacity",
              "Wait and retry, or choose another profile or other availability zones"),
          new CausePattern(
              "do not have sufficient",
              FailureClass.CAPACITY,
              "no-capacity",
              "Wait and retry, or choose another profile or other availability zones"),
          new CausePattern(
              "InstanceLimitExceeded",
              FailureClass.QUOTA,
              "instance-quota",
              "Ask AWS for more vCPUs of this kind in Service Quotas (EC2, On-Demand instances),"
                  + " then retry"),
          new CausePattern(
              "VcpuLimitExceeded",
              FailureClass.QUOTA,
              "instance-quota",
              "Ask AWS for more vCPUs of this kind in Service Quotas (EC2, On-Demand instances),"
                  + " then retry"),
          new CausePattern(
              "InsufficientFreeAddresses",
              FailureClass.CONFIGURATION,
              "no-free-addresses",
              "Remove what uses addresses of its subnets, then retry; a larger network.cidr can"
                  + " only be had by a new environment"),
          new CausePattern(
              "AccessDenied",
              FailureClass.PERMISSION,
              "nodes-denied",
              "Check that the nodes' role has AmazonEKSWorkerNodePolicy, AmazonEKS_CNI_Policy and"
                  + " AmazonEC2ContainerRegistryReadOnly and an access entry of type EC2_LINUX,"
                  + " then retry"),
          new CausePattern(
              "IamNodeRoleNotFound",
              FailureClass.CONFLICT,
              "nodes-role-missing",
              "Retry: Terraform makes the nodes' role again"),
          new CausePattern(
              "IamInstanceProfileNotFound",
              FailureClass.CONFLICT,
              "nodes-role-missing",
              "Retry: Terraform makes the nodes' role again"),
          new CausePattern(
              "NodeCreationFailure",
              FailureClass.BOOTSTRAP,
              "nodes-do-not-join",
              "Check that the nodes' subnets reach the internet through their NAT gateway and the"
                  + " cluster's endpoint on 443, that the security groups let nodes and control"
                  + " plane talk, and what 'aws ec2 get-console-output' says of an instance; then"
                  + " retry"),
          new CausePattern(
              "AsgInstanceLaunchFailures",
              FailureClass.BOOTSTRAP,
              "instances-not-launched",
              "Read the activity of the node group's Auto Scaling group, mend the cause, then"
                  + " retry"));

  private static final CausePattern JOINED_NOT_READY =
      new CausePattern(
          "",
          FailureClass.BOOTSTRAP,
          "nodes-not-ready",
          "Look at the add-ons vpc-cni and kube-proxy on these nodes, then retry");

  private static final CausePattern NONE_JOINED =
      new CausePattern(
          "",
          FailureClass.BOOTSTRAP,
          "nodes-do-not-join",
          "Check the policies of the nodes' role (AmazonEKSWorkerNodePolicy, AmazonEKS_CNI_Policy,"
              + " AmazonEC2ContainerRegistryReadOnly), the security groups between nodes and"
              + " control plane, the NAT gateway and the free addresses of the subnets, and what"
              + " 'aws ec2 get-console-output' says of an instance; then retry");

  private MissingNodesDiagnosis() {}

  /** The failure, where the account has given its cause away. */
  public static Failure of(RequiredNodes wanted, List<Node> nodes, NodeJoinFailureCause cause) {
    return new Failure(
        cause.kind(),
        cause.code(),
        "The cluster did not get its nodes",
        wanted.summary(nodes) + "; " + cause.why(),
        cause.next());
  }

  public static Failure of(
      RequiredNodes wanted, List<Node> nodes, List<NodeGroupHealth.NodeGroupIssue> issues) {
    String counted = wanted.summary(nodes);
    List<Node> unready = nodes.stream().filter(node -> !RequiredNodes.isReady(node)).toList();
    if (!issues.isEmpty()) {
      CausePattern row =
          TABLE.stream()
              .filter(known -> issues.stream().anyMatch(issue -> matches(issue, known)))
              .findFirst()
              .orElse(NONE_JOINED);
      return failure(
          row,
          counted
              + "; EKS says "
              + issues.stream()
                  .map(
                      issue ->
                          "of node group "
                              + issue.group()
                              + ": "
                              + issue.code()
                              + ", "
                              + issue.message())
                  .distinct()
                  .limit(MAX_NAMED)
                  .collect(Collectors.joining("; ")));
    }
    if (!unready.isEmpty()) {
      return failure(
          JOINED_NOT_READY,
          counted
              + "; joined and not ready: "
              + unready.stream()
                  .map(MissingNodesDiagnosis::describe)
                  .limit(MAX_NAMED)
                  .collect(Collectors.joining(", ")));
    }
    return failure(NONE_JOINED, counted + (nodes.isEmpty() ? ", and none has joined at all" : ""));
  }

  private static boolean matches(NodeGroupHealth.NodeGroupIssue issue, CausePattern row) {
    return issue.code().equals(row.text()) || issue.message().contains(row.text());
  }

  private static Failure failure(CausePattern row, String why) {
    return new Failure(
        row.failureClass(), row.code(), "The cluster did not get its nodes", why, row.next());
  }

  private static String describe(Node node) {
    return node.getMetadata().getName()
        + " ("
        + conditions(node).stream()
            .filter(condition -> condition.getType().equals("Ready"))
            .map(condition -> condition.getReason() + ": " + condition.getMessage())
            .findFirst()
            .orElse("says nothing of itself")
        + ")";
  }

  private static List<NodeCondition> conditions(Node node) {
    return node.getStatus() == null ? List.of() : node.getStatus().getConditions();
  }
}
