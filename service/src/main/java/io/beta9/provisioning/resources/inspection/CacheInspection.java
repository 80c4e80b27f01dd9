package io.beta9.provisioning.resources.inspection;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.failure.text.Blocker;
import io.beta9.provisioning.failure.text.BlockerOwnership;
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
 * Inspects ElastiCache replication groups. ElastiCache says only in its events why it could not
 * create one: of the group, or of one of its nodes.
 */
public final class CacheInspection {
  private static final int MINUTES = 180;
  private static final int MOST_EVENTS = 3;

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
    List<String> events = events(id);
    if (found.isEmpty() && events.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        ResourceReport.of(
                id,
                found.map(CacheInspection::status).orElse(ResourceReport.ABSENT),
                ShellCommand.of(
                    "aws",
                    "elasticache",
                    "describe-events",
                    "--duration",
                    Integer.toString(MINUTES),
                    "--region",
                    session.region().id()))
            .withEvents(events));
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
    String name = resource.scope().prefix();
    List<Blocker> blockers =
        session.elasticache().describeCacheClustersPaginator().cacheClusters().stream()
            .filter(uses)
            .map(
                cluster ->
                    new Blocker(
                        "cache",
                        cluster.cacheClusterId(),
                        name.equals(cluster.replicationGroupId())
                            ? BlockerOwnership.OURS
                            : BlockerOwnership.FOREIGN,
                        cluster.cacheClusterStatus()))
            .toList();
    return Optional.of(
        ResourceReport.of(
                name,
                "",
                ShellCommand.of(
                    "aws",
                    "elasticache",
                    operation,
                    option,
                    name,
                    "--region",
                    session.region().id()))
            .blockedBy(blockers));
  }

  private static String status(ReplicationGroup group) {
    return group.status()
        + (group.cacheNodeType() == null ? "" : " (" + group.cacheNodeType() + ")");
  }

  private List<String> events(String id) {
    List<Event> events = new ArrayList<>();
    for (SourceType type : List.of(SourceType.REPLICATION_GROUP, SourceType.CACHE_CLUSTER)) {
      session
          .elasticache()
          .describeEventsPaginator(r -> r.sourceType(type).duration(MINUTES))
          .events()
          .stream()
          // The nodes of a group are named after it: ID-001.
          .filter(event -> event.sourceIdentifier().matches("\\Q" + id + "\\E(-\\d+)?"))
          .forEach(events::add);
    }
    events.sort(Comparator.comparing(Event::date));
    return events.stream()
        .skip(Math.max(0, events.size() - MOST_EVENTS))
        .map(event -> event.sourceIdentifier() + ": " + event.message())
        .toList();
  }
}
