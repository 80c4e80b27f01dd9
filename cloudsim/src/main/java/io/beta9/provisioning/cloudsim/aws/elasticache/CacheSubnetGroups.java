package io.beta9.provisioning.cloudsim.aws.elasticache;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.aws.ec2.NetworkAccess;
import io.beta9.provisioning.cloudsim.aws.quotas.Quota;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.List;
import software.amazon.awssdk.services.elasticache.model.CacheSubnetGroup;
import software.amazon.awssdk.services.elasticache.model.CreateCacheSubnetGroupRequest;
import software.amazon.awssdk.services.elasticache.model.CreateCacheSubnetGroupResponse;
import software.amazon.awssdk.services.elasticache.model.DeleteCacheSubnetGroupRequest;
import software.amazon.awssdk.services.elasticache.model.DeleteCacheSubnetGroupResponse;
import software.amazon.awssdk.services.elasticache.model.DescribeCacheSubnetGroupsRequest;
import software.amazon.awssdk.services.elasticache.model.DescribeCacheSubnetGroupsResponse;
import software.amazon.awssdk.services.elasticache.model.ModifyCacheSubnetGroupRequest;
import software.amazon.awssdk.services.elasticache.model.ModifyCacheSubnetGroupResponse;
import software.amazon.awssdk.services.elasticache.model.NetworkType;
import software.amazon.awssdk.services.elasticache.model.Subnet;

/** Cache subnet groups: subnets of one VPC. */
final class CacheSubnetGroups {
  private final StateStore store;
  private final NetworkAccess networks;

  CacheSubnetGroups(StateStore store, NetworkAccess networks) {
    this.store = store;
    this.networks = networks;
  }

  void register(Operations operations) {
    operations.on(CreateCacheSubnetGroupRequest.class, this::create);
    operations.on(DescribeCacheSubnetGroupsRequest.class, this::describe);
    operations.on(ModifyCacheSubnetGroupRequest.class, this::modify);
    operations.on(DeleteCacheSubnetGroupRequest.class, this::delete);
  }

  private CreateCacheSubnetGroupResponse create(CreateCacheSubnetGroupRequest request, Call call) {
    String name = CacheNames.lower(request.cacheSubnetGroupName());
    CacheState state = state(call);
    if (state.subnetGroups.containsKey(name)) {
      throw new AwsErrorException(
          400, "CacheSubnetGroupAlreadyExists", "Cache subnet group " + name + " already exists.");
    }
    if (Quota.ELASTICACHE_SUBNET_GROUPS.exceededBy(state.subnetGroups.size() + 1L, call.cloud())) {
      throw new AwsErrorException(
          400, "CacheSubnetGroupQuotaExceeded", "Quota for cache subnet groups exceeded.");
    }
    CacheSubnetGroup group =
        withSubnets(
                CacheSubnetGroup.builder()
                    .cacheSubnetGroupName(name)
                    .cacheSubnetGroupDescription(request.cacheSubnetGroupDescription())
                    .arn(call.arn("elasticache", "subnetgroup:" + name))
                    .supportedNetworkTypes(NetworkType.IPV4),
                request.subnetIds(),
                call)
            .build();
    state.subnetGroups.put(name, group);
    state.tags.add(group.arn(), CacheTags.map(request.tags()));
    return CreateCacheSubnetGroupResponse.builder().cacheSubnetGroup(group).build();
  }

  private CacheSubnetGroup.Builder withSubnets(
      CacheSubnetGroup.Builder group, List<String> ids, Call call) {
    List<software.amazon.awssdk.services.ec2.model.Subnet> found =
        networks.subnets(
            call.account(),
            call.region(),
            ids,
            id -> new AwsErrorException(400, "InvalidSubnet", "Subnet " + id + " does not exist."));
    List<String> vpcs = found.stream().map(subnet -> subnet.vpcId()).distinct().toList();
    if (vpcs.size() != 1) {
      throw new AwsErrorException(400, "InvalidSubnet", "The subnets must belong to one VPC.");
    }
    return group
        .vpcId(vpcs.getFirst())
        .subnets(
            found.stream()
                .map(
                    subnet ->
                        Subnet.builder()
                            .subnetIdentifier(subnet.subnetId())
                            .subnetAvailabilityZone(zone -> zone.name(subnet.availabilityZone()))
                            .supportedNetworkTypes(NetworkType.IPV4)
                            .build())
                .toList());
  }

  private DescribeCacheSubnetGroupsResponse describe(
      DescribeCacheSubnetGroupsRequest request, Call call) {
    List<CacheSubnetGroup> found =
        request.cacheSubnetGroupName() == null
            ? List.copyOf(state(call).subnetGroups.values())
            : List.of(find(request.cacheSubnetGroupName(), call));
    Page<CacheSubnetGroup> page = Page.of(found, request.marker(), request.maxRecords(), 100);
    return DescribeCacheSubnetGroupsResponse.builder()
        .cacheSubnetGroups(page.items())
        .marker(page.next())
        .build();
  }

  private ModifyCacheSubnetGroupResponse modify(ModifyCacheSubnetGroupRequest request, Call call) {
    CacheSubnetGroup.Builder changed = find(request.cacheSubnetGroupName(), call).toBuilder();
    if (request.cacheSubnetGroupDescription() != null) {
      changed.cacheSubnetGroupDescription(request.cacheSubnetGroupDescription());
    }
    if (!request.subnetIds().isEmpty()) {
      withSubnets(changed, request.subnetIds(), call);
    }
    CacheSubnetGroup group = changed.build();
    state(call).subnetGroups.put(group.cacheSubnetGroupName(), group);
    return ModifyCacheSubnetGroupResponse.builder().cacheSubnetGroup(group).build();
  }

  private DeleteCacheSubnetGroupResponse delete(DeleteCacheSubnetGroupRequest request, Call call) {
    CacheSubnetGroup group = find(request.cacheSubnetGroupName(), call);
    CacheState state = state(call);
    boolean used =
        state.groups.values().stream()
            .anyMatch(
                it ->
                    it.clusterTemplate.cacheSubnetGroupName().equals(group.cacheSubnetGroupName()));
    if (used) {
      throw new AwsErrorException(
          400,
          "CacheSubnetGroupInUse",
          "Cache subnet group "
              + group.cacheSubnetGroupName()
              + " is currently in use by a cache cluster.");
    }
    state.subnetGroups.remove(group.cacheSubnetGroupName());
    state.tags.removeAll(group.arn());
    return DeleteCacheSubnetGroupResponse.builder().build();
  }

  CacheSubnetGroup find(String requestedName, Call call) {
    CacheSubnetGroup group = state(call).subnetGroups.get(CacheNames.lower(requestedName));
    if (group == null) {
      throw CacheErrors.subnetGroupNotFound(requestedName);
    }
    return group;
  }

  private CacheState state(Call call) {
    return CacheState.of(store, call.account(), call.region());
  }
}
