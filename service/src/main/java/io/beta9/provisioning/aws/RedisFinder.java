package io.beta9.provisioning.aws;

import io.beta9.provisioning.terraform.PlannedResource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.elasticache.model.ReplicationGroup;

/** Redis and its groups, by their names. */
final class RedisFinder {
  private final AwsSession session;

  RedisFinder(AwsSession session) {
    this.session = session;
  }

  Sighting subnetGroup(PlannedResource wanted, Clues clues) {
    String name = wanted.value("name").orElseThrow();
    return Asking.unless(
            Set.of("CacheSubnetGroupNotFoundFault", "CacheSubnetGroupNotFound"),
            () ->
                session.elasticache().describeCacheSubnetGroups(r -> r.cacheSubnetGroupName(name)))
        .flatMap(answer -> answer.cacheSubnetGroups().stream().findFirst())
        .map(group -> clues.owned(name, name, tags(group.arn())))
        .orElseGet(Sighting.Absent::new);
  }

  Sighting parameterGroup(PlannedResource wanted, Clues clues) {
    String name = wanted.value("name").orElseThrow();
    return Asking.unless(
            Set.of("CacheParameterGroupNotFound", "CacheParameterGroupNotFoundFault"),
            () ->
                session
                    .elasticache()
                    .describeCacheParameterGroups(r -> r.cacheParameterGroupName(name)))
        .flatMap(answer -> answer.cacheParameterGroups().stream().findFirst())
        .map(group -> clues.owned(name, name, tags(group.arn())))
        .orElseGet(Sighting.Absent::new);
  }

  /** Its tags can be asked for only once it is available. */
  Sighting replicationGroup(PlannedResource wanted, Clues clues) {
    String name = wanted.value("replication_group_id").orElseThrow();
    Optional<ReplicationGroup> there =
        Asking.unless(
                Set.of("ReplicationGroupNotFoundFault", "ReplicationGroupNotFound"),
                () ->
                    session
                        .elasticache()
                        .describeReplicationGroups(r -> r.replicationGroupId(name)))
            .flatMap(answer -> answer.replicationGroups().stream().findFirst());
    if (there.isEmpty()) {
      return new Sighting.Absent();
    }
    String status = String.valueOf(there.get().status());
    return switch (status) {
      case "available" -> clues.owned(name, name, tags(there.get().arn()));
      case "create-failed" -> new Sighting.Broken(name, status, Optional.empty());
      default -> new Sighting.Moving(status);
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
