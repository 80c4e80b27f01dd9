package io.beta9.provisioning.cloudsim.aws.ec2.network;

import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Errors;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Operations;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Page;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2State;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Tags;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceFilters;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceIds;
import io.beta9.provisioning.cloudsim.aws.ec2.core.VpcAttributes;
import io.beta9.provisioning.cloudsim.aws.quotas.Quota;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AttributeBooleanValue;
import software.amazon.awssdk.services.ec2.model.CreateVpcRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcAttributeResponse;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcAttributeName;
import software.amazon.awssdk.services.ec2.model.VpcCidrBlockAssociation;
import software.amazon.awssdk.services.ec2.model.VpcCidrBlockStateCode;
import software.amazon.awssdk.services.ec2.model.VpcState;

/** VPCs. Each has a default security group, a default network ACL and a main route table. */
public final class Vpcs {
  private Vpcs() {}

  public static void register(Ec2Operations operations) {
    operations.on(CreateVpcRequest.class, Vpcs::create);
    operations.on(DescribeVpcsRequest.class, Vpcs::describe);
    operations.on(DeleteVpcRequest.class, Vpcs::delete);
    operations.on(DescribeVpcAttributeRequest.class, Vpcs::attribute);
    operations.on(ModifyVpcAttributeRequest.class, Vpcs::modify);
  }

  public static Vpc require(Ec2Scope scope, @Nullable String id) {
    return Ec2Scope.require(scope.state().vpcs, id, Ec2Errors::vpcNotFound);
  }

  private static CreateVpcResponse create(CreateVpcRequest request, Ec2Scope scope) {
    String cidr = validatedCidr(Ec2Errors.requireParameter(request.cidrBlock(), "cidrBlock"));
    Map<String, String> tags = Ec2Tags.requested(request.tagSpecifications(), "vpc");
    scope.checkQuota(
        scope.state().vpcs.size(),
        Quota.VPCS,
        "VpcLimitExceeded",
        "The maximum number of VPCs has been reached.");
    String id = ResourceIds.next("vpc");
    String tenancy = request.instanceTenancyAsString();
    Vpc vpc =
        Vpc.builder()
            .vpcId(id)
            .ownerId(scope.account())
            .cidrBlock(cidr)
            .cidrBlockAssociationSet(
                VpcCidrBlockAssociation.builder()
                    .associationId(ResourceIds.next("vpc-cidr-assoc"))
                    .cidrBlock(cidr)
                    .cidrBlockState(state -> state.state(VpcCidrBlockStateCode.ASSOCIATED))
                    .build())
            .dhcpOptionsId(dhcpOptions(scope))
            .instanceTenancy(tenancy == null ? "default" : tenancy)
            .isDefault(false)
            .state(VpcState.AVAILABLE)
            .build();
    scope.state().vpcs.put(id, vpc);
    scope.state().vpcAttributes.put(id, VpcAttributes.INITIAL);
    scope.state().tag(id, tags);
    SecurityGroups.addDefault(scope, id);
    NetworkAcls.addDefault(scope, id);
    RouteTables.addMain(scope, vpc);
    return CreateVpcResponse.builder()
        .vpc(vpc.toBuilder().tags(scope.tags(id)).state(VpcState.PENDING).build())
        .build();
  }

  private static String validatedCidr(String text) {
    try {
      Cidr cidr = Cidr.parse(text);
      if (cidr.prefix() < 16 || cidr.prefix() > 28) {
        throw Ec2Errors.badRequest("InvalidVpc.Range", "The CIDR '" + text + "' is invalid.");
      }
      return cidr.toString();
    } catch (IllegalArgumentException malformed) {
      throw Ec2Errors.invalidValue(
          "Value ("
              + text
              + ") for parameter cidrBlock is invalid. This is not a valid CIDR block.");
    }
  }

  /** Returns the id of the region's single DHCP option set, derived from account and region. */
  private static String dhcpOptions(Ec2Scope scope) {
    long hash = Objects.hash(scope.account(), scope.region()) & 0xffffffffL;
    return "dopt-0" + String.format("%016x", hash * 2654435761L & 0x0fffffffffffffffL);
  }

  private static DescribeVpcsResponse describe(DescribeVpcsRequest request, Ec2Scope scope) {
    var filters =
        new ResourceFilters<Vpc>(scope.state(), Vpc::vpcId)
            .on("vpc-id", Vpc::vpcId)
            .on("cidr", Vpc::cidrBlock)
            .on("cidr-block", Vpc::cidrBlock)
            .on("cidr-block-association.cidr-block", Vpc::cidrBlock)
            .on("dhcp-options-id", Vpc::dhcpOptionsId)
            .on("is-default", Vpc::isDefault)
            .on("isDefault", Vpc::isDefault)
            .on("owner-id", Vpc::ownerId)
            .on("state", Vpc::stateAsString)
            .toPredicate(request.filters());
    var page =
        Ec2Page.of(
                Ec2Scope.select(scope.state().vpcs, request.vpcIds(), Ec2Errors::vpcNotFound)
                    .filter(filters),
                request.maxResults(),
                request.nextToken())
            .map(vpc -> vpc.toBuilder().tags(scope.tags(vpc.vpcId())).build());
    return DescribeVpcsResponse.builder().vpcs(page.items()).nextToken(page.next()).build();
  }

  private static DescribeVpcAttributeResponse attribute(
      DescribeVpcAttributeRequest request, Ec2Scope scope) {
    String id = require(scope, request.vpcId()).vpcId();
    VpcAttributes attributes = scope.state().vpcAttributes.get(id);
    var response = DescribeVpcAttributeResponse.builder().vpcId(id);
    VpcAttributeName name = Ec2Errors.requireParameter(request.attribute(), "attribute");
    if (attributes != null) {
      switch (name) {
        case ENABLE_DNS_SUPPORT -> response.enableDnsSupport(booleanValue(attributes.dnsSupport()));
        case ENABLE_DNS_HOSTNAMES ->
            response.enableDnsHostnames(booleanValue(attributes.dnsHostnames()));
        case ENABLE_NETWORK_ADDRESS_USAGE_METRICS ->
            response.enableNetworkAddressUsageMetrics(booleanValue(attributes.usageMetrics()));
        default ->
            throw Ec2Errors.invalidValue(
                "Value (" + request.attributeAsString() + ") for parameter attribute is invalid.");
      }
    }
    return response.build();
  }

  private static AttributeBooleanValue booleanValue(boolean value) {
    return AttributeBooleanValue.builder().value(value).build();
  }

  private static ModifyVpcAttributeResponse modify(
      ModifyVpcAttributeRequest request, Ec2Scope scope) {
    String id = require(scope, request.vpcId()).vpcId();
    VpcAttributes old = scope.state().vpcAttributes.getOrDefault(id, VpcAttributes.INITIAL);
    scope
        .state()
        .vpcAttributes
        .put(
            id,
            new VpcAttributes(
                valueOr(request.enableDnsSupport(), old.dnsSupport()),
                valueOr(request.enableDnsHostnames(), old.dnsHostnames()),
                valueOr(request.enableNetworkAddressUsageMetrics(), old.usageMetrics())));
    return ModifyVpcAttributeResponse.builder().build();
  }

  static boolean valueOr(@Nullable AttributeBooleanValue value, boolean old) {
    return (value == null || value.value() == null) ? old : value.value();
  }

  private static DeleteVpcResponse delete(DeleteVpcRequest request, Ec2Scope scope) {
    String id = require(scope, request.vpcId()).vpcId();
    if (dependents(scope, id).findAny().isPresent()) {
      throw Ec2Errors.dependencyViolation("vpc", id);
    }
    Ec2State state = scope.state();
    state.securityGroups.values().stream()
        .filter(group -> id.equals(group.vpcId()))
        .map(group -> group.groupId())
        .toList()
        .forEach(group -> SecurityGroups.remove(scope, group));
    state.routeTables.values().removeIf(table -> id.equals(table.vpcId()));
    state.networkAcls.values().removeIf(acl -> id.equals(acl.vpcId()));
    state.vpcAttributes.remove(id);
    state.vpcs.remove(id);
    state.forgetTags(id);
    return DeleteVpcResponse.builder().build();
  }

  /** Returns the resources that prevent the deletion of a VPC: all except those created with it. */
  private static Stream<String> dependents(Ec2Scope scope, String vpc) {
    Ec2State state = scope.state();
    return Stream.of(
            state.subnets.values().stream()
                .filter(item -> vpc.equals(item.vpcId()))
                .map(item -> item.subnetId()),
            state.internetGateways.values().stream()
                .filter(item -> InternetGateways.isAttached(item, vpc))
                .map(item -> item.internetGatewayId()),
            state.securityGroups.values().stream()
                .filter(item -> vpc.equals(item.vpcId()) && !SecurityGroups.isDefault(item))
                .map(item -> item.groupId()),
            state.routeTables.values().stream()
                .filter(item -> vpc.equals(item.vpcId()) && !RouteTables.isMain(item))
                .map(item -> item.routeTableId()),
            state.networkAcls.values().stream()
                .filter(item -> vpc.equals(item.vpcId()) && !NetworkAcls.isDefault(item))
                .map(item -> item.networkAclId()),
            state.vpcEndpoints.values().stream()
                .filter(item -> vpc.equals(item.vpcId()) && !VpcEndpoints.isDeleted(item))
                .map(item -> item.vpcEndpointId()),
            state.networkInterfaces.values().stream()
                .filter(item -> vpc.equals(item.vpcId()))
                .map(item -> item.networkInterfaceId()))
        .flatMap(all -> all);
  }
}
