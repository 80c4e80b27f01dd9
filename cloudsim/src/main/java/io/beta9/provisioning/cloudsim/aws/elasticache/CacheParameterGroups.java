package io.beta9.provisioning.cloudsim.aws.elasticache;

import io.beta9.provisioning.cloudsim.Store;
import io.beta9.provisioning.cloudsim.aws.AwsFault;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.aws.elasticache.CacheState.ParametersEntry;
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

/** Cache parameter groups, with AWS's own default ones per family. */
final class CacheParameterGroups {
  private static final String DEFAULT = "default.";
  private static final String CLUSTER_ON = ".cluster.on";

  private final Store store;

  CacheParameterGroups(Store store) {
    this.store = store;
  }

  void register(Operations on) {
    on.on(CreateCacheParameterGroupRequest.class, this::create);
    on.on(DescribeCacheParameterGroupsRequest.class, this::describe);
    on.on(DescribeCacheParametersRequest.class, this::parameters);
    on.on(ModifyCacheParameterGroupRequest.class, this::modify);
    on.on(ResetCacheParameterGroupRequest.class, this::reset);
    on.on(DeleteCacheParameterGroupRequest.class, this::delete);
  }

  private CreateCacheParameterGroupResponse create(
      CreateCacheParameterGroupRequest request, Call call) {
    String name =
        CacheNames.identifier("CacheParameterGroupName", request.cacheParameterGroupName(), 255);
    CacheState state = state(call);
    if (state.parameterGroups.containsKey(name)) {
      throw new AwsFault(
          400, "CacheParameterGroupAlreadyExists", "Parameter group " + name + " already exists");
    }
    if (!CacheEngines.knownFamily(request.cacheParameterGroupFamily())) {
      throw CacheFaults.invalid(
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
    state.parameterGroups.put(name, new ParametersEntry(group));
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
    ParametersEntry entry = own(request.cacheParameterGroupName(), call);
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
    ParametersEntry entry = own(request.cacheParameterGroupName(), call);
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
    CacheParameterGroup group = own(request.cacheParameterGroupName(), call).group;
    CacheState state = state(call);
    boolean used =
        state.groups.values().stream()
            .anyMatch(
                it ->
                    it.common
                        .cacheParameterGroup()
                        .cacheParameterGroupName()
                        .equals(group.cacheParameterGroupName()));
    if (used) {
      throw new AwsFault(
          400,
          "InvalidCacheParameterGroupState",
          "One or more cache clusters are still members of this parameter group "
              + group.cacheParameterGroupName()
              + ", so the group cannot be deleted.");
    }
    state.parameterGroups.remove(group.cacheParameterGroupName());
    state.tags.forget(group.arn());
    return DeleteCacheParameterGroupResponse.builder().build();
  }

  /** A group of the account or one of AWS's default ones. */
  ParametersEntry find(String given, Call call) {
    String name = CacheNames.lower(given);
    ParametersEntry entry = state(call).parameterGroups.get(name);
    if (entry != null) {
      return entry;
    }
    boolean clusterOn = name.endsWith(CLUSTER_ON);
    String family =
        name.startsWith(DEFAULT)
            ? name.substring(
                DEFAULT.length(), name.length() - (clusterOn ? CLUSTER_ON.length() : 0))
            : "";
    if (!CacheEngines.knownFamily(family)) {
      throw CacheFaults.noParameterGroup(name);
    }
    ParametersEntry byDefault =
        new ParametersEntry(
            CacheParameterGroup.builder()
                .cacheParameterGroupName(name)
                .cacheParameterGroupFamily(family)
                .description("Default parameter group for " + family)
                .isGlobal(false)
                .arn(call.arn("elasticache", "parametergroup:" + name))
                .build());
    if (clusterOn) {
      byDefault.changed.put(CacheParameters.CLUSTER_ENABLED, "yes");
    }
    return byDefault;
  }

  private ParametersEntry own(String given, Call call) {
    if (given.startsWith(DEFAULT)) {
      throw new AwsFault(
          400, "InvalidCacheParameterGroupState", "Default parameter groups can't be changed.");
    }
    return find(given, call);
  }

  private CacheState state(Call call) {
    return CacheState.of(store, call.account(), call.region());
  }
}
