package io.beta9.provisioning.cloudsim.aws.ec2.network;

import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Errors;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Operations;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Page;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Tags;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceFilters;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceIds;
import io.beta9.provisioning.cloudsim.aws.quotas.Quota;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.ConnectivityType;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNatGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.NatGatewayAddress;
import software.amazon.awssdk.services.ec2.model.NatGatewayAddressStatus;
import software.amazon.awssdk.services.ec2.model.NatGatewayState;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.Subnet;

/**
 * NAT gateways. The transition {@code ec2:nat-gateway} is the time until a gateway is available,
 * {@code ec2:nat-gateway:delete} the time until it is deleted. Deleted gateways remain visible for
 * an hour, as in AWS.
 */
public final class NatGateways {
  public static final String LATENCY = "ec2:nat-gateway";
  private static final Duration RETENTION = Duration.ofHours(1);

  private NatGateways() {}

  public static void register(Ec2Operations operations) {
    operations.on(CreateNatGatewayRequest.class, NatGateways::create);
    operations.on(DescribeNatGatewaysRequest.class, NatGateways::describe);
    operations.on(DeleteNatGatewayRequest.class, NatGateways::delete);
  }

  /** Advances every gateway to its state at the scope's time. */
  public static void advance(Ec2Scope scope) {
    for (NatGateway nat : new ArrayList<>(scope.state().natGateways.values())) {
      switch (nat.state()) {
        case PENDING -> {
          if (isDue(scope, nat.createTime(), LATENCY)) {
            put(scope, nat.toBuilder().state(NatGatewayState.AVAILABLE).build());
          }
        }
        case DELETING -> {
          if (isDue(scope, nat.deleteTime(), LATENCY + ":delete")) {
            releaseAddresses(scope, nat);
            put(scope, nat.toBuilder().state(NatGatewayState.DELETED).build());
          }
        }
        case DELETED, FAILED -> {
          if (nat.deleteTime() != null && !scope.now().isBefore(nat.deleteTime().plus(RETENTION))) {
            scope.state().natGateways.remove(nat.natGatewayId());
            scope.state().forgetTags(nat.natGatewayId());
          }
        }
        default -> {}
      }
    }
  }

  private static boolean isDue(Ec2Scope scope, Instant since, String latency) {
    return !scope.now().isBefore(since.plus(scope.cloud().latency(latency)));
  }

  private static void put(Ec2Scope scope, NatGateway nat) {
    scope.state().natGateways.put(nat.natGatewayId(), nat);
  }

  private static void releaseAddresses(Ec2Scope scope, NatGateway nat) {
    for (NatGatewayAddress networkInterface : nat.natGatewayAddresses()) {
      Address address =
          networkInterface.allocationId() == null
              ? null
              : scope.state().addresses.get(networkInterface.allocationId());
      if (address != null) {
        ElasticIps.clearAssociation(scope, address);
      }
      NetworkInterfaces.remove(scope, networkInterface.networkInterfaceId());
    }
  }

  private static CreateNatGatewayResponse create(CreateNatGatewayRequest request, Ec2Scope scope) {
    Subnet subnet =
        Subnets.require(scope, Ec2Errors.requireParameter(request.subnetId(), "subnetId"));
    boolean isPublic = request.connectivityType() != ConnectivityType.PRIVATE;
    Map<String, String> tags = Ec2Tags.requested(request.tagSpecifications(), "natgateway");
    Address address = isPublic ? address(request, scope) : null;
    long present =
        scope.state().natGateways.values().stream()
            .filter(NatGateways::countsTowardsQuota)
            .filter(item -> zoneOf(scope, item).equals(subnet.availabilityZone()))
            .count();
    scope.checkQuota(
        present,
        Quota.NAT_GATEWAYS_PER_ZONE,
        "NatGatewayLimitExceeded",
        "Performing this operation would exceed the limit of "
            + (long) Quota.NAT_GATEWAYS_PER_ZONE.valueIn(scope.cloud())
            + " NAT gateways");
    String id = ResourceIds.next("nat");
    NatGateway.Builder nat =
        NatGateway.builder()
            .natGatewayId(id)
            .subnetId(subnet.subnetId())
            .vpcId(subnet.vpcId())
            .connectivityType(isPublic ? ConnectivityType.PUBLIC : ConnectivityType.PRIVATE)
            .createTime(scope.now());
    if (isPublic && !InternetGateways.isAttachedTo(scope, subnet.vpcId())) {
      nat.state(NatGatewayState.FAILED)
          .failureCode("Gateway.NotAttached")
          .failureMessage("Network " + subnet.vpcId() + " has no Internet gateway attached")
          .deleteTime(scope.now())
          .natGatewayAddresses(List.of());
    } else {
      nat.state(NatGatewayState.PENDING)
          .natGatewayAddresses(
              allocateInterface(subnet, address, id, request.privateIpAddress(), scope));
    }
    scope.state().tag(id, tags);
    put(scope, nat.build());
    return CreateNatGatewayResponse.builder()
        .clientToken(request.clientToken())
        .natGateway(nat.tags(scope.tags(id)).build())
        .build();
  }

  private static Address address(CreateNatGatewayRequest request, Ec2Scope scope) {
    Address address =
        ElasticIps.require(
            scope, Ec2Errors.requireParameter(request.allocationId(), "AllocationId"));
    if (address.associationId() != null) {
      throw ElasticIps.alreadyAssociated(address);
    }
    return address;
  }

  private static NatGatewayAddress allocateInterface(
      Subnet subnet,
      @Nullable Address address,
      String nat,
      @Nullable String privateAddress,
      Ec2Scope scope) {
    NetworkInterface created =
        NetworkInterfaces.add(
            scope,
            subnet,
            List.of(),
            builder ->
                builder
                    .description("Interface for NAT Gateway " + nat)
                    .interfaceType("nat_gateway")
                    .requesterManaged(true)
                    .sourceDestCheck(false)
                    .privateIpAddress(
                        privateAddress == null
                            ? Subnets.freeAddress(scope, subnet)
                            : privateAddress),
            nat);
    return NatGatewayAddress.builder()
        .allocationId(address == null ? null : address.allocationId())
        .associationId(address == null ? null : ElasticIps.setAssociation(scope, address, created))
        .publicIp(address == null ? null : address.publicIp())
        .privateIp(created.privateIpAddress())
        .networkInterfaceId(created.networkInterfaceId())
        .isPrimary(true)
        .status(NatGatewayAddressStatus.SUCCEEDED)
        .build();
  }

  private static boolean countsTowardsQuota(NatGateway nat) {
    return nat.state() == NatGatewayState.PENDING
        || nat.state() == NatGatewayState.AVAILABLE
        || nat.state() == NatGatewayState.DELETING;
  }

  private static String zoneOf(Ec2Scope scope, NatGateway nat) {
    Subnet subnet = scope.state().subnets.get(nat.subnetId());
    return subnet == null ? "" : subnet.availabilityZone();
  }

  private static DescribeNatGatewaysResponse describe(
      DescribeNatGatewaysRequest request, Ec2Scope scope) {
    var filters =
        new ResourceFilters<NatGateway>(scope.state(), NatGateway::natGatewayId)
            .on("nat-gateway-id", NatGateway::natGatewayId)
            .on("state", NatGateway::stateAsString)
            .on("subnet-id", NatGateway::subnetId)
            .on("vpc-id", NatGateway::vpcId)
            .toPredicate(request.filter());
    var page =
        Ec2Page.of(
                Ec2Scope.select(
                        scope.state().natGateways,
                        request.natGatewayIds(),
                        Ec2Errors::natGatewayNotFound)
                    .filter(filters),
                request.maxResults(),
                request.nextToken())
            .map(nat -> nat.toBuilder().tags(scope.tags(nat.natGatewayId())).build());
    return DescribeNatGatewaysResponse.builder()
        .natGateways(page.items())
        .nextToken(page.next())
        .build();
  }

  private static DeleteNatGatewayResponse delete(DeleteNatGatewayRequest request, Ec2Scope scope) {
    NatGateway nat =
        Ec2Scope.require(
            scope.state().natGateways, request.natGatewayId(), Ec2Errors::natGatewayNotFound);
    if (nat.state() == NatGatewayState.PENDING || nat.state() == NatGatewayState.AVAILABLE) {
      put(scope, nat.toBuilder().state(NatGatewayState.DELETING).deleteTime(scope.now()).build());
    }
    return DeleteNatGatewayResponse.builder().natGatewayId(nat.natGatewayId()).build();
  }
}
