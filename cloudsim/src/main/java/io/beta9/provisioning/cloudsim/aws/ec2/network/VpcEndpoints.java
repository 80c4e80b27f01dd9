package io.beta9.provisioning.cloudsim.aws.ec2.network;

import io.beta9.provisioning.cloudsim.aws.Partition;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Errors;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Operations;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Page;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Tags;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceFilters;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceIds;
import io.beta9.provisioning.cloudsim.aws.quotas.Quota;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.DnsEntry;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointResponse;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteOrigin;
import software.amazon.awssdk.services.ec2.model.RouteState;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.SecurityGroupIdentifier;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItem;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;

/**
 * VPC endpoints: gateway endpoints, which are routes, and interface endpoints in subnets. The
 * transition {@code ec2:vpc-endpoint:delete} is the time until one is deleted. Deleted endpoints
 * remain visible for an hour.
 */
public final class VpcEndpoints {
  private static final String DELETING = "deleting";
  private static final String DELETED = "deleted";
  private static final String DEFAULT_POLICY =
      "{\"Version\":\"2008-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\","
          + "\"Action\":\"*\",\"Resource\":\"*\"}]}";

  private static final String LATENCY = "ec2:vpc-endpoint:delete";
  private static final Duration RETENTION = Duration.ofHours(1);

  private VpcEndpoints() {}

  /** Advances every endpoint that is being deleted to its state at the scope's time. */
  public static void advance(Ec2Scope scope) {
    new LinkedHashMap<>(scope.state().vpcEndpointDeletions)
        .forEach(
            (id, since) -> {
              VpcEndpoint endpoint = scope.state().vpcEndpoints.get(id);
              if (endpoint == null || !scope.now().isBefore(since.plus(RETENTION))) {
                scope.state().vpcEndpoints.remove(id);
                scope.state().vpcEndpointDeletions.remove(id);
                scope.state().forgetTags(id);
              } else if (endpoint.stateAsString().equals(DELETING)
                  && !scope.now().isBefore(since.plus(scope.cloud().latency(LATENCY)))) {
                NetworkInterfaces.of(scope, id)
                    .forEach(item -> NetworkInterfaces.remove(scope, item.networkInterfaceId()));
                scope.state().vpcEndpoints.put(id, endpoint.toBuilder().state(DELETED).build());
              }
            });
  }

  /** Returns whether an endpoint is still shown although it has been deleted. */
  static boolean isDeleted(VpcEndpoint endpoint) {
    return endpoint.stateAsString().equals(DELETED);
  }

  private static boolean isPresent(VpcEndpoint endpoint) {
    return !isDeleted(endpoint) && !endpoint.stateAsString().equals(DELETING);
  }

  public static void register(Ec2Operations operations) {
    operations.on(CreateVpcEndpointRequest.class, VpcEndpoints::create);
    operations.on(DescribeVpcEndpointsRequest.class, VpcEndpoints::describe);
    operations.on(ModifyVpcEndpointRequest.class, VpcEndpoints::modify);
    operations.on(DeleteVpcEndpointsRequest.class, VpcEndpoints::delete);
    PrefixLists.register(operations);
  }

  private static boolean isGateway(VpcEndpoint endpoint) {
    return endpoint.vpcEndpointType() == VpcEndpointType.GATEWAY;
  }

  private static CreateVpcEndpointResponse create(
      CreateVpcEndpointRequest request, Ec2Scope scope) {
    String vpc = Vpcs.require(scope, Ec2Errors.requireParameter(request.vpcId(), "vpcId")).vpcId();
    String service = Ec2Errors.requireParameter(request.serviceName(), "serviceName");
    if (!service.startsWith("com.amazonaws." + scope.region() + ".")
        && !service.startsWith("aws.api.")) {
      throw Ec2Errors.badRequest(
          "InvalidServiceName", "The Vpc Endpoint Service '" + service + "' does not exist");
    }
    boolean gateway =
        request.vpcEndpointType() == null || request.vpcEndpointType() == VpcEndpointType.GATEWAY;
    Map<String, String> tags = Ec2Tags.requested(request.tagSpecifications(), "vpc-endpoint");
    if (gateway) {
      checkGateway(request, vpc, scope);
    }
    String id = ResourceIds.next("vpce");
    List<NetworkInterface> interfaces = new ArrayList<>();
    if (!gateway) {
      for (String subnet : request.subnetIds()) {
        interfaces.add(
            NetworkInterfaces.add(
                scope,
                Subnets.require(scope, subnet),
                request.securityGroupIds(),
                created ->
                    created
                        .description("VPC Endpoint Interface " + id)
                        .interfaceType("vpc_endpoint")
                        .requesterManaged(true),
                id));
      }
    }
    VpcEndpoint endpoint =
        VpcEndpoint.builder()
            .vpcEndpointId(id)
            .vpcEndpointType(gateway ? VpcEndpointType.GATEWAY : VpcEndpointType.INTERFACE)
            .vpcId(vpc)
            .serviceName(service)
            .serviceRegion(scope.region())
            .ownerId(scope.account())
            // EC2 returns this state in lower case, contrary to its API model.
            .state("available")
            .policyDocument(
                request.policyDocument() == null ? DEFAULT_POLICY : request.policyDocument())
            .routeTableIds(gateway ? request.routeTableIds() : List.of())
            .subnetIds(request.subnetIds())
            .networkInterfaceIds(
                interfaces.stream().map(NetworkInterface::networkInterfaceId).toList())
            .groups(
                gateway
                    ? List.of()
                    : request.securityGroupIds().stream().map(g -> group(scope, g)).toList())
            .ipAddressType(
                request.ipAddressTypeAsString() == null ? "ipv4" : request.ipAddressTypeAsString())
            .dnsOptions(
                dns ->
                    dns.dnsRecordIpType(gateway ? "service-defined" : "ipv4")
                        .privateDnsOnlyForInboundResolverEndpoint(gateway ? null : false))
            .dnsEntries(
                gateway
                    ? List.of()
                    : List.of(
                        DnsEntry.builder()
                            .dnsName(id + "-" + id.substring(id.length() - 8) + "." + host(service))
                            .hostedZoneId("Z7HUB22UULQXV")
                            .build()))
            .privateDnsEnabled(!gateway && !Boolean.FALSE.equals(request.privateDnsEnabled()))
            .requesterManaged(false)
            .creationTimestamp(scope.now())
            .build();
    scope.state().vpcEndpoints.put(id, endpoint);
    scope.state().tag(id, tags);
    updateRoutes(scope, endpoint, List.of(), endpoint.routeTableIds());
    return CreateVpcEndpointResponse.builder()
        .vpcEndpoint(apiView(endpoint, scope))
        .clientToken(request.clientToken())
        .build();
  }

  private static String host(String service) {
    String[] parts = service.split("\\.", -1);
    return parts[parts.length - 1]
        + "."
        + parts[2]
        + ".vpce."
        + Partition.ofRegion(parts[2]).dnsSuffix();
  }

  private static void checkGateway(CreateVpcEndpointRequest request, String vpc, Ec2Scope scope) {
    if (!request.serviceName().endsWith(".s3") && !request.serviceName().endsWith(".dynamodb")) {
      throw Ec2Errors.badRequest(
          "InvalidParameter",
          "Endpoint type (Gateway) does not match available service types ([Interface]).");
    }
    scope.checkQuota(
        scope.state().vpcEndpoints.values().stream()
            .filter(VpcEndpoints::isGateway)
            .filter(VpcEndpoints::isPresent)
            .count(),
        Quota.GATEWAY_ENDPOINTS,
        "VpcEndpointLimitExceeded",
        "The maximum number of VPC endpoints has been reached.");
    for (String table : request.routeTableIds()) {
      RouteTable found = RouteTables.require(scope, table);
      if (!found.vpcId().equals(vpc)) {
        throw Ec2Errors.badRequest(
            "InvalidParameter", "Route table " + table + " does not belong to VPC " + vpc);
      }
      boolean served =
          found.routes().stream()
              .map(Route::destinationPrefixListId)
              .anyMatch(PrefixLists.idOf(request.serviceName())::equals);
      if (served) {
        throw Ec2Errors.badRequest(
            "RouteAlreadyExists",
            "route table "
                + table
                + " already has a route with destination-prefix-list-id "
                + PrefixLists.idOf(request.serviceName()));
      }
    }
  }

  private static SecurityGroupIdentifier group(Ec2Scope scope, String id) {
    var group = SecurityGroups.require(scope, id);
    return SecurityGroupIdentifier.builder().groupId(id).groupName(group.groupName()).build();
  }

  private static VpcEndpoint apiView(VpcEndpoint endpoint, Ec2Scope scope) {
    return endpoint.toBuilder().tags(scope.tags(endpoint.vpcEndpointId())).build();
  }

  /**
   * Updates the routes of a gateway endpoint: it is a route to its service in each of its tables.
   */
  private static void updateRoutes(
      Ec2Scope scope, VpcEndpoint endpoint, List<String> before, List<String> after) {
    for (String table : before) {
      RouteTable found = scope.state().routeTables.get(table);
      if (found != null && !after.contains(table)) {
        Routes.put(
            scope,
            found,
            found.routes().stream()
                .filter(route -> !endpoint.vpcEndpointId().equals(route.gatewayId()))
                .toList());
      }
    }
    for (String table : after) {
      RouteTable found = RouteTables.require(scope, table);
      if (!before.contains(table)) {
        List<Route> routes = new ArrayList<>(found.routes());
        routes.add(
            Route.builder()
                .destinationPrefixListId(PrefixLists.idOf(endpoint.serviceName()))
                .gatewayId(endpoint.vpcEndpointId())
                .origin(RouteOrigin.CREATE_ROUTE)
                .state(RouteState.ACTIVE)
                .build());
        Routes.put(scope, found, routes);
      }
    }
  }

  private static DescribeVpcEndpointsResponse describe(
      DescribeVpcEndpointsRequest request, Ec2Scope scope) {
    var filters =
        new ResourceFilters<VpcEndpoint>(scope.state(), VpcEndpoint::vpcEndpointId)
            .on("vpc-endpoint-id", VpcEndpoint::vpcEndpointId)
            .on("vpc-id", VpcEndpoint::vpcId)
            .on("service-name", VpcEndpoint::serviceName)
            .on("vpc-endpoint-state", VpcEndpoint::stateAsString)
            .on("vpc-endpoint-type", VpcEndpoint::vpcEndpointTypeAsString)
            .toPredicate(request.filters());
    var page =
        Ec2Page.of(
                Ec2Scope.select(
                        scope.state().vpcEndpoints,
                        request.vpcEndpointIds(),
                        Ec2Errors::vpcEndpointNotFound)
                    .filter(filters),
                request.maxResults(),
                request.nextToken())
            .map(item -> apiView(item, scope));
    return DescribeVpcEndpointsResponse.builder()
        .vpcEndpoints(page.items())
        .nextToken(page.next())
        .build();
  }

  private static ModifyVpcEndpointResponse modify(
      ModifyVpcEndpointRequest request, Ec2Scope scope) {
    VpcEndpoint old =
        Ec2Scope.require(
            scope.state().vpcEndpoints, request.vpcEndpointId(), Ec2Errors::vpcEndpointNotFound);
    if (!isPresent(old)) {
      throw Ec2Errors.vpcEndpointNotFound(request.vpcEndpointId());
    }
    Set<String> tables = new LinkedHashSet<>(old.routeTableIds());
    request.addRouteTableIds().forEach(table -> RouteTables.require(scope, table));
    tables.addAll(request.addRouteTableIds());
    request.removeRouteTableIds().forEach(tables::remove);
    VpcEndpoint.Builder next = old.toBuilder().routeTableIds(List.copyOf(tables));
    if (Boolean.TRUE.equals(request.resetPolicy())) {
      next.policyDocument(DEFAULT_POLICY);
    } else if (request.policyDocument() != null) {
      next.policyDocument(request.policyDocument());
    }
    if (request.privateDnsEnabled() != null) {
      next.privateDnsEnabled(request.privateDnsEnabled());
    }
    VpcEndpoint changed = next.build();
    scope.state().vpcEndpoints.put(old.vpcEndpointId(), changed);
    updateRoutes(scope, changed, old.routeTableIds(), changed.routeTableIds());
    return ModifyVpcEndpointResponse.builder().returnValue(true).build();
  }

  private static DeleteVpcEndpointsResponse delete(
      DeleteVpcEndpointsRequest request, Ec2Scope scope) {
    List<UnsuccessfulItem> kept = new ArrayList<>();
    for (String id : request.vpcEndpointIds()) {
      VpcEndpoint found = scope.state().vpcEndpoints.get(id);
      if (found == null || !isPresent(found)) {
        RuntimeException fault = Ec2Errors.vpcEndpointNotFound(id);
        kept.add(
            UnsuccessfulItem.builder()
                .resourceId(id)
                .error(
                    error ->
                        error
                            .code("InvalidVpcEndpoint.NotFound")
                            .message(Objects.toString(fault.getMessage())))
                .build());
        continue;
      }
      updateRoutes(scope, found, found.routeTableIds(), List.of());
      scope.state().vpcEndpoints.put(id, found.toBuilder().state(DELETING).build());
      scope.state().vpcEndpointDeletions.put(id, scope.now());
    }
    advance(scope);
    return DeleteVpcEndpointsResponse.builder().unsuccessful(kept).build();
  }
}
