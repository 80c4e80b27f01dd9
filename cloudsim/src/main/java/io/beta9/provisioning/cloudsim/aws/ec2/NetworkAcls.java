package io.beta9.provisioning.cloudsim.aws.ec2;

import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsResponse;
import software.amazon.awssdk.services.ec2.model.NetworkAcl;
import software.amazon.awssdk.services.ec2.model.NetworkAclAssociation;
import software.amazon.awssdk.services.ec2.model.NetworkAclEntry;
import software.amazon.awssdk.services.ec2.model.RuleAction;

/** The default network ACL of each VPC, which all its subnets are associated with. */
final class NetworkAcls {
  private static final int LAST = 32767;

  private NetworkAcls() {}

  static void register(Ec2Operations operations) {
    operations.on(DescribeNetworkAclsRequest.class, NetworkAcls::describe);
  }

  static void addDefault(Scope scope, String vpc) {
    String id = Ids.next("acl");
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
                    entry(LAST, false, RuleAction.DENY),
                    entry(100, true, RuleAction.ALLOW),
                    entry(LAST, true, RuleAction.DENY))
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
      DescribeNetworkAclsRequest request, Scope scope) {
    var filters =
        new Filters<NetworkAcl>(scope.state(), NetworkAcl::networkAclId)
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
            .of(request.filters());
    Stream<NetworkAcl> all =
        Scope.select(scope.state().networkAcls, request.networkAclIds(), Ec2Faults::noNetworkAcl)
            .map(acl -> associated(acl, scope))
            .filter(filters);
    var page = Page.of(all, request.maxResults(), request.nextToken());
    return DescribeNetworkAclsResponse.builder()
        .networkAcls(page.items())
        .nextToken(page.next())
        .build();
  }

  private static NetworkAcl associated(NetworkAcl acl, Scope scope) {
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
