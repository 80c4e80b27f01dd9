package io.beta9.provisioning.aws.nodes;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.text.BlockedTraffic;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Derives from the evidence why a node group has no nodes. Pure. */
final class NodeJoinFailures {
  private static final String ACTIVITY = "Waiting for the cluster's nodes";
  private static final int MOST_LINES = 3;
  private static final int MOST_ISSUES = 2;

  private NodeJoinFailures() {}

  /** Returns the cause, if it is known: what is certainly missing before what AWS reports. */
  static Optional<Failure> of(NodeJoinEvidence evidence) {
    return certain(evidence)
        .or(() -> capacity(evidence))
        .or(() -> notJoined(evidence))
        .map(failure -> withDetails(failure, evidence));
  }

  private static Optional<Failure> certain(NodeJoinEvidence evidence) {
    if (!evidence.missingPolicies().isEmpty()) {
      return Optional.of(
          Failure.of(FailureCode.NODE_ROLE_POLICIES_MISSING, ACTIVITY)
              .with(FailureParameter.ROLE, evidence.role())
              .with(FailureParameter.POLICIES, evidence.missingPolicies()));
    }
    if (!evidence.traffic().blocked().isEmpty()) {
      return Optional.of(
          Failure.of(FailureCode.NODE_SECURITY_GROUPS, ACTIVITY)
              .with(FailureParameter.SECURITY_GROUPS, evidence.traffic().nodes())
              .with(FailureParameter.CONTROL_PLANE_GROUP, evidence.traffic().controlPlane())
              .with(
                  FailureParameter.BLOCKED,
                  evidence.traffic().blocked().stream().map(BlockedTraffic::code).toList()));
    }
    if (!evidence.fullSubnets().isEmpty() && !evidence.hasRoom()) {
      return Optional.of(
          Failure.of(FailureCode.NO_FREE_ADDRESSES, ACTIVITY)
              .with(FailureParameter.SUBNETS, evidence.fullSubnets()));
    }
    if (!evidence.instanceType().isOffered()) {
      return Optional.of(ofInstanceType(FailureCode.INSTANCE_TYPE_NOT_OFFERED, evidence));
    }
    return Optional.empty();
  }

  private static Optional<Failure> capacity(NodeJoinEvidence evidence) {
    boolean lacking =
        evidence.issues().stream()
            .anyMatch(
                issue ->
                    issue.message().contains("InsufficientInstanceCapacity")
                        || issue.message().contains("do not have sufficient"));
    return lacking
        ? Optional.of(ofInstanceType(FailureCode.NO_CAPACITY, evidence))
        : Optional.empty();
  }

  private static Failure ofInstanceType(FailureCode code, NodeJoinEvidence evidence) {
    return Failure.of(code, ACTIVITY)
        .with(FailureParameter.INSTANCE_TYPE, evidence.instanceType().type())
        .with(FailureParameter.ZONES, evidence.instanceType().zones())
        .with(FailureParameter.OTHER_ZONES, evidence.instanceType().elsewhere());
  }

  private static Optional<Failure> notJoined(NodeJoinEvidence evidence) {
    return evidence.issues().stream().anyMatch(issue -> issue.code().equals("NodeCreationFailure"))
        ? Optional.of(Failure.of(FailureCode.NODES_NOT_JOINED, ACTIVITY))
        : Optional.empty();
  }

  /** Adds what EKS and the console of an instance report. */
  private static Failure withDetails(Failure failure, NodeJoinEvidence evidence) {
    List<String> lines = evidence.console().lines();
    return failure
        .with(FailureParameter.NODE_GROUP, evidence.group())
        .with(
            FailureParameter.EKS_ISSUES,
            evidence.issues().stream()
                .map(issue -> issue.code() + ": " + issue.message())
                .distinct()
                .limit(MOST_ISSUES)
                .collect(Collectors.joining("; ")))
        .with(FailureParameter.INSTANCE, evidence.console().instance())
        .with(
            FailureParameter.CONSOLE,
            String.join(
                " / ", lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size())));
  }
}
