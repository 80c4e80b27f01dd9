package io.beta9.provisioning.cloudsim.aws.eks;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.AddonEntry;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.ClusterEntry;
import software.amazon.awssdk.services.eks.model.AddonIssue;
import software.amazon.awssdk.services.eks.model.AddonIssueCode;
import software.amazon.awssdk.services.eks.model.AddonStatus;
import software.amazon.awssdk.services.eks.model.NodegroupStatus;

/** Advances add-ons to their status at the time of a call. */
final class AddonLifecycle {
  private AddonLifecycle() {}

  static void advance(EksState state, ClusterEntry cluster, AddonEntry entry, Call call) {
    boolean done = !call.now().isBefore(entry.transitionEndsAt);
    switch (entry.addon.status()) {
      case CREATING, UPDATING, DEGRADED -> {
        if (done) {
          complete(cluster, entry);
          installWorkloads(cluster, entry, call);
        }
      }
      case DELETING -> {
        if (done) {
          call.cloud()
              .clusterControlPlanes()
              .removeAddOn(call.account(), call.region(), cluster.name(), entry.addon.addonName());
          cluster.addons.remove(entry.addon.addonName());
          state.tags.removeAll(entry.addon.addonArn());
        }
      }
      default -> {}
    }
  }

  private static void installWorkloads(ClusterEntry cluster, AddonEntry entry, Call call) {
    if (entry.addon.status() == AddonStatus.ACTIVE) {
      call.cloud()
          .clusterControlPlanes()
          .installAddOn(
              call.account(),
              call.region(),
              cluster.name(),
              entry.addon.addonName(),
              entry.addon.addonVersion());
    }
  }

  private static void complete(ClusterEntry cluster, AddonEntry entry) {
    if (entry.conflicts && entry.addon.status() == AddonStatus.CREATING) {
      set(
          entry,
          AddonStatus.CREATE_FAILED,
          AddonIssue.builder()
              .code(AddonIssueCode.CONFIGURATION_CONFLICT)
              .message(
                  "Conflicts found when trying to apply. Will not continue due to resolve conflicts"
                      + " mode. Conflicts: "
                      + entry.addon.addonName()
                      + " kube-system")
              .build());
      return;
    }
    boolean nodes =
        cluster.nodegroups.values().stream()
            .map(group -> group.nodegroup)
            .anyMatch(
                group ->
                    (group.status() == NodegroupStatus.ACTIVE
                            || group.status() == NodegroupStatus.UPDATING)
                        && group.scalingConfig().desiredSize() > 0);
    if (AddonCatalog.require(entry.addon.addonName()).needsNodes() && !nodes) {
      set(
          entry,
          AddonStatus.DEGRADED,
          AddonIssue.builder()
              .code(AddonIssueCode.INSUFFICIENT_NUMBER_OF_REPLICAS)
              .message(
                  "The add-on is unhealthy because it doesn't have the desired number of replicas.")
              .build());
    } else {
      set(entry, AddonStatus.ACTIVE);
    }
  }

  private static void set(AddonEntry entry, AddonStatus status, AddonIssue... issues) {
    entry.addon =
        entry.addon.toBuilder().status(status).health(health -> health.issues(issues)).build();
  }
}
