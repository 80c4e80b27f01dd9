package io.beta9.provisioning.resources.inspection;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.text.Blocker;
import io.beta9.provisioning.failure.text.BlockerOwnership;
import io.beta9.provisioning.resources.inventory.ResourceScope;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.NatGatewayState;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;

/** Lists what uses a network resource, and whose it is. */
final class NetworkBlockers {
  private static final Set<NatGatewayState> DELETED =
      Set.of(NatGatewayState.DELETED, NatGatewayState.DELETING, NatGatewayState.FAILED);

  /** The description of a load balancer's interface: {@code ELB net/NAME/ID}. */
  private static final Pattern LOAD_BALANCER = Pattern.compile("ELB (?:\\w+/)?([^/]+)(?:/\\w+)?");

  private final AwsSession session;
  private final ResourceScope scope;

  NetworkBlockers(AwsSession session, ResourceScope scope) {
    this.session = session;
    this.scope = scope;
  }

  static Filter filter(String name, String value) {
    return Filter.builder().name(name).values(value).build();
  }

  Stream<Blocker> interfaces(Filter filter) {
    return interfaces(filter, found -> true);
  }

  Stream<Blocker> interfaces(Filter filter, Predicate<NetworkInterface> selected) {
    return session
        .ec2()
        .describeNetworkInterfacesPaginator(r -> r.filters(filter))
        .networkInterfaces()
        .stream()
        .filter(selected)
        // The interface of a NAT gateway is not named beside the gateway.
        .filter(found -> !"nat_gateway".equals(found.interfaceTypeAsString()))
        .map(this::blocker);
  }

  Stream<Blocker> natGateways(Filter filter) {
    return natGateways(filter, found -> true);
  }

  Stream<Blocker> natGateways(Filter filter, Predicate<NatGateway> selected) {
    return session.ec2().describeNatGatewaysPaginator(r -> r.filter(filter)).natGateways().stream()
        .filter(gateway -> !DELETED.contains(gateway.state()))
        .filter(selected)
        .map(
            gateway ->
                new Blocker(
                    "NAT gateway",
                    gateway.natGatewayId(),
                    ofTags(gateway.tags()),
                    gateway.stateAsString()));
  }

  Stream<Blocker> subnets(Filter filter) {
    return session.ec2().describeSubnetsPaginator(r -> r.filters(filter)).subnets().stream()
        .map(
            subnet ->
                new Blocker(
                    "subnet", subnet.subnetId(), ofTags(subnet.tags()), subnet.cidrBlock()));
  }

  Stream<Blocker> internetGateways(Filter filter) {
    return session
        .ec2()
        .describeInternetGatewaysPaginator(r -> r.filters(filter))
        .internetGateways()
        .stream()
        .map(
            gateway ->
                new Blocker(
                    "internet gateway", gateway.internetGatewayId(), ofTags(gateway.tags()), ""));
  }

  Stream<Blocker> endpoints(Filter filter) {
    return session
        .ec2()
        .describeVpcEndpointsPaginator(r -> r.filters(filter))
        .vpcEndpoints()
        .stream()
        .filter(endpoint -> !"deleted".equalsIgnoreCase(endpoint.stateAsString()))
        .map(
            endpoint ->
                new Blocker(
                    "VPC endpoint",
                    endpoint.vpcEndpointId(),
                    ofTags(endpoint.tags()),
                    endpoint.serviceName()));
  }

  /** Route tables other than the main one, which is deleted with its VPC. */
  Stream<Blocker> routeTables(Filter filter) {
    return session.ec2().describeRouteTablesPaginator(r -> r.filters(filter)).routeTables().stream()
        .filter(
            table -> table.associations().stream().noneMatch(it -> Boolean.TRUE.equals(it.main())))
        .map(table -> new Blocker("route table", table.routeTableId(), ofTags(table.tags()), ""));
  }

  /** Peering connections to which a route refers: those without one cannot be listed. */
  Stream<Blocker> peerings(Filter filter) {
    return session.ec2().describeRouteTablesPaginator(r -> r.filters(filter)).routeTables().stream()
        .flatMap(table -> table.routes().stream())
        .filter(route -> route.vpcPeeringConnectionId() != null)
        .map(
            route ->
                new Blocker(
                    "VPC peering connection",
                    route.vpcPeeringConnectionId(),
                    BlockerOwnership.FOREIGN,
                    ""))
        .distinct();
  }

  /** Network ACLs other than the default one, which is deleted with its VPC. */
  Stream<Blocker> networkAcls(Filter filter) {
    return session.ec2().describeNetworkAclsPaginator(r -> r.filters(filter)).networkAcls().stream()
        .filter(acl -> !Boolean.TRUE.equals(acl.isDefault()))
        .map(acl -> new Blocker("network ACL", acl.networkAclId(), ofTags(acl.tags()), ""));
  }

  /** Associations of a route table; whose they are is decided by their subnets. */
  Stream<Blocker> associations(RouteTable table) {
    return table.associations().stream()
        .filter(association -> !Boolean.TRUE.equals(association.main()))
        .map(
            association ->
                new Blocker(
                    "route table association",
                    association.routeTableAssociationId(),
                    association.subnetId() == null
                        ? BlockerOwnership.FOREIGN
                        : subnets(filter("subnet-id", association.subnetId()))
                            .map(Blocker::ownership)
                            .findFirst()
                            .orElse(BlockerOwnership.FOREIGN),
                    association.subnetId() == null
                        ? String.valueOf(association.gatewayId())
                        : association.subnetId()));
  }

  /** What an address is associated with. */
  Stream<Blocker> usersOf(Address address) {
    if (address.networkInterfaceId() == null) {
      return Stream.empty();
    }
    String id = address.networkInterfaceId();
    return session
        .ec2()
        .describeNetworkInterfaces(r -> r.filters(filter("network-interface-id", id)))
        .networkInterfaces()
        .stream()
        .flatMap(
            found ->
                Stream.concat(
                    interfaces(filter("network-interface-id", id)),
                    natGateways(
                        filter("vpc-id", found.vpcId()),
                        gateway ->
                            gateway.natGatewayAddresses().stream()
                                .anyMatch(it -> id.equals(it.networkInterfaceId())))));
  }

  /** Security groups other than the default one, which is deleted with its VPC. */
  Stream<Blocker> securityGroups(Filter filter) {
    return session
        .ec2()
        .describeSecurityGroupsPaginator(r -> r.filters(filter))
        .securityGroups()
        .stream()
        .filter(group -> !group.groupName().equals("default"))
        .map(
            group ->
                new Blocker(
                    "security group", group.groupId(), ofTags(group.tags()), group.groupName()));
  }

  private Blocker blocker(NetworkInterface found) {
    String instance = found.attachment() == null ? null : found.attachment().instanceId();
    String detail =
        Stream.of(
                found.description(),
                found.statusAsString(),
                instance == null ? null : "attached to " + instance)
            .filter(Objects::nonNull)
            .filter(text -> !text.isBlank())
            .collect(Collectors.joining(", "));
    return new Blocker(
        "network interface", found.networkInterfaceId(), owner(found, instance), detail);
  }

  private BlockerOwnership owner(NetworkInterface found, @Nullable String instance) {
    String description = String.valueOf(found.description());
    if (scope.owns(tags(found.tagSet())) || description.equals("Amazon EKS " + scope.prefix())) {
      return BlockerOwnership.OURS;
    }
    if (instance != null) {
      return instanceOwner(instance);
    }
    Matcher balancer = LOAD_BALANCER.matcher(description);
    if (balancer.matches()) {
      return loadBalancerOwner(balancer.group(1)).orElse(BlockerOwnership.AWS);
    }
    return Boolean.TRUE.equals(found.requesterManaged())
        ? BlockerOwnership.AWS
        : BlockerOwnership.FOREIGN;
  }

  private BlockerOwnership instanceOwner(String id) {
    return session.ec2().describeInstances(r -> r.instanceIds(id)).reservations().stream()
        .flatMap(reservation -> reservation.instances().stream())
        .findFirst()
        .map(instance -> ofTags(instance.tags()))
        .orElse(BlockerOwnership.FOREIGN);
  }

  private Optional<BlockerOwnership> loadBalancerOwner(String name) {
    return session.elbv2().describeLoadBalancersPaginator().loadBalancers().stream()
        .filter(balancer -> balancer.loadBalancerName().equals(name))
        .map(LoadBalancer::loadBalancerArn)
        .findFirst()
        .map(
            arn ->
                session.elbv2().describeTags(r -> r.resourceArns(arn)).tagDescriptions().stream()
                        .anyMatch(
                            described ->
                                scope.owns(
                                    described.tags().stream()
                                        .collect(
                                            Collectors.toMap(
                                                tag -> tag.key(), tag -> tag.value()))))
                    ? BlockerOwnership.OURS
                    : BlockerOwnership.FOREIGN);
  }

  private BlockerOwnership ofTags(List<Tag> tags) {
    return scope.owns(tags(tags)) ? BlockerOwnership.OURS : BlockerOwnership.FOREIGN;
  }

  private static Map<String, String> tags(List<Tag> tags) {
    return tags.stream().collect(Collectors.toMap(Tag::key, Tag::value));
  }
}
