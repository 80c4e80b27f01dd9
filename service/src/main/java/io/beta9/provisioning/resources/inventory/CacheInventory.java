package io.beta9.provisioning.resources.inventory;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import java.util.List;
import java.util.Set;

/** Lists what ElastiCache has under the environment's name. */
public final class CacheInventory {
  private final AwsSession session;

  public CacheInventory(AwsSession session) {
    this.session = session;
  }

  public List<Leftover> replicationGroups(ResourceScope scope) {
    String name = scope.prefix();
    return OptionalResource.emptyIfNotFound(
            Set.of("ReplicationGroupNotFoundFault", "ReplicationGroupNotFound"),
            () -> session.elasticache().describeReplicationGroups(r -> r.replicationGroupId(name)))
        .stream()
        .flatMap(response -> response.replicationGroups().stream())
        .map(
            group ->
                new Leftover(
                    "elasticache:replicationgroup",
                    name,
                    String.valueOf(group.arn()),
                    false,
                    group.status()))
        .toList();
  }

  public List<Leftover> subnetGroups(ResourceScope scope) {
    String name = scope.prefix();
    return OptionalResource.emptyIfNotFound(
            Set.of("CacheSubnetGroupNotFoundFault", "CacheSubnetGroupNotFound"),
            () ->
                session.elasticache().describeCacheSubnetGroups(r -> r.cacheSubnetGroupName(name)))
        .stream()
        .flatMap(response -> response.cacheSubnetGroups().stream())
        .map(
            group ->
                new Leftover(
                    "elasticache:subnetgroup", name, String.valueOf(group.arn()), false, ""))
        .toList();
  }

  public List<Leftover> parameterGroups(ResourceScope scope) {
    String name = scope.prefix();
    return OptionalResource.emptyIfNotFound(
            Set.of("CacheParameterGroupNotFound", "CacheParameterGroupNotFoundFault"),
            () ->
                session
                    .elasticache()
                    .describeCacheParameterGroups(r -> r.cacheParameterGroupName(name)))
        .stream()
        .flatMap(response -> response.cacheParameterGroups().stream())
        .map(
            group ->
                new Leftover(
                    "elasticache:parametergroup", name, String.valueOf(group.arn()), false, ""))
        .toList();
  }
}
