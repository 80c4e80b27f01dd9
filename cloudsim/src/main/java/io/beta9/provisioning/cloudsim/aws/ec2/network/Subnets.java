package io.beta9.provisioning.cloudsim.aws.ec2.network;

import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Errors;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Operations;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Page;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Tags;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceFilters;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceIds;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Zones;
import io.beta9.provisioning.cloudsim.aws.quotas.Quota;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateSubnetRequest;
import software.amazon.awssdk.services.ec2.model.CreateSubnetResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsResponse;
import software.amazon.awssdk.services.ec2.model.HostnameType;
import software.amazon.awssdk.services.ec2.model.ModifySubnetAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifySubnetAttributeResponse;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.PrivateDnsNameOptionsOnLaunch;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.SubnetState;
import software.amazon.awssdk.services.ec2.model.Vpc;

/** Subnets: CIDR blocks of a VPC in one availability zone. */
public final class Subnets {
  /** EC2 reserves the first four addresses of a subnet and the last one. */
  private static final int RESERVED_ADDRESSES = 5;

  private Subnets() {}

  public static void register(Ec2Operations operations) {
    operations.on(CreateSubnetRequest.class, Subnets::create);
    operations.on(DescribeSubnetsRequest.class, Subnets::describe);
    operations.on(DeleteSubnetRequest.class, Subnets::delete);
    operations.on(ModifySubnetAttributeRequest.class, Subnets::modify);
  }

  public static Subnet require(Ec2Scope scope, @Nullable String id) {
    return Ec2Scope.require(scope.state().subnets, id, Ec2Errors::subnetNotFound);
  }

  private static CreateSubnetResponse create(CreateSubnetRequest request, Ec2Scope scope) {
    Vpc vpc = Vpcs.require(scope, Ec2Errors.requireParameter(request.vpcId(), "vpcId"));
    Cidr cidr = parseCidr(Ec2Errors.requireParameter(request.cidrBlock(), "cidrBlock"), vpc);
    Map<String, String> tags = Ec2Tags.requested(request.tagSpecifications(), "subnet");
    String zone = zone(request, scope);
    long siblings = 0;
    for (Subnet other : scope.state().subnets.values()) {
      if (other.vpcId().equals(vpc.vpcId())) {
        siblings++;
        if (Cidr.parse(other.cidrBlock()).overlaps(cidr)) {
          throw Ec2Errors.badRequest(
              "InvalidSubnet.Conflict", "The CIDR '" + cidr + "' conflicts with another subnet");
        }
      }
    }
    scope.checkQuota(
        siblings,
        Quota.SUBNETS_PER_VPC,
        "SubnetLimitExceeded",
        "The maximum number of subnets has been reached.");
    String id = ResourceIds.next("subnet");
    Subnet subnet =
        Subnet.builder()
            .subnetId(id)
            .subnetArn(scope.arn("subnet/" + id))
            .vpcId(vpc.vpcId())
            .ownerId(scope.account())
            .cidrBlock(cidr.toString())
            .availabilityZone(zone)
            .availabilityZoneId(Zones.idOf(scope.account(), zone))
            .state(SubnetState.AVAILABLE)
            .defaultForAz(false)
            .mapPublicIpOnLaunch(false)
            .mapCustomerOwnedIpOnLaunch(false)
            .assignIpv6AddressOnCreation(false)
            .enableDns64(false)
            .ipv6Native(false)
            .privateDnsNameOptionsOnLaunch(
                options ->
                    options
                        .hostnameType(HostnameType.IP_NAME)
                        .enableResourceNameDnsARecord(false)
                        .enableResourceNameDnsAAAARecord(false))
            .build();
    scope.state().subnets.put(id, subnet);
    scope.state().tag(id, tags);
    return CreateSubnetResponse.builder().subnet(apiView(subnet, scope)).build();
  }

  private static Cidr parseCidr(String text, Vpc vpc) {
    try {
      Cidr cidr = Cidr.parse(text);
      if (cidr.prefix() < 16 || cidr.prefix() > 28 || !Cidr.parse(vpc.cidrBlock()).contains(cidr)) {
        throw Ec2Errors.badRequest("InvalidSubnet.Range", "The CIDR '" + text + "' is invalid.");
      }
      return cidr;
    } catch (IllegalArgumentException malformed) {
      throw Ec2Errors.invalidValue(
          "Value ("
              + text
              + ") for parameter cidrBlock is invalid. This is not a valid CIDR block.");
    }
  }

  private static String zone(CreateSubnetRequest request, Ec2Scope scope) {
    if (request.availabilityZone() == null && request.availabilityZoneId() == null) {
      return Zones.of(scope.region()).getFirst();
    }
    return Zones.of(scope.region()).stream()
        .filter(
            zone ->
                zone.equals(request.availabilityZone())
                    || Zones.idOf(scope.account(), zone).equals(request.availabilityZoneId()))
        .findFirst()
        .orElseThrow(
            () ->
                Ec2Errors.invalidValue(
                    "Value ("
                        + (request.availabilityZone() == null
                            ? request.availabilityZoneId()
                            : request.availabilityZone())
                        + ") for parameter availabilityZone is invalid. Subnets can currently only"
                        + " be created in the following availability zones: "
                        + String.join(", ", Zones.of(scope.region()))
                        + "."));
  }

  private static DescribeSubnetsResponse describe(DescribeSubnetsRequest request, Ec2Scope scope) {
    var filters =
        new ResourceFilters<Subnet>(scope.state(), Subnet::subnetId)
            .on("subnet-id", Subnet::subnetId)
            .on("subnet-arn", Subnet::subnetArn)
            .on("vpc-id", Subnet::vpcId)
            .on("availability-zone", Subnet::availabilityZone)
            .on("availabilityZone", Subnet::availabilityZone)
            .on("availability-zone-id", Subnet::availabilityZoneId)
            .on("cidr-block", Subnet::cidrBlock)
            .on("cidr", Subnet::cidrBlock)
            .on("cidrBlock", Subnet::cidrBlock)
            .on("default-for-az", Subnet::defaultForAz)
            .on("map-public-ip-on-launch", Subnet::mapPublicIpOnLaunch)
            .on("owner-id", Subnet::ownerId)
            .on("state", Subnet::stateAsString)
            .toPredicate(request.filters());
    var page =
        Ec2Page.of(
                Ec2Scope.select(
                        scope.state().subnets, request.subnetIds(), Ec2Errors::subnetNotFound)
                    .filter(filters),
                request.maxResults(),
                request.nextToken())
            .map(subnet -> apiView(subnet, scope));
    return DescribeSubnetsResponse.builder().subnets(page.items()).nextToken(page.next()).build();
  }

  private static Subnet apiView(Subnet subnet, Ec2Scope scope) {
    long used =
        scope.state().networkInterfaces.values().stream()
            .filter(item -> subnet.subnetId().equals(item.subnetId()))
            .count();
    long free = Cidr.parse(subnet.cidrBlock()).size() - RESERVED_ADDRESSES - used;
    return subnet.toBuilder()
        .tags(scope.tags(subnet.subnetId()))
        .availableIpAddressCount((int) Math.max(0, free))
        .build();
  }

  private static ModifySubnetAttributeResponse modify(
      ModifySubnetAttributeRequest request, Ec2Scope scope) {
    Subnet old = require(scope, request.subnetId());
    PrivateDnsNameOptionsOnLaunch dns = old.privateDnsNameOptionsOnLaunch();
    String hostnames = request.privateDnsHostnameTypeOnLaunchAsString();
    Subnet changed =
        old.toBuilder()
            .mapPublicIpOnLaunch(
                Vpcs.valueOr(request.mapPublicIpOnLaunch(), old.mapPublicIpOnLaunch()))
            .assignIpv6AddressOnCreation(
                Vpcs.valueOr(
                    request.assignIpv6AddressOnCreation(), old.assignIpv6AddressOnCreation()))
            .enableDns64(Vpcs.valueOr(request.enableDns64(), old.enableDns64()))
            .privateDnsNameOptionsOnLaunch(
                dns.toBuilder()
                    .hostnameType(hostnames == null ? dns.hostnameTypeAsString() : hostnames)
                    .enableResourceNameDnsARecord(
                        Vpcs.valueOr(
                            request.enableResourceNameDnsARecordOnLaunch(),
                            dns.enableResourceNameDnsARecord()))
                    .enableResourceNameDnsAAAARecord(
                        Vpcs.valueOr(
                            request.enableResourceNameDnsAAAARecordOnLaunch(),
                            dns.enableResourceNameDnsAAAARecord()))
                    .build())
            .build();
    scope.state().subnets.put(old.subnetId(), changed);
    return ModifySubnetAttributeResponse.builder().build();
  }

  private static DeleteSubnetResponse delete(DeleteSubnetRequest request, Ec2Scope scope) {
    String id = require(scope, request.subnetId()).subnetId();
    if (scope.state().networkInterfaces.values().stream()
        .anyMatch(item -> id.equals(item.subnetId()))) {
      throw Ec2Errors.dependencyViolation("subnet", id);
    }
    RouteTableAssociations.forgetSubnet(scope, id);
    scope.state().subnets.remove(id);
    scope.state().forgetTags(id);
    return DeleteSubnetResponse.builder().build();
  }

  /** Returns an unused address of the subnet. */
  static String freeAddress(Ec2Scope scope, Subnet subnet) {
    Set<String> used =
        scope.state().networkInterfaces.values().stream()
            .filter(item -> subnet.subnetId().equals(item.subnetId()))
            .map(NetworkInterface::privateIpAddress)
            .collect(Collectors.toSet());
    Cidr cidr = Cidr.parse(subnet.cidrBlock());
    for (long offset = RESERVED_ADDRESSES - 1; offset < cidr.size() - 1; offset++) {
      String address = cidr.address(offset);
      if (!used.contains(address)) {
        return address;
      }
    }
    throw Ec2Errors.badRequest(
        "InsufficientFreeAddressesInSubnet",
        "There are not enough free addresses in subnet '"
            + subnet.subnetId()
            + "' to satisfy the requested number of instances.");
  }
}
