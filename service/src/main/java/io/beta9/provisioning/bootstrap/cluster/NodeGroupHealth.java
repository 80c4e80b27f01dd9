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

/** What EKS says of the health of a cluster's node groups. */
@FunctionalInterface
public interface NodeGroupHealth {

  /**
   * Something that EKS has found wrong.
   *
   * @param code EKS's own word, for example {@code InsufficientFreeAddresses}
   */
  record NodeGroupIssue(String group, String code, String message) {}

  /** The issues of one node group; none where it is well or is not there. */
  List<NodeGroupIssue> issues(String group);

  /** Why it does not get its nodes, where that can be found out. */
  default Optional<Failure> cause(String group) {
    return Optional.empty();
  }

  /** Asks the account: for the issues EKS, and for the cause whoever knows of it. */
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

  /** Asks EKS. Its silence is no issue: who asks has a failure to explain already. */
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
        log.info("EKS did not say how node group {} is: {}", group, e.getMessage());
        return List.of();
      }
    };
  }
}
