package io.beta9.provisioning.cloudsim.aws.elasticache;

import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.DataEndpoints;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import io.beta9.provisioning.cloudsim.aws.TaggedResourceProvider;
import io.beta9.provisioning.cloudsim.aws.ec2.Ec2Service;
import io.beta9.provisioning.cloudsim.aws.kms.KeyResolver;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.elasticache.model.DescribeCacheEngineVersionsRequest;

/** ElastiCache: Redis and Valkey replication groups of one shard. */
public final class ElastiCacheService implements AwsService, TaggedResourceProvider, DataEndpoints {
  private final StateStore store;
  private final Ec2Service ec2;

  public ElastiCacheService(StateStore store, Ec2Service ec2) {
    this.store = store;
    this.ec2 = ec2;
  }

  @Override
  public String signingName() {
    return "elasticache";
  }

  @Override
  public void register(Operations operations) {
    CacheSubnetGroups subnetGroups = new CacheSubnetGroups(store, ec2.networks());
    CacheParameterGroups parameterGroups = new CacheParameterGroups(store);
    CacheEvents events = new CacheEvents(store);
    ReplicationGroupLifecycle progress =
        new ReplicationGroupLifecycle(store, ec2.networkInterfaces(), events);
    ReplicationGroupValidator checks =
        new ReplicationGroupValidator(ec2.networks(), parameterGroups);
    ReplicationGroupMembers members =
        new ReplicationGroupMembers(subnetGroups, ec2.networkInterfaces());
    subnetGroups.register(operations);
    parameterGroups.register(operations);
    new ReplicationGroups(progress, checks, subnetGroups, members, new KeyResolver(store))
        .register(operations);
    new ReplicationGroupModifications(progress, checks, subnetGroups, members).register(operations);
    new CacheTags(store).register(operations);
    events.register(operations);
    operations.on(DescribeCacheEngineVersionsRequest.class, CacheEngines::describe);
  }

  /** Returns the AUTH token of a replication group, which no operation returns. */
  public Optional<String> authToken(String account, String region, String id) {
    return Optional.ofNullable(CacheState.of(store, account, region).groups.get(id))
        .map(entry -> entry.authToken);
  }

  @Override
  public boolean hasEndpoint(String host) {
    return store.findAll(CacheState.class).stream()
        .flatMap(state -> state.groups.values().stream())
        .anyMatch(entry -> ReplicationGroupMembers.hosts(entry).contains(host));
  }

  @Override
  public Stream<TaggedResource> taggedResources(String account, String region) {
    return CacheState.of(store, account, region).tags.stream();
  }
}
