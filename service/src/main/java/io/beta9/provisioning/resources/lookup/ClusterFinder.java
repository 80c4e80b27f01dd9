package io.beta9.provisioning.resources.lookup;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.eks.model.Addon;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.Nodegroup;

/** The cluster, its node groups and its add-ons, by their names. */
final class ClusterFinder {
  private static final Set<String> ABSENT = Set.of("ResourceNotFoundException");

  private final AwsSession session;

  ClusterFinder(AwsSession session) {
    this.session = session;
  }

  LookupResult cluster(PlannedResource wanted, LookupHints clues) {
    String name = wanted.value("name").orElseThrow();
    Optional<Cluster> there =
        OptionalResource.unless(
            ABSENT, () -> session.eks().describeCluster(r -> r.name(name)).cluster());
    if (there.isEmpty()) {
      return new LookupResult.Absent();
    }
    LookupResult owned = clues.owned(name, name, there.get().tags());
    return owned instanceof LookupResult.Foreign
        ? owned
        : switch (there.get().status()) {
          case ACTIVE -> owned;
          case FAILED ->
              new LookupResult.CreationFailed(name, there.get().statusAsString(), Optional.empty());
          default -> new LookupResult.Moving(there.get().statusAsString());
        };
  }

  /** One that could not be made holds nothing: its machines never joined the cluster. */
  LookupResult nodeGroup(PlannedResource wanted, LookupHints clues) {
    String cluster = wanted.value("cluster_name").orElseThrow();
    String name = wanted.value("node_group_name").orElseThrow();
    String id = cluster + ":" + name;
    Optional<Nodegroup> there =
        OptionalResource.unless(
            ABSENT,
            () ->
                session
                    .eks()
                    .describeNodegroup(r -> r.clusterName(cluster).nodegroupName(name))
                    .nodegroup());
    if (there.isEmpty()) {
      return new LookupResult.Absent();
    }
    LookupResult owned = clues.owned(id, id, there.get().tags());
    return owned instanceof LookupResult.Foreign
        ? owned
        : switch (there.get().status()) {
          case ACTIVE, DEGRADED -> owned;
          case CREATE_FAILED ->
              new LookupResult.CreationFailed(
                  id,
                  there.get().statusAsString(),
                  Optional.of(
                      () ->
                          session
                              .eks()
                              .deleteNodegroup(r -> r.clusterName(cluster).nodegroupName(name))));
          case DELETE_FAILED ->
              new LookupResult.CreationFailed(id, there.get().statusAsString(), Optional.empty());
          default -> new LookupResult.Moving(there.get().statusAsString());
        };
  }

  LookupResult addon(PlannedResource wanted, LookupHints clues) {
    String cluster = wanted.value("cluster_name").orElseThrow();
    String name = wanted.value("addon_name").orElseThrow();
    String id = cluster + ":" + name;
    Optional<Addon> there =
        OptionalResource.unless(
            ABSENT,
            () -> session.eks().describeAddon(r -> r.clusterName(cluster).addonName(name)).addon());
    if (there.isEmpty()) {
      return new LookupResult.Absent();
    }
    LookupResult owned = clues.owned(id, id, there.get().tags());
    return owned instanceof LookupResult.Foreign
        ? owned
        : switch (there.get().status()) {
          // Degraded is how it waits for nodes, and it mends itself when they come.
          case ACTIVE, DEGRADED, UPDATE_FAILED -> owned;
          case CREATE_FAILED ->
              new LookupResult.CreationFailed(
                  id,
                  there.get().statusAsString(),
                  Optional.of(
                      () ->
                          session
                              .eks()
                              .deleteAddon(
                                  r -> r.clusterName(cluster).addonName(name).preserve(false))));
          case DELETE_FAILED ->
              new LookupResult.CreationFailed(id, there.get().statusAsString(), Optional.empty());
          default -> new LookupResult.Moving(there.get().statusAsString());
        };
  }
}
