package io.beta9.provisioning.cloudsim.aws.eks;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.ClusterEntry;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.NodegroupEntry;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.eks.model.Issue;
import software.amazon.awssdk.services.eks.model.Nodegroup;
import software.amazon.awssdk.services.eks.model.NodegroupStatus;

/** Advances node groups to their status at the time of a call. */
final class NodegroupLifecycle {
  private final NodegroupInstances fleet;

  NodegroupLifecycle(NodegroupInstances fleet) {
    this.fleet = fleet;
  }

  void advance(EksState state, ClusterEntry cluster, NodegroupEntry entry, Call call) {
    boolean done = !call.now().isBefore(entry.transitionEndsAt);
    switch (entry.nodegroup.status()) {
      case CREATING, UPDATING -> {
        if (done) {
          complete(cluster, entry, call);
        }
      }
      case DEGRADED -> complete(cluster, entry, call);
      case DELETING -> {
        if (done && !fleet.hasTerminating(cluster, entry.nodegroup, call)) {
          cluster.nodegroups.remove(entry.nodegroup.nodegroupName());
          state.tags.removeAll(entry.nodegroup.nodegroupArn());
          AccessEntries.revokeNodeAccess(state, cluster, entry.nodegroup.nodeRole());
        }
      }
      default -> {}
    }
  }

  /**
   * Ends a transition: the group is active, or if nodes are missing, a new group has failed and an
   * existing one is degraded.
   */
  private void complete(ClusterEntry cluster, NodegroupEntry entry, Call call) {
    Nodegroup group = entry.nodegroup;
    boolean isNew = group.status() == NodegroupStatus.CREATING;
    Optional<Issue> issue =
        fleet.scale(cluster, group, call).map(refusal -> NodegroupHealthIssues.of(refusal, group));
    List<String> instances = fleet.activeInstanceIds(cluster, group, call);
    Optional<String> neverJoinCause =
        call.cloud().conditions().find("nodes-never-join", cluster.name());
    if (issue.isEmpty() && neverJoinCause.isPresent() && !instances.isEmpty()) {
      issue = Optional.of(NodegroupHealthIssues.neverJoined(neverJoinCause.get(), instances));
    }
    if (neverJoinCause.isEmpty()) {
      fleet.join(cluster, group, call);
    }
    NodegroupStatus status =
        issue.isEmpty()
            ? NodegroupStatus.ACTIVE
            : isNew ? NodegroupStatus.CREATE_FAILED : NodegroupStatus.DEGRADED;
    List<Issue> issues = issue.stream().toList();
    entry.nodegroup =
        group.toBuilder().status(status).health(health -> health.issues(issues)).build();
  }
}
