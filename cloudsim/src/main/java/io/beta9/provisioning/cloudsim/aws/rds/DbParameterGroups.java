package io.beta9.provisioning.cloudsim.aws.rds;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.aws.rds.RdsState.ParameterGroupEntry;
import io.beta9.provisioning.cloudsim.state.StateStore;
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

/** DB parameter groups, including a default group for each family. */
final class DbParameterGroups {
  private static final int MAX_PARAMETERS_PER_REQUEST = 20;

  private final StateStore store;

  DbParameterGroups(StateStore store) {
    this.store = store;
  }

  void register(Operations operations) {
    operations.on(CreateDbParameterGroupRequest.class, this::create);
    operations.on(DescribeDbParameterGroupsRequest.class, this::describe);
    operations.on(DescribeDbParametersRequest.class, this::parameters);
    operations.on(ModifyDbParameterGroupRequest.class, this::modify);
    operations.on(ResetDbParameterGroupRequest.class, this::reset);
    operations.on(DeleteDbParameterGroupRequest.class, this::delete);
  }

  private CreateDbParameterGroupResponse create(CreateDbParameterGroupRequest request, Call call) {
    String name = RdsNames.identifier("DBParameterGroupName", request.dbParameterGroupName());
    RdsState state = state(call);
    if (state.parameterGroups.containsKey(name)) {
      throw new AwsErrorException(
          400, "DBParameterGroupAlreadyExists", "Parameter group " + name + " already exists");
    }
    if (!PostgresCatalog.isKnownFamily(request.dbParameterGroupFamily())) {
      throw RdsErrors.invalidValue(
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
    ParameterGroupEntry entry = requireCustomGroup(request.dbParameterGroupName(), call);
    if (request.parameters().size() > MAX_PARAMETERS_PER_REQUEST) {
      throw RdsErrors.invalidValue(
          "No more than 20 parameters can be modified in a single request");
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
    ParameterGroupEntry entry = requireCustomGroup(request.dbParameterGroupName(), call);
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
    DBParameterGroup group = requireCustomGroup(request.dbParameterGroupName(), call).group;
    RdsState state = state(call);
    boolean used =
        state.instances.values().stream()
            .flatMap(it -> it.instance.dbParameterGroups().stream())
            .anyMatch(it -> it.dbParameterGroupName().equals(group.dbParameterGroupName()));
    if (used) {
      throw new AwsErrorException(
          400,
          "InvalidDBParameterGroupState",
          "One or more database instances are still members of this parameter group "
              + group.dbParameterGroupName()
              + ", so the group cannot be deleted");
    }
    state.parameterGroups.remove(group.dbParameterGroupName());
    state.tags.removeAll(group.dbParameterGroupArn());
    return DeleteDbParameterGroupResponse.builder().build();
  }

  /** Returns a custom group or a default group. */
  ParameterGroupEntry find(String requestedName, Call call) {
    String name = RdsNames.lower(requestedName);
    ParameterGroupEntry entry = state(call).parameterGroups.get(name);
    if (entry != null) {
      return entry;
    }
    String family = name.startsWith("default.") ? name.substring("default.".length()) : "";
    if (!PostgresCatalog.isKnownFamily(family)) {
      throw RdsErrors.parameterGroupNotFound(name);
    }
    return new ParameterGroupEntry(
        DBParameterGroup.builder()
            .dbParameterGroupName(name)
            .dbParameterGroupFamily(family)
            .description("Default parameter group for " + family)
            .dbParameterGroupArn(call.arn("rds", "pg:" + name))
            .build());
  }

  private ParameterGroupEntry requireCustomGroup(String requestedName, Call call) {
    if (requestedName.startsWith("default.")) {
      throw new AwsErrorException(
          400, "InvalidDBParameterGroupState", "Default parameter groups can't be changed");
    }
    return find(requestedName, call);
  }

  private RdsState state(Call call) {
    return RdsState.of(store, call.account(), call.region());
  }
}
