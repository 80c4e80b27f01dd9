package io.beta9.provisioning.aws.nodes;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.cause.ErrorClassifier;
import io.beta9.provisioning.failure.cause.ReportedError;
import io.beta9.provisioning.failure.text.BlockedTraffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Derives from the evidence why a node group has no nodes: what AWS reports comes first, and what
 * the account shows is added to it. Only a report that the nodes did not join, which is a
 * consequence and not a cause, gives way to what the account shows. Pure.
 */
final class NodeJoinFailures {
  private static final String ACTIVITY = "Waiting for the cluster's nodes";
  private static final int MOST_LINES = 3;

  private NodeJoinFailures() {}

  /** Returns the cause, with further ones if there are several; empty if none is known. */
  static Optional<Failure> of(NodeJoinEvidence evidence) {
    List<Failure> found = certain(evidence);
    Optional<Failure> reported = reported(evidence);
    if (reported.isEmpty() && found.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(withDetails(combined(reported, found), evidence));
  }

  private static Failure combined(Optional<Failure> reported, List<Failure> found) {
    if (reported.isEmpty()) {
      return found.getFirst().and(found.subList(1, found.size()));
    }
    Failure failure = reported.get();
    if (found.isEmpty()) {
      return failure;
    }
    if (failure.code() == FailureCode.NODES_NOT_JOINED) {
      return found
          .getFirst()
          .with(
              FailureParameter.REPORTED, failure.parameter(FailureParameter.REPORTED).orElse(null))
          .and(found.subList(1, found.size()));
    }
    List<Failure> further = new ArrayList<>();
    for (Failure each : found) {
      if (each.code() == failure.code()) {
        failure = failure.withMissing(each.parameters());
      } else {
        further.add(each);
      }
    }
    return failure.and(further);
  }

  /** Returns what EKS reports about the group. */
  private static Optional<Failure> reported(NodeJoinEvidence evidence) {
    if (evidence.issues().isEmpty()) {
      return Optional.empty();
    }
    Failure failure =
        ErrorClassifier.failure(
            ACTIVITY,
            List.of(
                ReportedError.ofList(
                    evidence.issues().stream()
                        .map(issue -> issue.code() + ": " + issue.message())
                        .distinct()
                        .toList())),
            FailureCode.INSTANCES_NOT_LAUNCHED);
    return Optional.of(
        failure.code() == FailureCode.NO_CAPACITY
                || failure.code() == FailureCode.INSTANCE_TYPE_NOT_OFFERED
            ? failure.withMissing(ofInstanceType(failure.code(), evidence).parameters())
            : failure);
  }

  /** Returns what is certainly not as the nodes require it. */
  private static List<Failure> certain(NodeJoinEvidence evidence) {
    List<Failure> found = new ArrayList<>();
    if (!evidence.missingPolicies().isEmpty()) {
      found.add(
          Failure.of(FailureCode.NODE_ROLE_POLICIES_MISSING, ACTIVITY)
              .with(FailureParameter.ROLE, evidence.role())
              .with(FailureParameter.POLICIES, evidence.missingPolicies()));
    }
    if (!evidence.traffic().blocked().isEmpty()) {
      found.add(
          Failure.of(FailureCode.NODE_SECURITY_GROUPS, ACTIVITY)
              .with(FailureParameter.SECURITY_GROUPS, evidence.traffic().nodes())
              .with(FailureParameter.CONTROL_PLANE_GROUP, evidence.traffic().controlPlane())
              .with(
                  FailureParameter.BLOCKED,
                  evidence.traffic().blocked().stream().map(BlockedTraffic::code).toList()));
    }
    if (!evidence.fullSubnets().isEmpty() && !evidence.hasRoom()) {
      found.add(
          Failure.of(FailureCode.NO_FREE_ADDRESSES, ACTIVITY)
              .with(FailureParameter.SUBNETS, evidence.fullSubnets()));
    }
    if (!evidence.instanceType().isOffered()) {
      found.add(ofInstanceType(FailureCode.INSTANCE_TYPE_NOT_OFFERED, evidence));
    }
    return found;
  }

  private static Failure ofInstanceType(FailureCode code, NodeJoinEvidence evidence) {
    return Failure.of(code, ACTIVITY)
        .with(FailureParameter.INSTANCE_TYPE, evidence.instanceType().type())
        .with(FailureParameter.ZONES, evidence.instanceType().zones())
        .with(FailureParameter.OTHER_ZONES, evidence.instanceType().elsewhere());
  }

  /** Adds the console of an instance. */
  private static Failure withDetails(Failure failure, NodeJoinEvidence evidence) {
    List<String> lines = evidence.console().lines();
    return failure
        .with(FailureParameter.NODE_GROUP, evidence.group())
        .with(FailureParameter.INSTANCE, evidence.console().instance())
        .with(
            FailureParameter.CONSOLE,
            lines.stream()
                .skip(Math.max(0, lines.size() - MOST_LINES))
                .collect(Collectors.joining(" / ")));
  }
}
