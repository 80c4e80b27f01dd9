package io.beta9.provisioning.cloudsim.aws.ec2.network;

import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Errors;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Operations;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Page;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceFilters;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceIds;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsResponse;
import software.amazon.awssdk.services.ec2.model.NetworkAcl;
import software.amazon.awssdk.services.ec2.model.NetworkAclAssociation;
import software.amazon.awssdk.services.ec2.model.NetworkAclEntry;
import software.amazon.awssdk.services.ec2.model.RuleAction;

/** The default network ACL of each VPC, with which all its subnets are associated. */
public final class NetworkAcls {
  private static final int LAST_RULE_NUMBER = 32767;

  private NetworkAcls() {}

  public static void register(Ec2Operations operations) {
    operations.on(DescribeNetworkAclsRequest.class, NetworkAcls::describe);
  }

  static void addDefault(Ec2Scope scope, String vpc) {
    String id = ResourceIds.next("acl");
    scope
        .state()
        .networkAcls
        .put(
            id,
            NetworkAcl.builder()
                .networkAclId(id)
                .vpcId(vpc)
                .ownerId(scope.account())
                .isDefault(true)
                .entries(
                    entry(100, false, RuleAction.ALLOW),
                    entry(LAST_RULE_NUMBER, false, RuleAction.DENY),
                    entry(100, true, RuleAction.ALLOW),
                    entry(LAST_RULE_NUMBER, true, RuleAction.DENY))
                .build());
  }

  private static NetworkAclEntry entry(int number, boolean egress, RuleAction action) {
    return NetworkAclEntry.builder()
        .ruleNumber(number)
        .egress(egress)
        .ruleAction(action)
        .protocol("-1")
        .cidrBlock("0.0.0.0/0")
        .build();
  }

  private static DescribeNetworkAclsResponse describe(
      DescribeNetworkAclsRequest request, Ec2Scope scope) {
    var filters =
        new ResourceFilters<NetworkAcl>(scope.state(), NetworkAcl::networkAclId)
            .on("network-acl-id", NetworkAcl::networkAclId)
            .on("vpc-id", NetworkAcl::vpcId)
            .on("default", NetworkAcl::isDefault)
            .on("owner-id", NetworkAcl::ownerId)
            .on(
                "association.subnet-id",
                acl -> acl.associations().stream().map(NetworkAclAssociation::subnetId))
            .on(
                "association.association-id",
                acl ->
                    acl.associations().stream().map(NetworkAclAssociation::networkAclAssociationId))
            .toPredicate(request.filters());
    Stream<NetworkAcl> all =
        Ec2Scope.select(
                scope.state().networkAcls, request.networkAclIds(), Ec2Errors::networkAclNotFound)
            .map(acl -> associated(acl, scope))
            .filter(filters);
    var page = Ec2Page.of(all, request.maxResults(), request.nextToken());
    return DescribeNetworkAclsResponse.builder()
        .networkAcls(page.items())
        .nextToken(page.next())
        .build();
  }

  private static NetworkAcl associated(NetworkAcl acl, Ec2Scope scope) {
    return acl.toBuilder()
        .tags(scope.tags(acl.networkAclId()))
        .associations(
            scope.state().subnets.values().stream()
                .filter(subnet -> subnet.vpcId().equals(acl.vpcId()))
                .map(
                    subnet ->
                        NetworkAclAssociation.builder()
                            .networkAclId(acl.networkAclId())
                            .subnetId(subnet.subnetId())
                            .networkAclAssociationId(
                                "aclassoc-" + subnet.subnetId().substring("subnet-".length()))
                            .build())
                .toList())
        .build();
  }
}
