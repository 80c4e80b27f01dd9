package io.beta9.provisioning.aws;

import io.beta9.provisioning.terraform.PlannedResource;
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

  Sighting cluster(PlannedResource wanted, Clues clues) {
    String name = wanted.value("name").orElseThrow();
    Optional<Cluster> there =
        Asking.unless(ABSENT, () -> session.eks().describeCluster(r -> r.name(name)).cluster());
    if (there.isEmpty()) {
      return new Sighting.Absent();
    }
    Sighting owned = clues.owned(name, name, there.get().tags());
    return owned instanceof Sighting.Foreign
        ? owned
        : switch (there.get().status()) {
          case ACTIVE -> owned;
          case FAILED -> new Sighting.Broken(name, there.get().statusAsString(), Optional.empty());
          default -> new Sighting.Moving(there.get().statusAsString());
        };
  }

  /** One that could not be made holds nothing: its machines never joined the cluster. */
  Sighting nodeGroup(PlannedResource wanted, Clues clues) {
    String cluster = wanted.value("cluster_name").orElseThrow();
    String name = wanted.value("node_group_name").orElseThrow();
    String id = cluster + ":" + name;
    Optional<Nodegroup> there =
        Asking.unless(
            ABSENT,
            () ->
                session
                    .eks()
                    .describeNodegroup(r -> r.clusterName(cluster).nodegroupName(name))
                    .nodegroup());
    if (there.isEmpty()) {
      return new Sighting.Absent();
    }
    Sighting owned = clues.owned(id, id, there.get().tags());
    return owned instanceof Sighting.Foreign
        ? owned
        : switch (there.get().status()) {
          case ACTIVE, DEGRADED -> owned;
          case CREATE_FAILED ->
              new Sighting.Broken(
                  id,
                  there.get().statusAsString(),
                  Optional.of(
                      () ->
                          session
                              .eks()
                              .deleteNodegroup(r -> r.clusterName(cluster).nodegroupName(name))));
          case DELETE_FAILED ->
              new Sighting.Broken(id, there.get().statusAsString(), Optional.empty());
          default -> new Sighting.Moving(there.get().statusAsString());
        };
  }

  Sighting addon(PlannedResource wanted, Clues clues) {
    String cluster = wanted.value("cluster_name").orElseThrow();
    String name = wanted.value("addon_name").orElseThrow();
    String id = cluster + ":" + name;
    Optional<Addon> there =
        Asking.unless(
            ABSENT,
            () -> session.eks().describeAddon(r -> r.clusterName(cluster).addonName(name)).addon());
    if (there.isEmpty()) {
      return new Sighting.Absent();
    }
    Sighting owned = clues.owned(id, id, there.get().tags());
    return owned instanceof Sighting.Foreign
        ? owned
        : switch (there.get().status()) {
          // Degraded is how it waits for nodes, and it mends itself when they come.
          case ACTIVE, DEGRADED, UPDATE_FAILED -> owned;
          case CREATE_FAILED ->
              new Sighting.Broken(
                  id,
                  there.get().statusAsString(),
                  Optional.of(
                      () ->
                          session
                              .eks()
                              .deleteAddon(
                                  r -> r.clusterName(cluster).addonName(name).preserve(false))));
          case DELETE_FAILED ->
              new Sighting.Broken(id, there.get().statusAsString(), Optional.empty());
          default -> new Sighting.Moving(there.get().statusAsString());
        };
  }
}
