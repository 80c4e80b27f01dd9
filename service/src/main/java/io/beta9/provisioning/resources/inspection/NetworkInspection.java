package io.beta9.provisioning.resources.inspection;

import static io.beta9.provisioning.resources.inspection.NetworkBlockers.filter;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.text.Blocker;
import io.beta9.provisioning.format.ShellCommand;
import io.beta9.provisioning.onboarding.ResourceNaming;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/**
 * Inspects VPCs and what is in them. They are found by the id in the journal, or else by the tags
 * with which they were created.
 */
public final class NetworkInspection {
  private static final String TAG = "tag:";

  private final AwsSession session;

  public NetworkInspection(AwsSession session) {
    this.session = session;
  }

  public Optional<ResourceReport> vpc(InspectedResource resource) {
    return session
        .ec2()
        .describeVpcsPaginator(r -> r.filters(identity(resource, "vpc-id")))
        .vpcs()
        .stream()
        .findFirst()
        .map(
            vpc -> {
              Filter in = filter("vpc-id", vpc.vpcId());
              NetworkBlockers blockers = blockers(resource);
              return ResourceReport.of(
                      vpc.vpcId(),
                      vpc.stateAsString(),
                      command("describe-network-interfaces", "vpc-id", vpc.vpcId()))
                  .blockedBy(
                      Stream.of(
                              blockers.interfaces(in),
                              blockers.natGateways(in),
                              blockers.internetGateways(filter("attachment.vpc-id", vpc.vpcId())),
                              blockers.endpoints(in),
                              blockers.peerings(in),
                              blockers.routeTables(in),
                              blockers.networkAcls(in),
                              blockers.subnets(in),
                              blockers.securityGroups(in))
                          .flatMap(found -> found)
                          .toList());
            });
  }

  public Optional<ResourceReport> subnet(InspectedResource resource) {
    return session
        .ec2()
        .describeSubnetsPaginator(r -> r.filters(identity(resource, "subnet-id")))
        .subnets()
        .stream()
        .findFirst()
        .map(
            subnet -> {
              Filter in = filter("subnet-id", subnet.subnetId());
              return ResourceReport.of(
                      subnet.subnetId(),
                      subnet.stateAsString(),
                      command("describe-network-interfaces", "subnet-id", subnet.subnetId()))
                  .blockedBy(
                      Stream.concat(
                              blockers(resource).interfaces(in), blockers(resource).natGateways(in))
                          .toList());
            });
  }

  public Optional<ResourceReport> securityGroup(InspectedResource resource) {
    return session
        .ec2()
        .describeSecurityGroupsPaginator(r -> r.filters(identity(resource, "group-id")))
        .securityGroups()
        .stream()
        .findFirst()
        .map(
            group -> {
              String id = group.groupId();
              List<Blocker> blockers = new ArrayList<>();
              blockers(resource).interfaces(filter("group-id", id)).forEach(blockers::add);
              // Rules of other groups that refer to this one.
              Stream.of("ip-permission.group-id", "egress.ip-permission.group-id")
                  .flatMap(name -> blockers(resource).securityGroups(filter(name, id)))
                  .filter(blocker -> !blocker.id().equals(id))
                  .distinct()
                  .forEach(blockers::add);
              return ResourceReport.of(
                      id, "", command("describe-network-interfaces", "group-id", id))
                  .blockedBy(blockers);
            });
  }

  /** A gateway cannot be detached while public addresses are mapped in its VPC. */
  public Optional<ResourceReport> internetGateway(InspectedResource resource) {
    return session
        .ec2()
        .describeInternetGatewaysPaginator(
            r -> r.filters(identity(resource, "internet-gateway-id")))
        .internetGateways()
        .stream()
        .findFirst()
        .map(
            gateway -> {
              List<Blocker> blockers =
                  gateway.attachments().stream()
                      .flatMap(
                          attachment -> {
                            Filter in = filter("vpc-id", attachment.vpcId());
                            return Stream.concat(
                                blockers(resource)
                                    .interfaces(in, found -> found.association() != null),
                                blockers(resource).natGateways(in));
                          })
                      .toList();
              return ResourceReport.of(
                      gateway.internetGatewayId(),
                      gateway.attachments().stream()
                          .map(attachment -> attachment.stateAsString())
                          .findFirst()
                          .orElse("detached"),
                      gateway.attachments().stream()
                          .map(
                              attachment ->
                                  command(
                                      "describe-network-interfaces", "vpc-id", attachment.vpcId()))
                          .findFirst()
                          .orElseGet(
                              () ->
                                  command(
                                      "describe-internet-gateways",
                                      "internet-gateway-id",
                                      gateway.internetGatewayId())))
                  .blockedBy(blockers);
            });
  }

  public Optional<ResourceReport> natGateway(InspectedResource resource) {
    return session
        .ec2()
        .describeNatGatewaysPaginator(r -> r.filter(identity(resource, "nat-gateway-id")))
        .natGateways()
        .stream()
        .max(
            Comparator.comparing(
                NatGateway::createTime, Comparator.nullsFirst(Comparator.naturalOrder())))
        .map(
            gateway ->
                ResourceReport.of(
                        gateway.natGatewayId(),
                        gateway.stateAsString(),
                        command("describe-nat-gateways", "nat-gateway-id", gateway.natGatewayId()))
                    .withEvents(
                        Stream.of(gateway.failureCode(), gateway.failureMessage())
                            .filter(Objects::nonNull)
                            .toList()));
  }

  public Optional<ResourceReport> endpoint(InspectedResource resource) {
    return session
        .ec2()
        .describeVpcEndpointsPaginator(r -> r.filters(identity(resource, "vpc-endpoint-id")))
        .vpcEndpoints()
        .stream()
        .findFirst()
        .map(
            endpoint ->
                ResourceReport.of(
                        endpoint.vpcEndpointId(),
                        endpoint.stateAsString(),
                        command(
                            "describe-vpc-endpoints", "vpc-endpoint-id", endpoint.vpcEndpointId()))
                    .withEvents(error(endpoint)));
  }

  private static List<String> error(VpcEndpoint endpoint) {
    return endpoint.lastError() == null
        ? List.of()
        : List.of(endpoint.lastError().code() + ": " + endpoint.lastError().message());
  }

  public Optional<ResourceReport> address(InspectedResource resource) {
    return session
        .ec2()
        .describeAddresses(r -> r.filters(identity(resource, "allocation-id")))
        .addresses()
        .stream()
        .findFirst()
        .map(
            address ->
                ResourceReport.of(
                        address.allocationId(),
                        use(address),
                        command("describe-addresses", "allocation-id", address.allocationId()))
                    .blockedBy(blockers(resource).usersOf(address).toList()));
  }

  /** A route table cannot be deleted while it is associated. */
  public Optional<ResourceReport> routeTable(InspectedResource resource) {
    return session
        .ec2()
        .describeRouteTablesPaginator(r -> r.filters(identity(resource, "route-table-id")))
        .routeTables()
        .stream()
        .findFirst()
        .map(
            table ->
                ResourceReport.of(
                        table.routeTableId(),
                        "",
                        command("describe-route-tables", "route-table-id", table.routeTableId()))
                    .blockedBy(blockers(resource).associations(table).toList()));
  }

  private static String use(Address address) {
    return address.networkInterfaceId() == null
        ? "not associated"
        : "associated with " + address.networkInterfaceId();
  }

  private NetworkBlockers blockers(InspectedResource resource) {
    return new NetworkBlockers(session, resource.scope());
  }

  private static List<Filter> identity(InspectedResource resource, String idFilter) {
    return resource
        .knownId()
        .map(id -> List.of(filter(idFilter, id)))
        .orElseGet(
            () ->
                List.of(
                    filter(TAG + ResourceNaming.ENVIRONMENT_ID_TAG, resource.scope().id().value()),
                    filter(TAG + "Name", resource.nameTag())));
  }

  private String command(String operation, String filter, String value) {
    return ShellCommand.of(
        "aws",
        "ec2",
        operation,
        "--filters",
        "Name=" + filter + ",Values=" + value,
        "--region",
        session.region().id());
  }
}
