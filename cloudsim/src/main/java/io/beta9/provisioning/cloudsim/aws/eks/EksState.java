package io.beta9.provisioning.cloudsim.aws.eks;

import io.beta9.provisioning.cloudsim.aws.common.ResourceTags;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.io.Serializable;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eks.model.AccessEntry;
import software.amazon.awssdk.services.eks.model.Addon;
import software.amazon.awssdk.services.eks.model.AssociatedAccessPolicy;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.Nodegroup;
import software.amazon.awssdk.services.eks.model.PodIdentityAssociation;
import software.amazon.awssdk.services.eks.model.Update;

/** The clusters of one account and region. */
final class EksState implements Serializable {
  private static final long serialVersionUID = 1L;

  final TreeMap<String, ClusterEntry> clusters = new TreeMap<>();
  final ResourceTags tags = new ResourceTags();

  static EksState of(StateStore store, String account, String region) {
    return store.getOrCreate(EksState.class, account, region, EksState::new);
  }

  ClusterEntry cluster(String name) {
    ClusterEntry entry = clusters.get(name);
    if (entry == null) {
      throw EksErrors.noCluster(name);
    }
    return entry;
  }

  /** Returns a cluster in which resources can be created. */
  ClusterEntry activeCluster(String name) {
    ClusterEntry entry = cluster(name);
    if (entry.cluster.status() != ClusterStatus.ACTIVE
        && entry.cluster.status() != ClusterStatus.UPDATING) {
      throw EksErrors.invalidRequest("Cluster '" + name + "' is not in ACTIVE status");
    }
    return entry;
  }

  static final class ClusterEntry implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * The cluster's description without endpoint and certificate authority, which the control plane
     * provides.
     */
    Cluster cluster;

    /** Whether the cluster was created with self-managed networking add-ons. */
    final boolean selfManagedAddons;

    /** The ARN of the creator, who has access if the cluster does not use access entries. */
    final String creatorArn;

    /** When the current creation, update or deletion ends. */
    Instant transitionEndsAt;

    /** The version that the cluster has after the current update; null if it keeps its version. */
    @Nullable String nextVersion;

    final TreeMap<String, NodegroupEntry> nodegroups = new TreeMap<>();
    final TreeMap<String, AddonEntry> addons = new TreeMap<>();
    final TreeMap<String, AccessEntryState> accessEntries = new TreeMap<>();
    final TreeMap<String, PodIdentityAssociation> podIdentities = new TreeMap<>();
    final LinkedHashMap<String, UpdateEntry> updates = new LinkedHashMap<>();

    ClusterEntry(Cluster cluster, String creator, boolean selfManagedAddons, Instant settlesAt) {
      this.cluster = cluster;
      this.creatorArn = creator;
      this.selfManagedAddons = selfManagedAddons;
      this.transitionEndsAt = settlesAt;
    }

    /** Sets what an update changes at its end only. */
    void finishUpdate() {
      String version = nextVersion;
      if (version != null) {
        cluster =
            cluster.toBuilder()
                .version(version)
                .platformVersion(KubernetesVersions.platformVersion(version))
                .build();
        nextVersion = null;
      }
    }

    String name() {
      return cluster.name();
    }

    NodegroupEntry nodegroup(String name) {
      NodegroupEntry entry = nodegroups.get(name);
      if (entry == null) {
        throw EksErrors.notFound("No node group found for name: " + name + ".");
      }
      return entry;
    }

    AddonEntry addon(String name) {
      AddonEntry entry = addons.get(name);
      if (entry == null) {
        throw EksErrors.notFound("No addon: " + name + " found in cluster: " + name());
      }
      return entry;
    }
  }

  static final class NodegroupEntry implements Serializable {
    private static final long serialVersionUID = 1L;

    Nodegroup nodegroup;
    Instant transitionEndsAt;

    NodegroupEntry(Nodegroup nodegroup, Instant settlesAt) {
      this.nodegroup = nodegroup;
      this.transitionEndsAt = settlesAt;
    }
  }

  static final class AddonEntry implements Serializable {
    private static final long serialVersionUID = 1L;

    Addon addon;
    final boolean conflicts;
    Instant transitionEndsAt;

    AddonEntry(Addon addon, boolean conflicts, Instant settlesAt) {
      this.addon = addon;
      this.conflicts = conflicts;
      this.transitionEndsAt = settlesAt;
    }
  }

  static final class AccessEntryState implements Serializable {
    private static final long serialVersionUID = 1L;

    AccessEntry entry;

    /** The unique id of the role for which the entry was created; null for users. */
    final @Nullable String roleId;

    final TreeMap<String, AssociatedAccessPolicy> policies = new TreeMap<>();

    AccessEntryState(AccessEntry entry, @Nullable String roleId) {
      this.entry = entry;
      this.roleId = roleId;
    }
  }

  /**
   * An update of the cluster, a node group or an add-on.
   *
   * @param resourceName the name of the node group or add-on; empty for the cluster
   */
  record UpdateEntry(Update update, String resourceName, Instant endsAt) implements Serializable {
    private static final long serialVersionUID = 1L;
  }
}
