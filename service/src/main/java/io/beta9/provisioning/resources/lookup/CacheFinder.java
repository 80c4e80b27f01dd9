package io.beta9.provisioning.resources.lookup;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.elasticache.model.ReplicationGroup;

/** Finds ElastiCache resources by name. */
public final class CacheFinder {
  private final AwsSession session;

  public CacheFinder(AwsSession session) {
    this.session = session;
  }

  public LookupResult subnetGroup(PlannedResource resource, LookupHints hints) {
    String name = resource.value("name").orElseThrow();
    return OptionalResource.emptyIfNotFound(
            Set.of("CacheSubnetGroupNotFoundFault", "CacheSubnetGroupNotFound"),
            () ->
                session.elasticache().describeCacheSubnetGroups(r -> r.cacheSubnetGroupName(name)))
        .flatMap(response -> response.cacheSubnetGroups().stream().findFirst())
        .map(group -> hints.foundIfOwned(name, name, tags(group.arn())))
        .orElseGet(LookupResult.Absent::new);
  }

  public LookupResult parameterGroup(PlannedResource resource, LookupHints hints) {
    String name = resource.value("name").orElseThrow();
    return OptionalResource.emptyIfNotFound(
            Set.of("CacheParameterGroupNotFound", "CacheParameterGroupNotFoundFault"),
            () ->
                session
                    .elasticache()
                    .describeCacheParameterGroups(r -> r.cacheParameterGroupName(name)))
        .flatMap(response -> response.cacheParameterGroups().stream().findFirst())
        .map(group -> hints.foundIfOwned(name, name, tags(group.arn())))
        .orElseGet(LookupResult.Absent::new);
  }

  /**
   * Its tags can be read only once it is available. A group that was never available holds no data,
   * so it is removable if the tagging API says that it belongs to this environment.
   */
  public LookupResult replicationGroup(PlannedResource resource, LookupHints hints) {
    String name = resource.value("replication_group_id").orElseThrow();
    Optional<ReplicationGroup> group =
        OptionalResource.emptyIfNotFound(
                Set.of("ReplicationGroupNotFoundFault", "ReplicationGroupNotFound"),
                () ->
                    session
                        .elasticache()
                        .describeReplicationGroups(r -> r.replicationGroupId(name)))
            .flatMap(response -> response.replicationGroups().stream().findFirst());
    if (group.isEmpty()) {
      return new LookupResult.Absent();
    }
    String status = String.valueOf(group.get().status());
    return switch (status) {
      case "available" -> hints.foundIfOwned(name, name, tags(group.get().arn()));
      case "create-failed" ->
          new LookupResult.CreationFailed(
              name,
              status,
              hints.isOwned(tagsOfUnavailable(group.get().arn()))
                  ? Optional.of(() -> remove(name))
                  : Optional.empty());
      default -> new LookupResult.InTransition(status);
    };
  }

  private void remove(String replicationGroup) {
    calling(
        "Deleting the Redis that AWS failed to create",
        () ->
            session
                .elasticache()
                .deleteReplicationGroup(
                    r -> r.replicationGroupId(replicationGroup).retainPrimaryCluster(false)));
  }

  private Map<String, String> tagsOfUnavailable(String arn) {
    Map<String, String> map = new LinkedHashMap<>();
    session
        .tagging()
        .getResources(r -> r.resourceARNList(arn))
        .resourceTagMappingList()
        .forEach(mapping -> mapping.tags().forEach(tag -> map.put(tag.key(), tag.value())));
    return map;
  }

  private Map<String, String> tags(String arn) {
    Map<String, String> map = new LinkedHashMap<>();
    session
        .elasticache()
        .listTagsForResource(r -> r.resourceName(arn))
        .tagList()
        .forEach(tag -> map.put(tag.key(), tag.value()));
    return map;
  }
}
