package io.beta9.provisioning.resources.lookup;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.eks.model.Addon;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.Nodegroup;

/** Finds the EKS cluster, its node groups and its add-ons by name. */
public final class ClusterFinder {
  private static final Set<String> NOT_FOUND = Set.of("ResourceNotFoundException");

  private final AwsSession session;

  public ClusterFinder(AwsSession session) {
    this.session = session;
  }

  public LookupResult cluster(PlannedResource resource, LookupHints hints) {
    String name = resource.value("name").orElseThrow();
    Optional<Cluster> existing =
        OptionalResource.emptyIfNotFound(
            NOT_FOUND, () -> session.eks().describeCluster(r -> r.name(name)).cluster());
    if (existing.isEmpty()) {
      return new LookupResult.Absent();
    }
    LookupResult owned = hints.foundIfOwned(name, name, existing.get().tags());
    return owned instanceof LookupResult.Foreign
        ? owned
        : switch (existing.get().status()) {
          case ACTIVE -> owned;
          case FAILED ->
              new LookupResult.CreationFailed(
                  name, existing.get().statusAsString(), Optional.empty());
          default -> new LookupResult.InTransition(existing.get().statusAsString());
        };
  }

  /** A group that could not be created is removable: its instances never joined the cluster. */
  public LookupResult nodeGroup(PlannedResource resource, LookupHints hints) {
    String cluster = resource.value("cluster_name").orElseThrow();
    String name = resource.value("node_group_name").orElseThrow();
    String id = cluster + ":" + name;
    Optional<Nodegroup> existing =
        OptionalResource.emptyIfNotFound(
            NOT_FOUND,
            () ->
                session
                    .eks()
                    .describeNodegroup(r -> r.clusterName(cluster).nodegroupName(name))
                    .nodegroup());
    if (existing.isEmpty()) {
      return new LookupResult.Absent();
    }
    LookupResult owned = hints.foundIfOwned(id, id, existing.get().tags());
    return owned instanceof LookupResult.Foreign
        ? owned
        : switch (existing.get().status()) {
          case ACTIVE, DEGRADED -> owned;
          case CREATE_FAILED ->
              new LookupResult.CreationFailed(
                  id,
                  existing.get().statusAsString(),
                  Optional.of(
                      () ->
                          session
                              .eks()
                              .deleteNodegroup(r -> r.clusterName(cluster).nodegroupName(name))));
          case DELETE_FAILED ->
              new LookupResult.CreationFailed(
                  id, existing.get().statusAsString(), Optional.empty());
          default -> new LookupResult.InTransition(existing.get().statusAsString());
        };
  }

  public LookupResult addon(PlannedResource resource, LookupHints hints) {
    String cluster = resource.value("cluster_name").orElseThrow();
    String name = resource.value("addon_name").orElseThrow();
    String id = cluster + ":" + name;
    Optional<Addon> existing =
        OptionalResource.emptyIfNotFound(
            NOT_FOUND,
            () -> session.eks().describeAddon(r -> r.clusterName(cluster).addonName(name)).addon());
    if (existing.isEmpty()) {
      return new LookupResult.Absent();
    }
    LookupResult owned = hints.foundIfOwned(id, id, existing.get().tags());
    return owned instanceof LookupResult.Foreign
        ? owned
        : switch (existing.get().status()) {
          // DEGRADED: it waits for nodes, and becomes active when they join.
          case ACTIVE, DEGRADED, UPDATE_FAILED -> owned;
          case CREATE_FAILED ->
              new LookupResult.CreationFailed(
                  id,
                  existing.get().statusAsString(),
                  Optional.of(
                      () ->
                          session
                              .eks()
                              .deleteAddon(
                                  r -> r.clusterName(cluster).addonName(name).preserve(false))));
          case DELETE_FAILED ->
              new LookupResult.CreationFailed(
                  id, existing.get().statusAsString(), Optional.empty());
          default -> new LookupResult.InTransition(existing.get().statusAsString());
        };
  }
}
