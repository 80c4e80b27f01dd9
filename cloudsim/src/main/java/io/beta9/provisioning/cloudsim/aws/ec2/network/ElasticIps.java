package io.beta9.provisioning.cloudsim.aws.ec2.network;

import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Errors;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Operations;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Page;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Tags;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceFilters;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceIds;
import io.beta9.provisioning.cloudsim.aws.quotas.Quota;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.AddressAttribute;
import software.amazon.awssdk.services.ec2.model.AllocateAddressRequest;
import software.amazon.awssdk.services.ec2.model.AllocateAddressResponse;
import software.amazon.awssdk.services.ec2.model.AssociateAddressRequest;
import software.amazon.awssdk.services.ec2.model.AssociateAddressResponse;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateAddressRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateAddressResponse;
import software.amazon.awssdk.services.ec2.model.DomainType;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAssociation;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressRequest;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressResponse;

/** Elastic IP addresses and their associations. */
public final class ElasticIps {
  private ElasticIps() {}

  public static void register(Ec2Operations operations) {
    operations.on(AllocateAddressRequest.class, ElasticIps::allocate);
    operations.on(DescribeAddressesRequest.class, ElasticIps::describe);
    operations.on(DescribeAddressesAttributeRequest.class, ElasticIps::attributes);
    operations.on(AssociateAddressRequest.class, ElasticIps::associate);
    operations.on(DisassociateAddressRequest.class, ElasticIps::disassociate);
    operations.on(ReleaseAddressRequest.class, ElasticIps::release);
  }

  static Address require(Ec2Scope scope, @Nullable String allocation) {
    return Ec2Scope.require(scope.state().addresses, allocation, Ec2Errors::allocationNotFound);
  }

  private static AllocateAddressResponse allocate(AllocateAddressRequest request, Ec2Scope scope) {
    Map<String, String> tags = Ec2Tags.requested(request.tagSpecifications(), "elastic-ip");
    scope.checkQuota(
        scope.state().addresses.size(),
        Quota.ELASTIC_ADDRESSES,
        "AddressLimitExceeded",
        "The maximum number of addresses has been reached.");
    String id = ResourceIds.next("eipalloc");
    Address address =
        Address.builder()
            .allocationId(id)
            .publicIp(scope.state().nextPublicAddress())
            .domain(DomainType.VPC)
            .publicIpv4Pool("amazon")
            .networkBorderGroup(
                request.networkBorderGroup() == null
                    ? scope.region()
                    : request.networkBorderGroup())
            .build();
    scope.state().addresses.put(id, address);
    scope.state().tag(id, tags);
    return AllocateAddressResponse.builder()
        .allocationId(id)
        .publicIp(address.publicIp())
        .domain(address.domain())
        .publicIpv4Pool(address.publicIpv4Pool())
        .networkBorderGroup(address.networkBorderGroup())
        .build();
  }

  private static DescribeAddressesResponse describe(
      DescribeAddressesRequest request, Ec2Scope scope) {
    var filters =
        new ResourceFilters<Address>(scope.state(), Address::allocationId)
            .on("allocation-id", Address::allocationId)
            .on("association-id", Address::associationId)
            .on("domain", Address::domainAsString)
            .on("public-ip", Address::publicIp)
            .on("private-ip-address", Address::privateIpAddress)
            .on("network-interface-id", Address::networkInterfaceId)
            .on("network-border-group", Address::networkBorderGroup)
            .on("instance-id", Address::instanceId)
            .toPredicate(request.filters());
    return DescribeAddressesResponse.builder()
        .addresses(
            Ec2Scope.select(
                    scope.state().addresses, request.allocationIds(), Ec2Errors::allocationNotFound)
                .filter(
                    item ->
                        request.publicIps().isEmpty()
                            || request.publicIps().contains(item.publicIp()))
                .filter(filters)
                .map(item -> item.toBuilder().tags(scope.tags(item.allocationId())).build())
                .toList())
        .build();
  }

  private static DescribeAddressesAttributeResponse attributes(
      DescribeAddressesAttributeRequest request, Ec2Scope scope) {
    var page =
        Ec2Page.of(
                Ec2Scope.select(
                    scope.state().addresses,
                    request.allocationIds(),
                    Ec2Errors::allocationNotFound),
                request.maxResults(),
                request.nextToken())
            .map(
                item ->
                    AddressAttribute.builder()
                        .allocationId(item.allocationId())
                        .publicIp(item.publicIp())
                        .build());
    return DescribeAddressesAttributeResponse.builder()
        .addresses(page.items())
        .nextToken(page.next())
        .build();
  }

  private static AssociateAddressResponse associate(
      AssociateAddressRequest request, Ec2Scope scope) {
    Address address = require(scope, request.allocationId());
    NetworkInterface to =
        request.networkInterfaceId() == null
            ? NetworkInterfaces.primaryOf(scope, request.instanceId())
            : NetworkInterfaces.require(scope, request.networkInterfaceId());
    if (address.associationId() != null && Boolean.FALSE.equals(request.allowReassociation())) {
      throw alreadyAssociated(address);
    }
    if (address.associationId() != null) {
      clearAssociation(scope, address);
    }
    return AssociateAddressResponse.builder()
        .associationId(setAssociation(scope, address, to))
        .build();
  }

  static RuntimeException alreadyAssociated(Address address) {
    return Ec2Errors.badRequest(
        "Resource.AlreadyAssociated",
        "resource "
            + address.allocationId()
            + " is already associated with associate-id "
            + address.associationId());
  }

  /** Associates an address with an interface, and returns the association id. */
  static String setAssociation(Ec2Scope scope, Address address, NetworkInterface to) {
    String association = ResourceIds.next("eipassoc");
    scope
        .state()
        .addresses
        .put(
            address.allocationId(),
            address.toBuilder()
                .associationId(association)
                .networkInterfaceId(to.networkInterfaceId())
                .networkInterfaceOwnerId(scope.account())
                .privateIpAddress(to.privateIpAddress())
                .instanceId(to.attachment() == null ? null : to.attachment().instanceId())
                .build());
    scope
        .state()
        .networkInterfaces
        .put(
            to.networkInterfaceId(),
            to.toBuilder()
                .association(
                    networkInterface ->
                        networkInterface
                            .allocationId(address.allocationId())
                            .associationId(association)
                            .publicIp(address.publicIp())
                            .ipOwnerId(scope.account()))
                .build());
    return association;
  }

  /** Removes the association of an address. */
  static void clearAssociation(Ec2Scope scope, Address address) {
    NetworkInterface networkInterface =
        address.networkInterfaceId() == null
            ? null
            : scope.state().networkInterfaces.get(address.networkInterfaceId());
    if (networkInterface != null) {
      scope
          .state()
          .networkInterfaces
          .put(
              networkInterface.networkInterfaceId(),
              networkInterface.toBuilder().association((NetworkInterfaceAssociation) null).build());
    }
    scope
        .state()
        .addresses
        .put(
            address.allocationId(),
            address.toBuilder()
                .associationId(null)
                .networkInterfaceId(null)
                .networkInterfaceOwnerId(null)
                .privateIpAddress(null)
                .instanceId(null)
                .build());
  }

  private static DisassociateAddressResponse disassociate(
      DisassociateAddressRequest request, Ec2Scope scope) {
    Address address =
        scope.state().addresses.values().stream()
            .filter(item -> item.associationId() != null)
            .filter(
                item ->
                    item.associationId().equals(request.associationId())
                        || item.publicIp().equals(request.publicIp()))
            .findFirst()
            .orElseThrow(
                () -> Ec2Errors.associationNotFound(Objects.toString(request.associationId())));
    rejectIfRequesterManaged(scope, address);
    clearAssociation(scope, address);
    return DisassociateAddressResponse.builder().build();
  }

  /**
   * Throws an error if the address belongs to a NAT gateway or load balancer: only AWS can release
   * it.
   */
  private static void rejectIfRequesterManaged(Ec2Scope scope, Address address) {
    NetworkInterface networkInterface =
        address.networkInterfaceId() == null
            ? null
            : scope.state().networkInterfaces.get(address.networkInterfaceId());
    if (networkInterface != null && Boolean.TRUE.equals(networkInterface.requesterManaged())) {
      throw Ec2Errors.badRequest(
          "AuthFailure", "You do not have permission to access the specified resource.");
    }
  }

  private static ReleaseAddressResponse release(ReleaseAddressRequest request, Ec2Scope scope) {
    Address address = require(scope, request.allocationId());
    if (request.networkBorderGroup() != null
        && !request.networkBorderGroup().equals(address.networkBorderGroup())) {
      throw Ec2Errors.badRequest(
          "InvalidParameterCombination",
          "The address does not belong to the specified network border group.");
    }
    if (address.associationId() != null) {
      rejectIfRequesterManaged(scope, address);
      throw Ec2Errors.badRequest(
          "InvalidIPAddress.InUse", "Address " + address.publicIp() + " is in use.");
    }
    scope.state().addresses.remove(address.allocationId());
    scope.state().forgetTags(address.allocationId());
    return ReleaseAddressResponse.builder().build();
  }
}
