package io.beta9.provisioning.bootstrap.cluster;

import io.beta9.provisioning.aws.nodes.NodeJoinDiagnoser;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.Nodegroup;

/**
 * The health of a cluster's node groups as reported by EKS. The groups of a pool are those that
 * exist when it is asked for: {@code cpu} is called {@code cpu-2} after a replacement.
 */
@FunctionalInterface
public interface NodeGroupHealth {

  /**
   * An issue that EKS has detected.
   *
   * @param code the code of EKS, for example {@code InsufficientFreeAddresses}
   */
  record NodeGroupIssue(String group, String code, String message) {}

  /** Returns the issues of the groups of a pool; empty if they are healthy or do not exist. */
  List<NodeGroupIssue> issues(String pool);

  /** Returns why the groups of a pool have no nodes, if the cause can be determined. */
  default Optional<Failure> cause(String pool) {
    return Optional.empty();
  }

  /** Returns an implementation that reads issues from EKS and determines causes in the account. */
  static NodeGroupHealth of(AwsSession session, String cluster) {
    NodeGroupHealth issues = of(session.eks(), cluster);
    return new NodeGroupHealth() {
      @Override
      public List<NodeGroupIssue> issues(String pool) {
        return issues.issues(pool);
      }

      @Override
      public Optional<Failure> cause(String pool) {
        return groups(session.eks(), cluster, pool).stream()
            .flatMap(group -> new NodeJoinDiagnoser(session).causeOf(cluster, group).stream())
            .findFirst();
      }
    };
  }

  /** Returns an implementation that reads EKS. If EKS cannot be read, there are no issues. */
  static NodeGroupHealth of(EksClient eks, String cluster) {
    return pool ->
        groups(eks, cluster, pool).stream()
            .flatMap(group -> issues(eks, cluster, group).stream())
            .toList();
  }

  /** Returns the groups of a pool, the newest first; none if EKS cannot be read. */
  private static List<String> groups(EksClient eks, String cluster, String pool) {
    Pattern name = Pattern.compile(Pattern.quote(pool) + "(-[1-9][0-9]{0,3})?");
    try {
      List<String> groups = new ArrayList<>();
      eks.listNodegroupsPaginator(request -> request.clusterName(cluster)).nodegroups().stream()
          .filter(group -> name.matcher(group).matches())
          .forEach(groups::add);
      groups.sort((one, other) -> Integer.compare(generation(other, pool), generation(one, pool)));
      return groups;
    } catch (SdkException e) {
      log().info("The node groups of pool {} could not be listed: {}", pool, e.getMessage());
      return List.of();
    }
  }

  private static int generation(String group, String pool) {
    return group.equals(pool) ? 1 : Integer.parseInt(group.substring(pool.length() + 1));
  }

  private static List<NodeGroupIssue> issues(EksClient eks, String cluster, String group) {
    try {
      Nodegroup found =
          eks.describeNodegroup(request -> request.clusterName(cluster).nodegroupName(group))
              .nodegroup();
      return found.health() == null
          ? List.of()
          : found.health().issues().stream()
              .map(issue -> new NodeGroupIssue(group, issue.codeAsString(), issue.message()))
              .toList();
    } catch (SdkException e) {
      log().info("The health of node group {} could not be read: {}", group, e.getMessage());
      return List.of();
    }
  }

  private static Logger log() {
    return LoggerFactory.getLogger(NodeGroupHealth.class);
  }
}
