package io.beta9.provisioning.cloudsim.aws.rds;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.aws.ec2.NetworkAccess;
import io.beta9.provisioning.cloudsim.aws.quotas.Quota;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.List;
import software.amazon.awssdk.services.rds.model.CreateDbSubnetGroupRequest;
import software.amazon.awssdk.services.rds.model.CreateDbSubnetGroupResponse;
import software.amazon.awssdk.services.rds.model.DBSubnetGroup;
import software.amazon.awssdk.services.rds.model.DeleteDbSubnetGroupRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbSubnetGroupResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbSubnetGroupsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbSubnetGroupsResponse;
import software.amazon.awssdk.services.rds.model.ModifyDbSubnetGroupRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbSubnetGroupResponse;
import software.amazon.awssdk.services.rds.model.Subnet;

/** DB subnet groups: subnets of one VPC in at least two zones. */
final class DbSubnetGroups {
  private final StateStore store;
  private final NetworkAccess networks;

  DbSubnetGroups(StateStore store, NetworkAccess networks) {
    this.store = store;
    this.networks = networks;
  }

  void register(Operations operations) {
    operations.on(CreateDbSubnetGroupRequest.class, this::create);
    operations.on(DescribeDbSubnetGroupsRequest.class, this::describe);
    operations.on(ModifyDbSubnetGroupRequest.class, this::modify);
    operations.on(DeleteDbSubnetGroupRequest.class, this::delete);
  }

  private CreateDbSubnetGroupResponse create(CreateDbSubnetGroupRequest request, Call call) {
    String name = RdsNames.lower(request.dbSubnetGroupName());
    RdsState state = state(call);
    if (state.subnetGroups.containsKey(name)) {
      throw new AwsErrorException(
          400, "DBSubnetGroupAlreadyExists", "The DB subnet group '" + name + "' already exists.");
    }
    if (Quota.RDS_SUBNET_GROUPS.exceededBy(state.subnetGroups.size() + 1L, call.cloud())) {
      throw new AwsErrorException(
          400,
          "DBSubnetGroupQuotaExceeded",
          "You have reached the maximum number of subnet groups");
    }
    DBSubnetGroup group =
        withSubnets(
                DBSubnetGroup.builder()
                    .dbSubnetGroupName(name)
                    .dbSubnetGroupDescription(request.dbSubnetGroupDescription())
                    .subnetGroupStatus("Complete")
                    .dbSubnetGroupArn(call.arn("rds", "subgrp:" + name))
                    .supportedNetworkTypes("IPV4"),
                request.subnetIds(),
                call)
            .build();
    state.subnetGroups.put(name, group);
    state.tags.add(group.dbSubnetGroupArn(), RdsTags.map(request.tags()));
    return CreateDbSubnetGroupResponse.builder().dbSubnetGroup(group).build();
  }

  private DBSubnetGroup.Builder withSubnets(
      DBSubnetGroup.Builder group, List<String> ids, Call call) {
    List<software.amazon.awssdk.services.ec2.model.Subnet> found =
        networks.subnets(
            call.account(),
            call.region(),
            ids,
            id ->
                new AwsErrorException(
                    400, "InvalidSubnet", "Some input subnets in :[" + id + "] are invalid."));
    List<String> zones =
        found.stream().map(subnet -> subnet.availabilityZone()).distinct().sorted().toList();
    List<String> vpcs = found.stream().map(subnet -> subnet.vpcId()).distinct().toList();
    if (vpcs.size() > 1) {
      throw new AwsErrorException(
          400, "InvalidVPCNetworkStateFault", "The subnets are not all in the same VPC");
    }
    if (zones.size() < 2) {
      throw new AwsErrorException(
          400,
          "DBSubnetGroupDoesNotCoverEnoughAZs",
          "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ"
              + " coverage: "
              + String.join(", ", zones)
              + ". Add subnets to cover at least 2 AZs.");
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
                            .subnetStatus("Active")
                            .build())
                .toList());
  }

  private DescribeDbSubnetGroupsResponse describe(
      DescribeDbSubnetGroupsRequest request, Call call) {
    List<DBSubnetGroup> found =
        request.dbSubnetGroupName() == null
            ? List.copyOf(state(call).subnetGroups.values())
            : List.of(find(request.dbSubnetGroupName(), call));
    Page<DBSubnetGroup> page = Page.of(found, request.marker(), request.maxRecords(), 100);
    return DescribeDbSubnetGroupsResponse.builder()
        .dbSubnetGroups(page.items())
        .marker(page.next())
        .build();
  }

  private ModifyDbSubnetGroupResponse modify(ModifyDbSubnetGroupRequest request, Call call) {
    DBSubnetGroup.Builder changed = find(request.dbSubnetGroupName(), call).toBuilder();
    if (request.dbSubnetGroupDescription() != null) {
      changed.dbSubnetGroupDescription(request.dbSubnetGroupDescription());
    }
    DBSubnetGroup group = withSubnets(changed, request.subnetIds(), call).build();
    state(call).subnetGroups.put(group.dbSubnetGroupName(), group);
    return ModifyDbSubnetGroupResponse.builder().dbSubnetGroup(group).build();
  }

  private DeleteDbSubnetGroupResponse delete(DeleteDbSubnetGroupRequest request, Call call) {
    DBSubnetGroup group = find(request.dbSubnetGroupName(), call);
    RdsState state = state(call);
    boolean used =
        state.instances.values().stream()
            .anyMatch(
                it ->
                    it.instance
                        .dbSubnetGroup()
                        .dbSubnetGroupName()
                        .equals(group.dbSubnetGroupName()));
    if (used) {
      throw new AwsErrorException(
          400,
          "InvalidDBSubnetGroupStateFault",
          "Cannot delete the subnet group '"
              + group.dbSubnetGroupName()
              + "' because at least one database instance is still using it.");
    }
    state.subnetGroups.remove(group.dbSubnetGroupName());
    state.tags.removeAll(group.dbSubnetGroupArn());
    return DeleteDbSubnetGroupResponse.builder().build();
  }

  DBSubnetGroup find(String name, Call call) {
    DBSubnetGroup group = state(call).subnetGroups.get(RdsNames.lower(name));
    if (group == null) {
      throw RdsErrors.subnetGroupNotFound(name);
    }
    return group;
  }

  private RdsState state(Call call) {
    return RdsState.of(store, call.account(), call.region());
  }
}
