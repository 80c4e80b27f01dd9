package io.beta9.provisioning.cloudsim.aws.eks;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.IdentityDirectory;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.AddonEntry;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.ClusterEntry;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.NodegroupEntry;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.UpdateEntry;
import io.beta9.provisioning.cloudsim.aws.logs.LogGroups;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.List;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.UpdateStatus;

/**
 * Advances clusters, node groups and add-ons to their status at the time of a call. Every operation
 * uses {@link #currentState}, so that no outdated status is visible.
 */
final class ClusterLifecycle {
  private static final String CREATE_FAILS = "eks-create-fails";

  private final StateStore store;
  private final ClusterNetworking networking;
  private final LogGroups logs;
  private final IdentityDirectory identities;
  private final NodegroupLifecycle nodegroups;

  ClusterLifecycle(
      StateStore store,
      ClusterNetworking networking,
      LogGroups logs,
      IdentityDirectory identities,
      NodegroupLifecycle nodegroups) {
    this.store = store;
    this.networking = networking;
    this.logs = logs;
    this.identities = identities;
    this.nodegroups = nodegroups;
  }

  /** Returns the state of the caller's account and region at the time of the call. */
  EksState currentState(Call call) {
    EksState state = EksState.of(store, call.account(), call.region());
    for (ClusterEntry entry : List.copyOf(state.clusters.values())) {
      advanceCluster(state, entry, call);
      for (NodegroupEntry nodegroup : List.copyOf(entry.nodegroups.values())) {
        nodegroups.advance(state, entry, nodegroup, call);
      }
      for (AddonEntry addon : List.copyOf(entry.addons.values())) {
        AddonLifecycle.advance(state, entry, addon, call);
      }
      entry.updates.replaceAll((id, update) -> advance(update, call));
    }
    return state;
  }

  private void advanceCluster(EksState state, ClusterEntry entry, Call call) {
    boolean done = !call.now().isBefore(entry.transitionEndsAt);
    switch (entry.cluster.status()) {
      case CREATING -> {
        if (done && call.cloud().conditions().find(CREATE_FAILS, entry.name()).isPresent()) {
          entry.cluster = entry.cluster.toBuilder().status(ClusterStatus.FAILED).build();
        } else if (done) {
          call.cloud()
              .clusterControlPlanes()
              .start(call.account(), call.region(), entry.name(), entry.cluster.version());
          activate(entry);
        }
      }
      case UPDATING -> {
        if (done) {
          entry.finishUpdate();
          call.cloud()
              .clusterControlPlanes()
              .update(call.account(), call.region(), entry.name(), entry.cluster.version());
          activate(entry);
        }
      }
      case DELETING -> {
        if (done) {
          remove(state, entry, call);
          return;
        }
      }
      default -> {}
    }
    if (entry.cluster.status() == ClusterStatus.ACTIVE
        && !ClusterFactory.enabled(entry.cluster.logging()).isEmpty()
        && !identities.denies(entry.cluster.roleArn(), "logs:CreateLogGroup")) {
      // an active control plane recreates a missing log group if its role permits it
      logs.createIfAbsent("/aws/eks/" + entry.name() + "/cluster", call);
    }
  }

  private static void activate(ClusterEntry entry) {
    entry.cluster = entry.cluster.toBuilder().status(ClusterStatus.ACTIVE).build();
  }

  private void remove(EksState state, ClusterEntry entry, Call call) {
    call.cloud().clusterControlPlanes().stop(call.account(), call.region(), entry.name());
    networking.release(entry.cluster, call);
    state.clusters.remove(entry.name());
    state.tags.removeAll(entry.cluster.arn());
    entry.addons.values().forEach(addon -> state.tags.removeAll(addon.addon.addonArn()));
    entry.accessEntries.values().forEach(it -> state.tags.removeAll(it.entry.accessEntryArn()));
    entry.podIdentities.values().forEach(it -> state.tags.removeAll(it.associationArn()));
  }

  private static UpdateEntry advance(UpdateEntry entry, Call call) {
    return entry.update().status() == UpdateStatus.IN_PROGRESS
            && !call.now().isBefore(entry.endsAt())
        ? new UpdateEntry(
            entry.update().toBuilder().status(UpdateStatus.SUCCESSFUL).build(),
            entry.resourceName(),
            entry.endsAt())
        : entry;
  }
}
