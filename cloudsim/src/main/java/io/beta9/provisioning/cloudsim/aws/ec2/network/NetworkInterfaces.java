package io.beta9.provisioning.cloudsim.aws.ec2.network;

import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Errors;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Operations;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Page;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Tags;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceFilters;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceIds;
import io.beta9.provisioning.cloudsim.aws.quotas.Quota;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesResponse;
import software.amazon.awssdk.services.ec2.model.DetachNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.DetachNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAttachment;
import software.amazon.awssdk.services.ec2.model.NetworkInterfacePrivateIpAddress;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceStatus;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.Subnet;

/** Network interfaces. Subnets and security groups are in use as long as they have interfaces. */
public final class NetworkInterfaces {
  private NetworkInterfaces() {}

  public static void register(Ec2Operations operations) {
    operations.on(CreateNetworkInterfaceRequest.class, NetworkInterfaces::create);
    operations.on(DescribeNetworkInterfacesRequest.class, NetworkInterfaces::describe);
    operations.on(DetachNetworkInterfaceRequest.class, NetworkInterfaces::detach);
    operations.on(DeleteNetworkInterfaceRequest.class, NetworkInterfaces::delete);
  }

  static NetworkInterface require(Ec2Scope scope, @Nullable String id) {
    return Ec2Scope.require(
        scope.state().networkInterfaces, id, Ec2Errors::networkInterfaceNotFound);
  }

  static NetworkInterface primaryOf(Ec2Scope scope, @Nullable String instance) {
    return scope.state().networkInterfaces.values().stream()
        .filter(item -> item.attachment() != null)
        .filter(item -> Objects.equals(item.attachment().instanceId(), instance))
        .findFirst()
        .orElseThrow(() -> Ec2Errors.instanceNotFound(String.valueOf(instance)));
  }

  /**
   * Creates an interface in a subnet.
   *
   * @param more sets further fields
   * @param owner the owner that will release it
   */
  public static NetworkInterface add(
      Ec2Scope scope,
      Subnet subnet,
      Collection<String> groups,
      UnaryOperator<NetworkInterface.Builder> more,
      String owner) {
    scope.checkQuota(
        scope.state().networkInterfaces.size(),
        Quota.NETWORK_INTERFACES,
        "NetworkInterfaceLimitExceeded",
        "The maximum number of network interfaces has been reached.");
    String id = ResourceIds.next("eni");
    NetworkInterface.Builder builder =
        NetworkInterface.builder()
            .networkInterfaceId(id)
            .subnetId(subnet.subnetId())
            .vpcId(subnet.vpcId())
            .availabilityZone(subnet.availabilityZone())
            .ownerId(scope.account())
            .status(NetworkInterfaceStatus.IN_USE)
            .interfaceType("interface")
            .sourceDestCheck(true)
            .requesterManaged(false)
            .macAddress(mac(id))
            .groups(groups.stream().map(group -> identifier(scope, group)).toList())
            .attachment(
                NetworkInterfaceAttachment.builder()
                    .attachmentId(ResourceIds.next("eni-attach"))
                    .status("attached")
                    .deleteOnTermination(false)
                    .deviceIndex(1)
                    .attachTime(scope.now())
                    .build());
    NetworkInterface created = more.apply(builder).build();
    if (created.privateIpAddress() == null) {
      created = created.toBuilder().privateIpAddress(Subnets.freeAddress(scope, subnet)).build();
    }
    String address = created.privateIpAddress();
    created =
        created.toBuilder()
            .privateDnsName(dnsName(address, scope.region()))
            .privateIpAddresses(
                NetworkInterfacePrivateIpAddress.builder()
                    .primary(true)
                    .privateIpAddress(address)
                    .build())
            .build();
    scope.state().networkInterfaces.put(id, created);
    scope.state().interfaceOwners.put(id, owner);
    return created;
  }

  static String dnsName(String address, String region) {
    String host = "ip-" + address.replace('.', '-');
    return region.equals("us-east-1")
        ? host + ".ec2.internal"
        : host + "." + region + ".compute.internal";
  }

  private static String mac(String id) {
    String digits = id.substring(id.length() - 10);
    StringBuilder mac = new StringBuilder("0a");
    for (int at = 0; at < digits.length(); at += 2) {
      mac.append(':').append(digits, at, at + 2);
    }
    return mac.toString();
  }

  static GroupIdentifier identifier(Ec2Scope scope, String group) {
    SecurityGroup found = SecurityGroups.require(scope, group);
    return GroupIdentifier.builder().groupId(found.groupId()).groupName(found.groupName()).build();
  }

  public static void remove(Ec2Scope scope, String id) {
    scope.state().networkInterfaces.remove(id);
    scope.state().interfaceOwners.remove(id);
    scope.state().forgetTags(id);
  }

  /** Returns the interfaces of an owner. */
  public static List<NetworkInterface> of(Ec2Scope scope, String owner) {
    return scope.state().interfaceOwners.entrySet().stream()
        .filter(entry -> entry.getValue().equals(owner))
        .flatMap(entry -> Stream.ofNullable(scope.state().networkInterfaces.get(entry.getKey())))
        .toList();
  }

  /** An interface that a customer creates is not attached, and remains until it is deleted. */
  private static CreateNetworkInterfaceResponse create(
      CreateNetworkInterfaceRequest request, Ec2Scope scope) {
    Subnet subnet =
        Subnets.require(scope, Ec2Errors.requireParameter(request.subnetId(), "subnetId"));
    Map<String, String> tags = Ec2Tags.requested(request.tagSpecifications(), "network-interface");
    NetworkInterface created =
        add(
            scope,
            subnet,
            request.groups().isEmpty()
                ? List.of(SecurityGroups.defaultOf(scope, subnet.vpcId()).groupId())
                : request.groups(),
            item ->
                item.description(request.description())
                    .status(NetworkInterfaceStatus.AVAILABLE)
                    .attachment((NetworkInterfaceAttachment) null),
            "customer");
    scope.state().tag(created.networkInterfaceId(), tags);
    return CreateNetworkInterfaceResponse.builder()
        .networkInterface(
            created.toBuilder().tagSet(scope.tags(created.networkInterfaceId())).build())
        .build();
  }

  private static DescribeNetworkInterfacesResponse describe(
      DescribeNetworkInterfacesRequest request, Ec2Scope scope) {
    var filters =
        new ResourceFilters<NetworkInterface>(scope.state(), NetworkInterface::networkInterfaceId)
            .on("network-interface-id", NetworkInterface::networkInterfaceId)
            .on("subnet-id", NetworkInterface::subnetId)
            .on("vpc-id", NetworkInterface::vpcId)
            .on("availability-zone", NetworkInterface::availabilityZone)
            .on("description", NetworkInterface::description)
            .on("status", NetworkInterface::statusAsString)
            .on("interface-type", NetworkInterface::interfaceTypeAsString)
            .on("requester-managed", NetworkInterface::requesterManaged)
            .on("requester-id", NetworkInterface::requesterId)
            .on("owner-id", NetworkInterface::ownerId)
            .on("private-ip-address", NetworkInterface::privateIpAddress)
            .on(
                "addresses.private-ip-address",
                item ->
                    item.privateIpAddresses().stream().map(address -> address.privateIpAddress()))
            .on("group-id", item -> item.groups().stream().map(GroupIdentifier::groupId))
            .on("group-name", item -> item.groups().stream().map(GroupIdentifier::groupName))
            .on("attachment.instance-id", item -> attachment(item).map(a -> a.instanceId()))
            .on("attachment.attachment-id", item -> attachment(item).map(a -> a.attachmentId()))
            .on("attachment.status", item -> attachment(item).map(a -> a.statusAsString()))
            .on(
                "attachment.instance-owner-id",
                item -> attachment(item).map(a -> a.instanceOwnerId()))
            .on(
                "association.allocation-id",
                item -> item.association() == null ? null : item.association().allocationId())
            .on(
                "association.public-ip",
                item -> item.association() == null ? null : item.association().publicIp())
            .toPredicate(request.filters());
    var page =
        Ec2Page.of(
                Ec2Scope.select(
                        scope.state().networkInterfaces,
                        request.networkInterfaceIds(),
                        Ec2Errors::networkInterfaceNotFound)
                    .filter(filters),
                request.maxResults(),
                request.nextToken())
            .map(item -> item.toBuilder().tagSet(scope.tags(item.networkInterfaceId())).build());
    return DescribeNetworkInterfacesResponse.builder()
        .networkInterfaces(page.items())
        .nextToken(page.next())
        .build();
  }

  private static Stream<NetworkInterfaceAttachment> attachment(NetworkInterface item) {
    return Stream.ofNullable(item.attachment());
  }

  private static DetachNetworkInterfaceResponse detach(
      DetachNetworkInterfaceRequest request, Ec2Scope scope) {
    NetworkInterface found =
        scope.state().networkInterfaces.values().stream()
            .filter(
                item ->
                    attachment(item).anyMatch(a -> a.attachmentId().equals(request.attachmentId())))
            .findFirst()
            .orElseThrow(
                () ->
                    Ec2Errors.badRequest(
                        "InvalidAttachmentID.NotFound",
                        "The attachment '" + request.attachmentId() + "' does not exist"));
    if (Boolean.TRUE.equals(found.requesterManaged())) {
      throw Ec2Errors.badRequest(
          "AuthFailure", "You do not have permission to access the specified resource.");
    }
    scope
        .state()
        .networkInterfaces
        .put(
            found.networkInterfaceId(),
            found.toBuilder()
                .attachment((NetworkInterfaceAttachment) null)
                .status(NetworkInterfaceStatus.AVAILABLE)
                .build());
    return DetachNetworkInterfaceResponse.builder().build();
  }

  private static DeleteNetworkInterfaceResponse delete(
      DeleteNetworkInterfaceRequest request, Ec2Scope scope) {
    NetworkInterface found = require(scope, request.networkInterfaceId());
    if (found.status() != NetworkInterfaceStatus.AVAILABLE) {
      throw Ec2Errors.invalidValue(
          "Network interface '" + found.networkInterfaceId() + "' is currently in use.");
    }
    remove(scope, found.networkInterfaceId());
    return DeleteNetworkInterfaceResponse.builder().build();
  }
}
