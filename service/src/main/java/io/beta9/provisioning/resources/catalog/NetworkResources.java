package io.beta9.provisioning.resources.catalog;

import io.beta9.provisioning.aws.preflight.QuotaUsage;
import io.beta9.provisioning.aws.preflight.RequiredQuota;
import io.beta9.provisioning.metaconfig.change.Consequence;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.resources.inspection.NetworkInspection;
import io.beta9.provisioning.resources.inventory.NetworkInventory;
import io.beta9.provisioning.resources.lookup.NetworkFinder;
import io.beta9.provisioning.resources.lookup.RouteFinder;
import io.beta9.provisioning.resources.lookup.SecurityGroupFinder;
import java.util.List;
import java.util.Set;

/** The VPC and what is in it: subnets, gateways, routes, endpoints, security groups. */
final class NetworkResources {
  private NetworkResources() {}

  static List<ResourceDescriptor> descriptors() {
    return List.of(
        ResourceDescriptor.of("aws_vpc")
            .removalInterrupts(Consequence.SUBNETS)
            .inspectedBy(session -> new NetworkInspection(session)::vpc)
            .identifiedBy(Identification.byTags(Set.of()))
            .foundBy(session -> new NetworkFinder(session)::vpc)
            .listedBy(
                new InventoryRule.ByEc2Tag(
                    "vpc", (ec2, id) -> !ec2.describeVpcs(r -> r.vpcIds(id)).vpcs().isEmpty()))
            .harmlessAfterImport("enable_dns_hostnames", "enable_dns_support")
            .quota(
                new RequiredQuota(
                    "vpc", "L-F678F1CE", "VPCs per Region", model -> 1, QuotaUsage::vpcs))
            .ifUnmanaged(
                new UnmanagedRule.Deleted(
                    "ec2:vpc", UnmanagedRule.Occasion.DUPLICATE, UnusedResourceDeletion::vpc))
            .build(),
        ResourceDescriptor.of("aws_internet_gateway")
            .removalInterrupts(Consequence.ROUTES)
            .inspectedBy(session -> new NetworkInspection(session)::internetGateway)
            .identifiedBy(Identification.byTags(Set.of()))
            .foundBy(session -> new NetworkFinder(session)::internetGateway)
            .listedBy(
                new InventoryRule.ByEc2Tag(
                    "internet-gateway",
                    (ec2, id) ->
                        !ec2.describeInternetGateways(r -> r.internetGatewayIds(id))
                            .internetGateways()
                            .isEmpty()))
            .harmlessAfterImport("vpc_id")
            .ifUnmanaged(
                new UnmanagedRule.Deleted(
                    "ec2:internet-gateway",
                    UnmanagedRule.Occasion.DUPLICATE,
                    UnusedResourceDeletion::internetGateway))
            .build(),
        ResourceDescriptor.of("aws_subnet")
            .removalInterrupts(Consequence.SUBNETS)
            .inspectedBy(session -> new NetworkInspection(session)::subnet)
            .identifiedBy(Identification.byTags(Set.of()))
            .foundBy(session -> new NetworkFinder(session)::subnet)
            .listedBy(
                new InventoryRule.ByEc2Tag(
                    "subnet",
                    (ec2, id) -> !ec2.describeSubnets(r -> r.subnetIds(id)).subnets().isEmpty()))
            .ifUnmanaged(
                new UnmanagedRule.Deleted(
                    "ec2:subnet", UnmanagedRule.Occasion.DESTROY, UnusedResourceDeletion::subnet))
            .build(),
        ResourceDescriptor.of("aws_eip")
            .removalInterrupts(Consequence.NAT)
            .inspectedBy(session -> new NetworkInspection(session)::address)
            .identifiedBy(Identification.byTags(Set.of()))
            .foundBy(session -> new NetworkFinder(session)::address)
            .listedBy(
                new InventoryRule.ByEc2Tag(
                    "elastic-ip",
                    (ec2, id) ->
                        !ec2.describeAddresses(r -> r.allocationIds(id)).addresses().isEmpty()))
            .quota(
                new RequiredQuota(
                    "ec2",
                    "L-0263D0A3",
                    "EC2-VPC Elastic IPs",
                    NetworkResources::natGateways,
                    QuotaUsage::elasticIps))
            .ifUnmanaged(
                new UnmanagedRule.Deleted(
                    "ec2:elastic-ip",
                    UnmanagedRule.Occasion.DUPLICATE,
                    UnusedResourceDeletion::address))
            .build(),
        ResourceDescriptor.of("aws_nat_gateway")
            .removalInterrupts(Consequence.NAT)
            .inspectedBy(session -> new NetworkInspection(session)::natGateway)
            .usuallyTakes(3, 3, 3)
            .identifiedBy(Identification.byTags(Set.of()))
            .foundBy(session -> new NetworkFinder(session)::natGateway)
            .listedBy(
                new InventoryRule.Queried(session -> new NetworkInventory(session)::natGateways))
            .slowToCreate()
            .deadlines("nat-gateway", ChangeDeadlines.ofMinutes(15, 15, 15))
            .quota(
                new RequiredQuota(
                    "vpc",
                    "L-FE5A380F",
                    "NAT gateways per Availability Zone",
                    model -> 1,
                    QuotaUsage::natGatewaysInFullestZone))
            .ifUnmanaged(new UnmanagedRule.Reported("ec2:natgateway"))
            .build(),
        ResourceDescriptor.of("aws_route_table")
            .inspectedBy(session -> new NetworkInspection(session)::routeTable)
            .removalInterrupts(Consequence.ROUTES)
            .identifiedBy(Identification.byTags(Set.of()))
            .foundBy(session -> new NetworkFinder(session)::routeTable)
            .listedBy(
                new InventoryRule.ByEc2Tag(
                    "route-table",
                    (ec2, id) ->
                        !ec2.describeRouteTables(r -> r.routeTableIds(id)).routeTables().isEmpty()))
            .ifUnmanaged(
                new UnmanagedRule.Deleted(
                    "ec2:route-table",
                    UnmanagedRule.Occasion.DUPLICATE,
                    UnusedResourceDeletion::routeTable))
            .build(),
        ResourceDescriptor.of("aws_route")
            .removalInterrupts(Consequence.ROUTES)
            .changeInterrupts(Consequence.CONNECTIONS, "nat_gateway_id", "gateway_id")
            .identifiedBy(Identification.byOwner(Set.of("destination_cidr_block"), false))
            .foundBy(session -> new RouteFinder(session)::route)
            .listedBy(new InventoryRule.WithOwner("aws_route_table"))
            .harmlessAfterImport("nat_gateway_id", "gateway_id", "state", "origin")
            .build(),
        ResourceDescriptor.of("aws_route_table_association")
            .removalInterrupts(Consequence.ROUTES)
            .identifiedBy(Identification.byOwner(Set.of(), false))
            .foundBy(session -> new RouteFinder(session)::association)
            .listedBy(new InventoryRule.WithOwner("aws_route_table"))
            .build(),
        ResourceDescriptor.of("aws_vpc_endpoint")
            .removalInterrupts(Consequence.ROUTES)
            .inspectedBy(session -> new NetworkInspection(session)::endpoint)
            .usuallyTakes(2, 2, 2)
            .identifiedBy(Identification.byTags(Set.of()))
            .foundBy(session -> new NetworkFinder(session)::endpoint)
            .listedBy(
                new InventoryRule.ByEc2Tag(
                    "vpc-endpoint",
                    // A deleted endpoint is shown for a while.
                    (ec2, id) ->
                        ec2.describeVpcEndpoints(r -> r.vpcEndpointIds(id)).vpcEndpoints().stream()
                            .map(endpoint -> String.valueOf(endpoint.stateAsString()))
                            .anyMatch(
                                state ->
                                    !state.equalsIgnoreCase("deleted")
                                        && !state.equalsIgnoreCase("deleting"))))
            .slowToCreate()
            .ifUnmanaged(new UnmanagedRule.Reported("ec2:vpc-endpoint"))
            .build(),
        ResourceDescriptor.of("aws_security_group")
            .removalInterrupts(Consequence.SECURITY_GROUPS)
            .inspectedBy(session -> new NetworkInspection(session)::securityGroup)
            .identifiedBy(Identification.byTags(Set.of("name")))
            .foundBy(session -> new SecurityGroupFinder(session)::group)
            .listedBy(
                new InventoryRule.Queried(session -> new NetworkInventory(session)::securityGroups))
            .completedBy(
                (session, id) -> new SecurityGroupFinder(session).removeDefaultEgressRule(id))
            .ifUnmanaged(new UnmanagedRule.Reported("ec2:security-group"))
            .build(),
        securityGroupRule("aws_vpc_security_group_ingress_rule").build(),
        securityGroupRule("aws_vpc_security_group_egress_rule").build());
  }

  private static ResourceDescriptor.Builder securityGroupRule(String type) {
    return ResourceDescriptor.of(type)
        .removalInterrupts(Consequence.SECURITY_GROUPS)
        .identifiedBy(Identification.byOwner(Set.of(), true))
        .foundBy(session -> new SecurityGroupFinder(session)::rule)
        .listedBy(new InventoryRule.WithOwner("aws_security_group"));
  }

  private static long natGateways(InfraModel model) {
    return model.network().natGatewayPerZone() ? model.network().availabilityZones().size() : 1;
  }
}
