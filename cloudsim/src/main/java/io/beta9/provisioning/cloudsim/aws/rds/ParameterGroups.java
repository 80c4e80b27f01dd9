package io.beta9.provisioning.cloudsim.aws.rds;

import io.beta9.provisioning.cloudsim.Store;
import io.beta9.provisioning.cloudsim.aws.AwsFault;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.aws.rds.RdsState.ParameterGroupEntry;
import java.util.List;
import software.amazon.awssdk.services.rds.model.CreateDbParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.CreateDbParameterGroupResponse;
import software.amazon.awssdk.services.rds.model.DBParameterGroup;
import software.amazon.awssdk.services.rds.model.DeleteDbParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbParameterGroupResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbParameterGroupsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbParameterGroupsResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbParametersRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbParametersResponse;
import software.amazon.awssdk.services.rds.model.ModifyDbParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbParameterGroupResponse;
import software.amazon.awssdk.services.rds.model.Parameter;
import software.amazon.awssdk.services.rds.model.ResetDbParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.ResetDbParameterGroupResponse;

/** DB parameter groups, with AWS's own default one per family. */
final class ParameterGroups {
  private static final int MOST_AT_ONCE = 20;

  private final Store store;

  ParameterGroups(Store store) {
    this.store = store;
  }

  void register(Operations on) {
    on.on(CreateDbParameterGroupRequest.class, this::create);
    on.on(DescribeDbParameterGroupsRequest.class, this::describe);
    on.on(DescribeDbParametersRequest.class, this::parameters);
    on.on(ModifyDbParameterGroupRequest.class, this::modify);
    on.on(ResetDbParameterGroupRequest.class, this::reset);
    on.on(DeleteDbParameterGroupRequest.class, this::delete);
  }

  private CreateDbParameterGroupResponse create(CreateDbParameterGroupRequest request, Call call) {
    String name = RdsNames.identifier("DBParameterGroupName", request.dbParameterGroupName());
    RdsState state = state(call);
    if (state.parameterGroups.containsKey(name)) {
      throw new AwsFault(
          400, "DBParameterGroupAlreadyExists", "Parameter group " + name + " already exists");
    }
    if (!Engines.knownFamily(request.dbParameterGroupFamily())) {
      throw RdsFaults.invalid(
          "ParameterGroupFamily "
              + request.dbParameterGroupFamily()
              + " is not a valid parameter group family");
    }
    DBParameterGroup group =
        DBParameterGroup.builder()
            .dbParameterGroupName(name)
            .dbParameterGroupFamily(request.dbParameterGroupFamily())
            .description(request.description())
            .dbParameterGroupArn(call.arn("rds", "pg:" + name))
            .build();
    state.parameterGroups.put(name, new ParameterGroupEntry(group));
    state.tags.add(group.dbParameterGroupArn(), RdsTags.map(request.tags()));
    return CreateDbParameterGroupResponse.builder().dbParameterGroup(group).build();
  }

  private DescribeDbParameterGroupsResponse describe(
      DescribeDbParameterGroupsRequest request, Call call) {
    List<DBParameterGroup> found =
        request.dbParameterGroupName() == null
            ? state(call).parameterGroups.values().stream().map(entry -> entry.group).toList()
            : List.of(find(request.dbParameterGroupName(), call).group);
    Page<DBParameterGroup> page = Page.of(found, request.marker(), request.maxRecords(), 100);
    return DescribeDbParameterGroupsResponse.builder()
        .dbParameterGroups(page.items())
        .marker(page.next())
        .build();
  }

  private DescribeDbParametersResponse parameters(DescribeDbParametersRequest request, Call call) {
    ParameterGroupEntry entry = find(request.dbParameterGroupName(), call);
    List<Parameter> all =
        PostgresParameters.all().stream()
            .map(known -> entry.changed.getOrDefault(known.parameterName(), known))
            .filter(it -> request.source() == null || request.source().equals(it.source()))
            .toList();
    Page<Parameter> page = Page.of(all, request.marker(), request.maxRecords(), 100);
    return DescribeDbParametersResponse.builder()
        .parameters(page.items())
        .marker(page.next())
        .build();
  }

  private ModifyDbParameterGroupResponse modify(ModifyDbParameterGroupRequest request, Call call) {
    ParameterGroupEntry entry = own(request.dbParameterGroupName(), call);
    if (request.parameters().size() > MOST_AT_ONCE) {
      throw RdsFaults.invalid("No more than 20 parameters can be modified in a single request");
    }
    request.parameters().stream()
        .map(PostgresParameters::changed)
        .toList()
        .forEach(changed -> entry.changed.put(changed.parameterName(), changed));
    return ModifyDbParameterGroupResponse.builder()
        .dbParameterGroupName(entry.group.dbParameterGroupName())
        .build();
  }

  private ResetDbParameterGroupResponse reset(ResetDbParameterGroupRequest request, Call call) {
    ParameterGroupEntry entry = own(request.dbParameterGroupName(), call);
    if (Boolean.TRUE.equals(request.resetAllParameters())) {
      entry.changed.clear();
    } else {
      request.parameters().forEach(parameter -> entry.changed.remove(parameter.parameterName()));
    }
    return ResetDbParameterGroupResponse.builder()
        .dbParameterGroupName(entry.group.dbParameterGroupName())
        .build();
  }

  private DeleteDbParameterGroupResponse delete(DeleteDbParameterGroupRequest request, Call call) {
    DBParameterGroup group = own(request.dbParameterGroupName(), call).group;
    RdsState state = state(call);
    boolean used =
        state.instances.values().stream()
            .flatMap(it -> it.instance.dbParameterGroups().stream())
            .anyMatch(it -> it.dbParameterGroupName().equals(group.dbParameterGroupName()));
    if (used) {
      throw new AwsFault(
          400,
          "InvalidDBParameterGroupState",
          "One or more database instances are still members of this parameter group "
              + group.dbParameterGroupName()
              + ", so the group cannot be deleted");
    }
    state.parameterGroups.remove(group.dbParameterGroupName());
    state.tags.forget(group.dbParameterGroupArn());
    return DeleteDbParameterGroupResponse.builder().build();
  }

  /** A group of the account or AWS's default one. */
  ParameterGroupEntry find(String given, Call call) {
    String name = RdsNames.lower(given);
    ParameterGroupEntry entry = state(call).parameterGroups.get(name);
    if (entry != null) {
      return entry;
    }
    String family = name.startsWith("default.") ? name.substring("default.".length()) : "";
    if (!Engines.knownFamily(family)) {
      throw RdsFaults.noParameterGroup(name);
    }
    return new ParameterGroupEntry(
        DBParameterGroup.builder()
            .dbParameterGroupName(name)
            .dbParameterGroupFamily(family)
            .description("Default parameter group for " + family)
            .dbParameterGroupArn(call.arn("rds", "pg:" + name))
            .build());
  }

  private ParameterGroupEntry own(String given, Call call) {
    if (given.startsWith("default.")) {
      throw new AwsFault(
          400, "InvalidDBParameterGroupState", "Default parameter groups can't be changed");
    }
    return find(given, call);
  }

  private RdsState state(Call call) {
    return RdsState.of(store, call.account(), call.region());
  }
}
