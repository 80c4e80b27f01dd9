package io.beta9.provisioning.bootstrap.diagnosis;

import io.beta9.provisioning.bootstrap.cluster.NodeGroupHealth;
import io.beta9.provisioning.bootstrap.cluster.RequiredNodes;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.format.ShortList;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import java.util.List;

/** Derives why nodes are missing from what EKS and the nodes report. */
public final class MissingNodesDiagnosis {
  private static final int MAX_NAMED = 3;

  private static final String ACTIVITY = "Waiting for the cluster's nodes";

  /** What an issue of EKS means: the text in its code or its message. */
  private record CausePattern(String text, FailureCode code) {}

  /** The first entry that matches an issue applies. */
  private static final List<CausePattern> TABLE =
      List.of(
          new CausePattern("InsufficientInstanceCapacity", FailureCode.NO_CAPACITY),
          new CausePattern("do not have sufficient", FailureCode.NO_CAPACITY),
          new CausePattern("InstanceLimitExceeded", FailureCode.INSTANCE_QUOTA),
          new CausePattern("VcpuLimitExceeded", FailureCode.INSTANCE_QUOTA),
          new CausePattern("InsufficientFreeAddresses", FailureCode.NO_FREE_ADDRESSES),
          new CausePattern("AccessDenied", FailureCode.NODE_ROLE_DENIED),
          new CausePattern("IamNodeRoleNotFound", FailureCode.NODE_ROLE_MISSING),
          new CausePattern("IamInstanceProfileNotFound", FailureCode.NODE_ROLE_MISSING),
          new CausePattern("NodeCreationFailure", FailureCode.NODES_NOT_JOINED),
          new CausePattern("AsgInstanceLaunchFailures", FailureCode.INSTANCES_NOT_LAUNCHED));

  private MissingNodesDiagnosis() {}

  /** Returns the failure whose cause was found in the account. */
  public static Failure of(RequiredNodes required, List<Node> nodes, Failure cause) {
    return cause
        .with(FailureParameter.ACTIVITY, ACTIVITY)
        .with(FailureParameter.NODES, required.counts(nodes));
  }

  /** Returns the failure according to the issues that EKS reports, or to the nodes' conditions. */
  public static Failure of(
      RequiredNodes required, List<Node> nodes, List<NodeGroupHealth.NodeGroupIssue> issues) {
    List<String> counts = required.counts(nodes);
    List<Node> unready = nodes.stream().filter(node -> !RequiredNodes.isReady(node)).toList();
    if (!issues.isEmpty()) {
      FailureCode code =
          TABLE.stream()
              .filter(row -> issues.stream().anyMatch(issue -> matches(issue, row)))
              .findFirst()
              .map(CausePattern::code)
              .orElse(FailureCode.NODES_NOT_JOINED);
      return failure(code, counts)
          .with(
              FailureParameter.EKS_ISSUES,
              String.join(
                  "; ",
                  ShortList.of(
                      issues.stream()
                          .map(
                              issue ->
                                  issue.code()
                                      + " of node group "
                                      + issue.group()
                                      + ": "
                                      + issue.message())
                          .distinct()
                          .toList(),
                      MAX_NAMED)));
    }
    if (!unready.isEmpty()) {
      return failure(FailureCode.NODES_NOT_READY, counts)
          .with(
              FailureParameter.UNREADY,
              ShortList.of(
                  unready.stream().map(MissingNodesDiagnosis::describe).toList(), MAX_NAMED));
    }
    return failure(FailureCode.NODES_NOT_JOINED, counts);
  }

  private static boolean matches(NodeGroupHealth.NodeGroupIssue issue, CausePattern row) {
    return issue.code().equals(row.text()) || issue.message().contains(row.text());
  }

  private static Failure failure(FailureCode code, List<String> nodes) {
    return Failure.of(code, ACTIVITY).with(FailureParameter.NODES, nodes);
  }

  private static String describe(Node node) {
    return node.getMetadata().getName()
        + " ("
        + conditions(node).stream()
            .filter(condition -> condition.getType().equals("Ready"))
            .map(condition -> condition.getReason() + ": " + condition.getMessage())
            .findFirst()
            .orElse("no condition reported")
        + ")";
  }

  private static List<NodeCondition> conditions(Node node) {
    return node.getStatus() == null ? List.of() : node.getStatus().getConditions();
  }
}
