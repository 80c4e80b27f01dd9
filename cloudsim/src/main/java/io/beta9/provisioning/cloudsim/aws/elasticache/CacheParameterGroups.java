package io.beta9.provisioning.cloudsim.aws.elasticache;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.aws.elasticache.CacheState.ParameterGroupEntry;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.List;
import software.amazon.awssdk.services.elasticache.model.CacheParameterGroup;
import software.amazon.awssdk.services.elasticache.model.CreateCacheParameterGroupRequest;
import software.amazon.awssdk.services.elasticache.model.CreateCacheParameterGroupResponse;
import software.amazon.awssdk.services.elasticache.model.DeleteCacheParameterGroupRequest;
import software.amazon.awssdk.services.elasticache.model.DeleteCacheParameterGroupResponse;
import software.amazon.awssdk.services.elasticache.model.DescribeCacheParameterGroupsRequest;
import software.amazon.awssdk.services.elasticache.model.DescribeCacheParameterGroupsResponse;
import software.amazon.awssdk.services.elasticache.model.DescribeCacheParametersRequest;
import software.amazon.awssdk.services.elasticache.model.DescribeCacheParametersResponse;
import software.amazon.awssdk.services.elasticache.model.ModifyCacheParameterGroupRequest;
import software.amazon.awssdk.services.elasticache.model.ModifyCacheParameterGroupResponse;
import software.amazon.awssdk.services.elasticache.model.Parameter;
import software.amazon.awssdk.services.elasticache.model.ResetCacheParameterGroupRequest;
import software.amazon.awssdk.services.elasticache.model.ResetCacheParameterGroupResponse;

/** Cache parameter groups, including default groups for each family. */
final class CacheParameterGroups {
  private static final String DEFAULT = "default.";
  private static final String CLUSTER_ON = ".cluster.on";

  private final StateStore store;

  CacheParameterGroups(StateStore store) {
    this.store = store;
  }

  void register(Operations operations) {
    operations.on(CreateCacheParameterGroupRequest.class, this::create);
    operations.on(DescribeCacheParameterGroupsRequest.class, this::describe);
    operations.on(DescribeCacheParametersRequest.class, this::parameters);
    operations.on(ModifyCacheParameterGroupRequest.class, this::modify);
    operations.on(ResetCacheParameterGroupRequest.class, this::reset);
    operations.on(DeleteCacheParameterGroupRequest.class, this::delete);
  }

  private CreateCacheParameterGroupResponse create(
      CreateCacheParameterGroupRequest request, Call call) {
    String name =
        CacheNames.identifier("CacheParameterGroupName", request.cacheParameterGroupName(), 255);
    CacheState state = state(call);
    if (state.parameterGroups.containsKey(name)) {
      throw new AwsErrorException(
          400, "CacheParameterGroupAlreadyExists", "Parameter group " + name + " already exists");
    }
    if (!CacheEngines.isKnownFamily(request.cacheParameterGroupFamily())) {
      throw CacheErrors.invalidValue(
          "CacheParameterGroupFamily "
              + request.cacheParameterGroupFamily()
              + " is not a valid parameter group family.");
    }
    CacheParameterGroup group =
        CacheParameterGroup.builder()
            .cacheParameterGroupName(name)
            .cacheParameterGroupFamily(request.cacheParameterGroupFamily())
            .description(request.description())
            .isGlobal(false)
            .arn(call.arn("elasticache", "parametergroup:" + name))
            .build();
    state.parameterGroups.put(name, new ParameterGroupEntry(group));
    state.tags.add(group.arn(), CacheTags.map(request.tags()));
    return CreateCacheParameterGroupResponse.builder().cacheParameterGroup(group).build();
  }

  private DescribeCacheParameterGroupsResponse describe(
      DescribeCacheParameterGroupsRequest request, Call call) {
    List<CacheParameterGroup> found =
        request.cacheParameterGroupName() == null
            ? state(call).parameterGroups.values().stream().map(entry -> entry.group).toList()
            : List.of(find(request.cacheParameterGroupName(), call).group);
    Page<CacheParameterGroup> page = Page.of(found, request.marker(), request.maxRecords(), 100);
    return DescribeCacheParameterGroupsResponse.builder()
        .cacheParameterGroups(page.items())
        .marker(page.next())
        .build();
  }

  private DescribeCacheParametersResponse parameters(
      DescribeCacheParametersRequest request, Call call) {
    List<Parameter> all =
        CacheParameters.with(find(request.cacheParameterGroupName(), call).changed).stream()
            .filter(it -> request.source() == null || request.source().equals(it.source()))
            .toList();
    Page<Parameter> page = Page.of(all, request.marker(), request.maxRecords(), 100);
    return DescribeCacheParametersResponse.builder()
        .parameters(page.items())
        .marker(page.next())
        .build();
  }

  private ModifyCacheParameterGroupResponse modify(
      ModifyCacheParameterGroupRequest request, Call call) {
    ParameterGroupEntry entry = requireCustomGroup(request.cacheParameterGroupName(), call);
    request.parameterNameValues().forEach(CacheParameters::check);
    request
        .parameterNameValues()
        .forEach(it -> entry.changed.put(it.parameterName(), it.parameterValue()));
    return ModifyCacheParameterGroupResponse.builder()
        .cacheParameterGroupName(entry.group.cacheParameterGroupName())
        .build();
  }

  private ResetCacheParameterGroupResponse reset(
      ResetCacheParameterGroupRequest request, Call call) {
    ParameterGroupEntry entry = requireCustomGroup(request.cacheParameterGroupName(), call);
    if (Boolean.TRUE.equals(request.resetAllParameters())) {
      entry.changed.clear();
    } else {
      request.parameterNameValues().forEach(it -> entry.changed.remove(it.parameterName()));
    }
    return ResetCacheParameterGroupResponse.builder()
        .cacheParameterGroupName(entry.group.cacheParameterGroupName())
        .build();
  }

  private DeleteCacheParameterGroupResponse delete(
      DeleteCacheParameterGroupRequest request, Call call) {
    CacheParameterGroup group = requireCustomGroup(request.cacheParameterGroupName(), call).group;
    CacheState state = state(call);
    boolean used =
        state.groups.values().stream()
            .anyMatch(
                it ->
                    it.clusterTemplate
                        .cacheParameterGroup()
                        .cacheParameterGroupName()
                        .equals(group.cacheParameterGroupName()));
    if (used) {
      throw new AwsErrorException(
          400,
          "InvalidCacheParameterGroupState",
          "One or more cache clusters are still members of this parameter group "
              + group.cacheParameterGroupName()
              + ", so the group cannot be deleted.");
    }
    state.parameterGroups.remove(group.cacheParameterGroupName());
    state.tags.removeAll(group.arn());
    return DeleteCacheParameterGroupResponse.builder().build();
  }

  /** Returns a custom group or a default group. */
  ParameterGroupEntry find(String requestedName, Call call) {
    String name = CacheNames.lower(requestedName);
    ParameterGroupEntry entry = state(call).parameterGroups.get(name);
    if (entry != null) {
      return entry;
    }
    boolean clusterOn = name.endsWith(CLUSTER_ON);
    String family =
        name.startsWith(DEFAULT)
            ? name.substring(
                DEFAULT.length(), name.length() - (clusterOn ? CLUSTER_ON.length() : 0))
            : "";
    if (!CacheEngines.isKnownFamily(family)) {
      throw CacheErrors.parameterGroupNotFound(name);
    }
    ParameterGroupEntry defaultValue =
        new ParameterGroupEntry(
            CacheParameterGroup.builder()
                .cacheParameterGroupName(name)
                .cacheParameterGroupFamily(family)
                .description("Default parameter group for " + family)
                .isGlobal(false)
                .arn(call.arn("elasticache", "parametergroup:" + name))
                .build());
    if (clusterOn) {
      defaultValue.changed.put(CacheParameters.CLUSTER_ENABLED, "yes");
    }
    return defaultValue;
  }

  private ParameterGroupEntry requireCustomGroup(String requestedName, Call call) {
    if (requestedName.startsWith(DEFAULT)) {
      throw new AwsErrorException(
          400, "InvalidCacheParameterGroupState", "Default parameter groups can't be changed.");
    }
    return find(requestedName, call);
  }

  private CacheState state(Call call) {
    return CacheState.of(store, call.account(), call.region());
  }
}
