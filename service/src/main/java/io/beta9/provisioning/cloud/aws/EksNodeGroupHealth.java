package io.beta9.provisioning.cloud.aws;

import io.beta9.provisioning.aws.nodes.NodeJoinDiagnoser;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.bootstrap.cluster.NodeGroupHealth;
import io.beta9.provisioning.failure.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eks.model.Nodegroup;

/** Reads issues from EKS. If EKS cannot be read, there are none. */
public record EksNodeGroupHealth(AwsSession session, String cluster) implements NodeGroupHealth {
  private static final Logger log = LoggerFactory.getLogger(EksNodeGroupHealth.class);

  @Override
  public List<NodeGroupIssue> issues(String pool) {
    return groups(pool).stream().flatMap(group -> issuesOf(group).stream()).toList();
  }

  @Override
  public Optional<Failure> cause(String pool) {
    return groups(pool).stream()
        .flatMap(group -> new NodeJoinDiagnoser(session).causeOf(cluster, group).stream())
        .findFirst();
  }

  /** Returns the groups of a pool, the newest first; none if EKS cannot be read. */
  private List<String> groups(String pool) {
    Pattern name = Pattern.compile(Pattern.quote(pool) + "(-[1-9][0-9]{0,3})?");
    try {
      List<String> groups = new ArrayList<>();
      session
          .eks()
          .listNodegroupsPaginator(request -> request.clusterName(cluster))
          .nodegroups()
          .stream()
          .filter(group -> name.matcher(group).matches())
          .forEach(groups::add);
      groups.sort((one, other) -> Integer.compare(generation(other, pool), generation(one, pool)));
      return groups;
    } catch (SdkException e) {
      log.info("The node groups of pool {} could not be listed: {}", pool, e.getMessage());
      return List.of();
    }
  }

  private static int generation(String group, String pool) {
    return group.equals(pool) ? 1 : Integer.parseInt(group.substring(pool.length() + 1));
  }

  private List<NodeGroupIssue> issuesOf(String group) {
    try {
      Nodegroup found =
          session
              .eks()
              .describeNodegroup(request -> request.clusterName(cluster).nodegroupName(group))
              .nodegroup();
      return found.health() == null
          ? List.of()
          : found.health().issues().stream()
              .map(issue -> new NodeGroupIssue(group, issue.codeAsString(), issue.message()))
              .toList();
    } catch (SdkException e) {
      log.info("The health of node group {} could not be read: {}", group, e.getMessage());
      return List.of();
    }
  }
}
