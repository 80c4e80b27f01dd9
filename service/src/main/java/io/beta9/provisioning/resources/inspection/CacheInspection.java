package io.beta9.provisioning.resources.inspection;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.format.ShellCommand;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import software.amazon.awssdk.services.elasticache.model.CacheCluster;
import software.amazon.awssdk.services.elasticache.model.Event;
import software.amazon.awssdk.services.elasticache.model.ReplicationGroup;
import software.amazon.awssdk.services.elasticache.model.SourceType;

/**
 * Inspects ElastiCache replication groups. ElastiCache reports only in its events why it could not
 * create one: of the group, or of one of its nodes.
 */
public final class CacheInspection {
  private final AwsSession session;

  public CacheInspection(AwsSession session) {
    this.session = session;
  }

  public Optional<ResourceReport> replicationGroup(InspectedResource resource) {
    String id = resource.scope().prefix();
    Optional<ReplicationGroup> found =
        OptionalResource.emptyIfNotFound(
                Set.of("ReplicationGroupNotFoundFault", "ReplicationGroupNotFound"),
                () ->
                    session.elasticache().describeReplicationGroups(r -> r.replicationGroupId(id)))
            .flatMap(response -> response.replicationGroups().stream().findFirst());
    return events(id)
        .report(
            id,
            found.map(CacheInspection::status),
            ShellCommand.of(
                "aws",
                "elasticache",
                "describe-events",
                "--duration",
                Integer.toString(RecentEvents.MINUTES),
                "--region",
                session.region().id()));
  }

  /** A subnet group cannot be deleted while a cache uses it. */
  public Optional<ResourceReport> subnetGroup(InspectedResource resource) {
    String name = resource.scope().prefix();
    return users(
        resource,
        "describe-cache-subnet-groups",
        "--cache-subnet-group-name",
        cluster -> name.equals(cluster.cacheSubnetGroupName()));
  }

  /** A parameter group cannot be deleted while a cache uses it. */
  public Optional<ResourceReport> parameterGroup(InspectedResource resource) {
    String name = resource.scope().prefix();
    return users(
        resource,
        "describe-cache-parameter-groups",
        "--cache-parameter-group-name",
        cluster ->
            cluster.cacheParameterGroup() != null
                && name.equals(cluster.cacheParameterGroup().cacheParameterGroupName()));
  }

  private Optional<ResourceReport> users(
      InspectedResource resource, String operation, String option, Predicate<CacheCluster> uses) {
    return new UsedGroup(session, "elasticache", operation, option)
        .usedBy(
            resource,
            session.elasticache().describeCacheClustersPaginator().cacheClusters().stream()
                .filter(uses)
                .map(
                    cluster ->
                        new UsedGroup.GroupUser(
                            "cache",
                            cluster.cacheClusterId(),
                            cluster.replicationGroupId(),
                            cluster.cacheClusterStatus())));
  }

  private static String status(ReplicationGroup group) {
    return group.status()
        + (group.cacheNodeType() == null ? "" : " (" + group.cacheNodeType() + ")");
  }

  private RecentEvents events(String id) {
    List<Event> events = new ArrayList<>();
    for (SourceType type : List.of(SourceType.REPLICATION_GROUP, SourceType.CACHE_CLUSTER)) {
      session
          .elasticache()
          .describeEventsPaginator(r -> r.sourceType(type).duration(RecentEvents.MINUTES))
          .events()
          .stream()
          // The nodes of a group are named after it: ID-001.
          .filter(event -> event.sourceIdentifier().matches("\\Q" + id + "\\E(-\\d+)?"))
          .forEach(events::add);
    }
    events.sort(Comparator.comparing(Event::date));
    return RecentEvents.of(events, event -> event.sourceIdentifier() + ": " + event.message());
  }
}
