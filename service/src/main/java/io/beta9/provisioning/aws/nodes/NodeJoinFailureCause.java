package io.beta9.provisioning.aws.nodes;

import io.beta9.provisioning.failure.FailureClass;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Why a node group does not get its nodes.
 *
 * @param why the cause, as a clause
 * @param next what to do about it
 */
public record NodeJoinFailureCause(FailureClass kind, String code, String why, String next) {
  private static final int MOST_LINES = 3;

  /**
   * The cause, where one was found: what is missing for certain before what AWS says. Pure: the
   * same in, the same out.
   */
  static Optional<NodeJoinFailureCause> of(NodeJoinEvidence trouble) {
    return certain(trouble)
        .or(() -> capacity(trouble))
        .or(() -> notJoined(trouble))
        .map(cause -> cause.with(trouble));
  }

  private static Optional<NodeJoinFailureCause> certain(NodeJoinEvidence trouble) {
    if (!trouble.missingPolicies().isEmpty()) {
      return Optional.of(
          new NodeJoinFailureCause(
              FailureClass.PERMISSION,
              "nodes-role-policies",
              "the role "
                  + trouble.role()
                  + " of the nodes lacks "
                  + String.join(", ", trouble.missingPolicies()),
              "Retry: Terraform attaches them again. If they go missing again, find out in"
                  + " CloudTrail (DetachRolePolicy) who takes them away"));
    }
    if (!trouble.blocked().isEmpty()) {
      return Optional.of(
          new NodeJoinFailureCause(
              FailureClass.CONFLICT,
              "nodes-security-groups",
              String.join("; ", trouble.blocked()),
              "Retry: Terraform puts the rules of its own groups back. A rule of the group that EKS"
                  + " made (all traffic from itself, all traffic out) has to be added by hand, with"
                  + " 'aws ec2 authorize-security-group-ingress' or '…-egress'"));
    }
    if (!trouble.fullSubnets().isEmpty() && !trouble.hasRoom()) {
      return Optional.of(
          new NodeJoinFailureCause(
              FailureClass.CONFIGURATION,
              "no-free-addresses",
              "there is no free address in " + String.join(", ", trouble.fullSubnets()),
              "Remove what uses addresses there ('aws ec2 describe-network-interfaces' lists it),"
                  + " then retry. If that is the environment itself, it needs a larger"
                  + " network.cidr, which a new environment can have"));
    }
    if (!trouble.machine().isOffered()) {
      return Optional.of(
          new NodeJoinFailureCause(
              FailureClass.CAPACITY,
              "machine-not-offered",
              "AWS offers "
                  + trouble.machine().type()
                  + " in none of "
                  + String.join(", ", trouble.machine().zones()),
              elsewhere(trouble)));
    }
    return Optional.empty();
  }

  private static Optional<NodeJoinFailureCause> capacity(NodeJoinEvidence trouble) {
    return trouble.issues().stream()
        .filter(
            issue ->
                issue.message().contains("InsufficientInstanceCapacity")
                    || issue.message().contains("do not have sufficient"))
        .findFirst()
        .map(
            issue ->
                new NodeJoinFailureCause(
                    FailureClass.CAPACITY,
                    "no-capacity",
                    "AWS has no room for "
                        + trouble.machine().type()
                        + " in "
                        + String.join(", ", trouble.machine().zones())
                        + " just now",
                    "Wait and retry; or " + lower(elsewhere(trouble))));
  }

  private static Optional<NodeJoinFailureCause> notJoined(NodeJoinEvidence trouble) {
    return trouble.issues().stream()
        .filter(issue -> issue.code().equals("NodeCreationFailure"))
        .findFirst()
        .map(
            issue ->
                new NodeJoinFailureCause(
                    FailureClass.BOOTSTRAP,
                    "nodes-do-not-join",
                    "instances run and do not join, and the role's policies, the security groups"
                        + " and the subnets are as they should be",
                    "Read the console of the instance that is named; check that the subnets reach"
                        + " the internet through their NAT gateway; then retry"));
  }

  private static String elsewhere(NodeJoinEvidence trouble) {
    List<String> zones = trouble.machine().elsewhere();
    return zones.isEmpty()
        ? "Choose another cluster.profile or another gpu_type: no zone of the region offers "
            + trouble.machine().type()
        : "Choose zones in network.availability_zones that offer it ("
            + String.join(", ", zones)
            + "), or another cluster.profile or gpu_type";
  }

  private static String lower(String sentence) {
    return Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
  }

  /** Besides: what EKS and the machine themselves say. */
  private NodeJoinFailureCause with(NodeJoinEvidence trouble) {
    String said =
        trouble.issues().stream()
            .map(issue -> "; EKS says " + issue.code() + ": " + issue.message())
            .distinct()
            .limit(2)
            .collect(Collectors.joining());
    List<String> lines = trouble.console().lines();
    String console =
        lines.isEmpty()
            ? ""
            : "; the console of "
                + trouble.console().instance()
                + " ends with '"
                + String.join(
                    " / ", lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()))
                + "'";
    return new NodeJoinFailureCause(
        kind, code, "node group " + trouble.group() + ": " + why + said + console, next);
  }
}
