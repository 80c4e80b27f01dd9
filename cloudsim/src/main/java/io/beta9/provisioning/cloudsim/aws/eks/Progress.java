package io.beta9.provisioning.cloudsim.aws.eks;

import io.beta9.provisioning.cloudsim.Store;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.IdentityDirectory;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.AddonEntry;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.ClusterEntry;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.NodegroupEntry;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.UpdateEntry;
import io.beta9.provisioning.cloudsim.aws.logs.LogGroups;
import java.util.List;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.UpdateStatus;

/**
 * Moves clusters, node groups and add-ons on to what they have become by now. Every operation goes
 * through {@link #state}, so that nothing is seen in a status whose time is over.
 */
final class Progress {
  private final Store store;
  private final ClusterNetworking networking;
  private final LogGroups logs;
  private final IdentityDirectory identities;
  private final NodegroupProgress nodegroups;

  Progress(
      Store store,
      ClusterNetworking networking,
      LogGroups logs,
      IdentityDirectory identities,
      NodegroupProgress nodegroups) {
    this.store = store;
    this.networking = networking;
    this.logs = logs;
    this.identities = identities;
    this.nodegroups = nodegroups;
  }

  /** The state of the caller's account and region, as it stands at this moment. */
  EksState state(Call call) {
    EksState state = EksState.of(store, call.account(), call.region());
    for (ClusterEntry entry : List.copyOf(state.clusters.values())) {
      cluster(state, entry, call);
      for (NodegroupEntry nodegroup : List.copyOf(entry.nodegroups.values())) {
        nodegroups.settle(state, entry, nodegroup, call);
      }
      for (AddonEntry addon : List.copyOf(entry.addons.values())) {
        AddonProgress.settle(state, entry, addon, call);
      }
      entry.updates.replaceAll((id, update) -> settled(update, call));
    }
    return state;
  }

  private void cluster(EksState state, ClusterEntry entry, Call call) {
    boolean done = !call.now().isBefore(entry.settlesAt);
    switch (entry.cluster.status()) {
      case CREATING -> {
        if (done) {
          call.cloud()
              .clusterPlanes()
              .start(call.account(), call.region(), entry.name(), entry.cluster.version());
          active(entry);
        }
      }
      case UPDATING -> {
        if (done) {
          active(entry);
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
        && !ClusterShape.enabled(entry.cluster.logging()).isEmpty()
        && !identities.denies(entry.cluster.roleArn(), "logs:CreateLogGroup")) {
      // a living control plane makes its log group again whenever it is missing and it may
      logs.ensure("/aws/eks/" + entry.name() + "/cluster", call);
    }
  }

  private static void active(ClusterEntry entry) {
    entry.cluster = entry.cluster.toBuilder().status(ClusterStatus.ACTIVE).build();
  }

  private void remove(EksState state, ClusterEntry entry, Call call) {
    call.cloud().clusterPlanes().stop(call.account(), call.region(), entry.name());
    networking.release(entry.cluster, call);
    state.clusters.remove(entry.name());
    state.tags.forget(entry.cluster.arn());
    entry.addons.values().forEach(addon -> state.tags.forget(addon.addon.addonArn()));
    entry.accessEntries.values().forEach(it -> state.tags.forget(it.entry.accessEntryArn()));
    entry.podIdentities.values().forEach(it -> state.tags.forget(it.associationArn()));
  }

  private static UpdateEntry settled(UpdateEntry entry, Call call) {
    return entry.update().status() == UpdateStatus.IN_PROGRESS
            && !call.now().isBefore(entry.doneAt())
        ? new UpdateEntry(
            entry.update().toBuilder().status(UpdateStatus.SUCCESSFUL).build(),
            entry.of(),
            entry.doneAt())
        : entry;
  }
}
