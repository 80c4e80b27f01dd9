package io.beta9.provisioning.cloudsim.aws.ec2.network;

import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Errors;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Operations;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Page;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Tags;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceFilters;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceIds;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsResponse;
import software.amazon.awssdk.services.ec2.model.NetworkAcl;
import software.amazon.awssdk.services.ec2.model.NetworkAclAssociation;
import software.amazon.awssdk.services.ec2.model.NetworkAclEntry;
import software.amazon.awssdk.services.ec2.model.RuleAction;

/**
 * The network ACLs of a VPC: the default one, with which all its subnets are associated, and
 * others.
 */
public final class NetworkAcls {
  private static final int LAST_RULE_NUMBER = 32767;

  private NetworkAcls() {}

  public static void register(Ec2Operations operations) {
    operations.on(DescribeNetworkAclsRequest.class, NetworkAcls::describe);
    operations.on(CreateNetworkAclRequest.class, NetworkAcls::create);
    operations.on(DeleteNetworkAclRequest.class, NetworkAcls::delete);
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

  private static CreateNetworkAclResponse create(CreateNetworkAclRequest request, Ec2Scope scope) {
    String vpc = Vpcs.require(scope, request.vpcId()).vpcId();
    Map<String, String> tags = Ec2Tags.requested(request.tagSpecifications(), "network-acl");
    String id = ResourceIds.next("acl");
    NetworkAcl acl =
        NetworkAcl.builder()
            .networkAclId(id)
            .vpcId(vpc)
            .ownerId(scope.account())
            .isDefault(false)
            .entries(
                entry(LAST_RULE_NUMBER, false, RuleAction.DENY),
                entry(LAST_RULE_NUMBER, true, RuleAction.DENY))
            .build();
    scope.state().networkAcls.put(id, acl);
    scope.state().tag(id, tags);
    return CreateNetworkAclResponse.builder().networkAcl(associated(acl, scope)).build();
  }

  private static DeleteNetworkAclResponse delete(DeleteNetworkAclRequest request, Ec2Scope scope) {
    NetworkAcl acl =
        Ec2Scope.require(
            scope.state().networkAcls, request.networkAclId(), Ec2Errors::networkAclNotFound);
    if (isDefault(acl)) {
      throw Ec2Errors.invalidValue("cannot delete default network ACL " + acl.networkAclId());
    }
    scope.state().networkAcls.remove(acl.networkAclId());
    scope.state().forgetTags(acl.networkAclId());
    return DeleteNetworkAclResponse.builder().build();
  }

  static boolean isDefault(NetworkAcl acl) {
    return Boolean.TRUE.equals(acl.isDefault());
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
                .filter(subnet -> isDefault(acl) && subnet.vpcId().equals(acl.vpcId()))
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
