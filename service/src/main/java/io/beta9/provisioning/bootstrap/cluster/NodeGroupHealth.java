package io.beta9.provisioning.bootstrap.cluster;

import io.beta9.provisioning.aws.nodes.NodeJoinDiagnoser;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.Nodegroup;

/** The health of a cluster's node groups as reported by EKS. */
@FunctionalInterface
public interface NodeGroupHealth {

  /**
   * An issue that EKS has detected.
   *
   * @param code the code of EKS, for example {@code InsufficientFreeAddresses}
   */
  record NodeGroupIssue(String group, String code, String message) {}

  /** Returns the issues of one node group; empty if it is healthy or does not exist. */
  List<NodeGroupIssue> issues(String group);

  /** Returns why the node group has no nodes, if the cause can be determined. */
  default Optional<Failure> cause(String group) {
    return Optional.empty();
  }

  /** Returns an implementation that reads issues from EKS and determines causes in the account. */
  static NodeGroupHealth of(AwsSession session, String cluster) {
    NodeGroupHealth issues = of(session.eks(), cluster);
    return new NodeGroupHealth() {
      @Override
      public List<NodeGroupIssue> issues(String group) {
        return issues.issues(group);
      }

      @Override
      public Optional<Failure> cause(String group) {
        return new NodeJoinDiagnoser(session).causeOf(cluster, group);
      }
    };
  }

  /** Returns an implementation that reads EKS. If EKS cannot be read, there are no issues. */
  static NodeGroupHealth of(EksClient eks, String cluster) {
    Logger log = LoggerFactory.getLogger(NodeGroupHealth.class);
    return group -> {
      try {
        Nodegroup found =
            eks.describeNodegroup(request -> request.clusterName(cluster).nodegroupName(group))
                .nodegroup();
        List<NodeGroupIssue> issues = new ArrayList<>();
        if (found.health() != null) {
          found
              .health()
              .issues()
              .forEach(
                  issue ->
                      issues.add(new NodeGroupIssue(group, issue.codeAsString(), issue.message())));
        }
        return issues;
      } catch (SdkException e) {
        log.info("The health of node group {} could not be read: {}", group, e.getMessage());
        return List.of();
      }
    };
  }
}
