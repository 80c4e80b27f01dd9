package io.beta9.provisioning.resources.lookup;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.elasticache.model.ReplicationGroup;

/** Redis and its groups, by their names. */
final class CacheFinder {
  private final AwsSession session;

  CacheFinder(AwsSession session) {
    this.session = session;
  }

  LookupResult subnetGroup(PlannedResource wanted, LookupHints clues) {
    String name = wanted.value("name").orElseThrow();
    return OptionalResource.unless(
            Set.of("CacheSubnetGroupNotFoundFault", "CacheSubnetGroupNotFound"),
            () ->
                session.elasticache().describeCacheSubnetGroups(r -> r.cacheSubnetGroupName(name)))
        .flatMap(answer -> answer.cacheSubnetGroups().stream().findFirst())
        .map(group -> clues.owned(name, name, tags(group.arn())))
        .orElseGet(LookupResult.Absent::new);
  }

  LookupResult parameterGroup(PlannedResource wanted, LookupHints clues) {
    String name = wanted.value("name").orElseThrow();
    return OptionalResource.unless(
            Set.of("CacheParameterGroupNotFound", "CacheParameterGroupNotFoundFault"),
            () ->
                session
                    .elasticache()
                    .describeCacheParameterGroups(r -> r.cacheParameterGroupName(name)))
        .flatMap(answer -> answer.cacheParameterGroups().stream().findFirst())
        .map(group -> clues.owned(name, name, tags(group.arn())))
        .orElseGet(LookupResult.Absent::new);
  }

  /** Its tags can be asked for only once it is available. */
  LookupResult replicationGroup(PlannedResource wanted, LookupHints clues) {
    String name = wanted.value("replication_group_id").orElseThrow();
    Optional<ReplicationGroup> there =
        OptionalResource.unless(
                Set.of("ReplicationGroupNotFoundFault", "ReplicationGroupNotFound"),
                () ->
                    session
                        .elasticache()
                        .describeReplicationGroups(r -> r.replicationGroupId(name)))
            .flatMap(answer -> answer.replicationGroups().stream().findFirst());
    if (there.isEmpty()) {
      return new LookupResult.Absent();
    }
    String status = String.valueOf(there.get().status());
    return switch (status) {
      case "available" -> clues.owned(name, name, tags(there.get().arn()));
      case "create-failed" -> new LookupResult.CreationFailed(name, status, Optional.empty());
      default -> new LookupResult.Moving(status);
    };
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
