package io.beta9.provisioning.resources.lookup;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Finds the EKS cluster, its node groups, its add-ons and its access entries by name. */
public final class ClusterFinder {
  private static final Set<String> NOT_FOUND = Set.of("ResourceNotFoundException");

  private final AwsSession session;

  public ClusterFinder(AwsSession session) {
    this.session = session;
  }

  /** A cluster that could not be created is removable: without an endpoint nothing was in it. */
  public LookupResult cluster(PlannedResource resource, LookupHints hints) {
    String name = resource.value("name").orElseThrow();
    Runnable removal = () -> session.eks().deleteCluster(r -> r.name(name));
    return OptionalResource.emptyIfNotFound(
            NOT_FOUND, () -> session.eks().describeCluster(r -> r.name(name)).cluster())
        .map(
            found ->
                ifOwned(
                    hints.foundIfOwned(name, name, found.tags()),
                    owned ->
                        switch (found.status()) {
                          case ACTIVE -> owned;
                          case FAILED ->
                              failed(
                                  name,
                                  found.statusAsString(),
                                  found.endpoint() == null ? removal : null);
                          default -> new LookupResult.InTransition(found.statusAsString());
                        }))
        .orElseGet(LookupResult.Absent::new);
  }

  /** A group that could not be created is removable: its instances never joined the cluster. */
  public LookupResult nodeGroup(PlannedResource resource, LookupHints hints) {
    String cluster = resource.value("cluster_name").orElseThrow();
    String name = resource.value("node_group_name").orElseThrow();
    String id = cluster + ":" + name;
    Runnable removal =
        () -> session.eks().deleteNodegroup(r -> r.clusterName(cluster).nodegroupName(name));
    return OptionalResource.emptyIfNotFound(
            NOT_FOUND,
            () ->
                session
                    .eks()
                    .describeNodegroup(r -> r.clusterName(cluster).nodegroupName(name))
                    .nodegroup())
        .map(
            found ->
                ifOwned(
                    hints.foundIfOwned(id, id, found.tags()),
                    owned ->
                        switch (found.status()) {
                          case ACTIVE, DEGRADED -> owned;
                          case CREATE_FAILED -> failed(id, found.statusAsString(), removal);
                          case DELETE_FAILED -> failed(id, found.statusAsString(), null);
                          default -> new LookupResult.InTransition(found.statusAsString());
                        }))
        .orElseGet(LookupResult.Absent::new);
  }

  public LookupResult addon(PlannedResource resource, LookupHints hints) {
    String cluster = resource.value("cluster_name").orElseThrow();
    String name = resource.value("addon_name").orElseThrow();
    String id = cluster + ":" + name;
    Runnable removal =
        () ->
            session.eks().deleteAddon(r -> r.clusterName(cluster).addonName(name).preserve(false));
    return OptionalResource.emptyIfNotFound(
            NOT_FOUND,
            () -> session.eks().describeAddon(r -> r.clusterName(cluster).addonName(name)).addon())
        .map(
            found ->
                ifOwned(
                    hints.foundIfOwned(id, id, found.tags()),
                    owned ->
                        switch (found.status()) {
                          // DEGRADED: it waits for nodes, and becomes active when they join.
                          case ACTIVE, DEGRADED, UPDATE_FAILED -> owned;
                          case CREATE_FAILED -> failed(id, found.statusAsString(), removal);
                          case DELETE_FAILED -> failed(id, found.statusAsString(), null);
                          default -> new LookupResult.InTransition(found.statusAsString());
                        }))
        .orElseGet(LookupResult.Absent::new);
  }

  public LookupResult accessEntry(PlannedResource resource, LookupHints hints) {
    String cluster = resource.value("cluster_name").orElseThrow();
    String principal = resource.value("principal_arn").orElseThrow();
    String id = cluster + ":" + principal;
    return OptionalResource.emptyIfNotFound(
            NOT_FOUND,
            () ->
                session
                    .eks()
                    .describeAccessEntry(r -> r.clusterName(cluster).principalArn(principal))
                    .accessEntry())
        .map(found -> hints.foundIfOwned(id, id, found.tags()))
        .orElseGet(LookupResult.Absent::new);
  }

  /** Applies the status only to a resource of this environment. */
  private static LookupResult ifOwned(LookupResult result, UnaryOperator<LookupResult> byStatus) {
    return result instanceof LookupResult.Foreign ? result : byStatus.apply(result);
  }

  private static LookupResult failed(String id, String status, @Nullable Runnable removal) {
    return new LookupResult.CreationFailed(id, status, Optional.ofNullable(removal));
  }
}
