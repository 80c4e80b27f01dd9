package io.beta9.provisioning.cloudsim.aws.ec2.network;

import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Errors;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Operations;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Page;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Tags;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceFilters;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceIds;
import io.beta9.provisioning.cloudsim.aws.quotas.Quota;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.DeleteRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesResponse;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteOrigin;
import software.amazon.awssdk.services.ec2.model.RouteState;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;
import software.amazon.awssdk.services.ec2.model.Vpc;

/** Route tables; see {@link Routes} and {@link RouteTableAssociations} for their contents. */
public final class RouteTables {
  private RouteTables() {}

  public static void register(Ec2Operations operations) {
    operations.on(CreateRouteTableRequest.class, RouteTables::create);
    operations.on(DescribeRouteTablesRequest.class, RouteTables::describe);
    operations.on(DeleteRouteTableRequest.class, RouteTables::delete);
    Routes.register(operations);
    RouteTableAssociations.register(operations);
  }

  static RouteTable require(Ec2Scope scope, @Nullable String id) {
    return Ec2Scope.require(scope.state().routeTables, id, Ec2Errors::routeTableNotFound);
  }

  public static boolean isMain(RouteTable table) {
    return table.associations().stream().anyMatch(RouteTableAssociation::main);
  }

  /** Creates the main route table of a new VPC. */
  static void addMain(Ec2Scope scope, Vpc vpc) {
    RouteTable table = newTable(scope, vpc);
    scope
        .state()
        .routeTables
        .put(
            table.routeTableId(),
            table.toBuilder()
                .associations(RouteTableAssociations.association(table.routeTableId(), null))
                .build());
  }

  private static RouteTable newTable(Ec2Scope scope, Vpc vpc) {
    return RouteTable.builder()
        .routeTableId(ResourceIds.next("rtb"))
        .vpcId(vpc.vpcId())
        .ownerId(scope.account())
        .associations(List.of())
        .propagatingVgws(List.of())
        .routes(
            Route.builder()
                .destinationCidrBlock(vpc.cidrBlock())
                .gatewayId("local")
                .origin(RouteOrigin.CREATE_ROUTE_TABLE)
                .state(RouteState.ACTIVE)
                .build())
        .build();
  }

  private static CreateRouteTableResponse create(CreateRouteTableRequest request, Ec2Scope scope) {
    Vpc vpc = Vpcs.require(scope, Ec2Errors.requireParameter(request.vpcId(), "vpcId"));
    Map<String, String> tags = Ec2Tags.requested(request.tagSpecifications(), "route-table");
    scope.checkQuota(
        scope.state().routeTables.values().stream()
            .filter(item -> item.vpcId().equals(vpc.vpcId()))
            .count(),
        Quota.ROUTE_TABLES_PER_VPC,
        "RouteTableLimitExceeded",
        "The maximum number of route tables has been reached.");
    RouteTable table = newTable(scope, vpc);
    scope.state().routeTables.put(table.routeTableId(), table);
    scope.state().tag(table.routeTableId(), tags);
    return CreateRouteTableResponse.builder().routeTable(apiView(table, scope)).build();
  }

  private static RouteTable apiView(RouteTable table, Ec2Scope scope) {
    return table.toBuilder()
        .tags(scope.tags(table.routeTableId()))
        .routes(table.routes().stream().map(route -> Routes.apiView(route, scope)).toList())
        .build();
  }

  private static DescribeRouteTablesResponse describe(
      DescribeRouteTablesRequest request, Ec2Scope scope) {
    var filters =
        new ResourceFilters<RouteTable>(scope.state(), RouteTable::routeTableId)
            .on("route-table-id", RouteTable::routeTableId)
            .on("vpc-id", RouteTable::vpcId)
            .on("owner-id", RouteTable::ownerId)
            .on("association.main", table -> associations(table).map(RouteTableAssociation::main))
            .on("association.subnet-id", t -> associations(t).map(RouteTableAssociation::subnetId))
            .on(
                "association.gateway-id",
                t -> associations(t).map(RouteTableAssociation::gatewayId))
            .on(
                "association.route-table-id",
                table -> associations(table).map(RouteTableAssociation::routeTableId))
            .on(
                "association.route-table-association-id",
                table -> associations(table).map(RouteTableAssociation::routeTableAssociationId))
            .on(
                "route.destination-cidr-block",
                table -> table.routes().stream().map(Route::destinationCidrBlock))
            .on("route.gateway-id", table -> table.routes().stream().map(Route::gatewayId))
            .on("route.nat-gateway-id", table -> table.routes().stream().map(Route::natGatewayId))
            .on("route.origin", table -> table.routes().stream().map(Route::originAsString))
            .on("route.state", table -> table.routes().stream().map(Route::stateAsString))
            .toPredicate(request.filters());
    var page =
        Ec2Page.of(
            Ec2Scope.select(
                    scope.state().routeTables,
                    request.routeTableIds(),
                    Ec2Errors::routeTableNotFound)
                .map(table -> apiView(table, scope))
                .filter(filters),
            request.maxResults(),
            request.nextToken());
    return DescribeRouteTablesResponse.builder()
        .routeTables(page.items())
        .nextToken(page.next())
        .build();
  }

  private static Stream<RouteTableAssociation> associations(RouteTable table) {
    return table.associations().stream();
  }

  private static DeleteRouteTableResponse delete(DeleteRouteTableRequest request, Ec2Scope scope) {
    RouteTable table = require(scope, request.routeTableId());
    if (!table.associations().isEmpty()) {
      throw Ec2Errors.dependencyViolation("routeTable", table.routeTableId());
    }
    scope.state().routeTables.remove(table.routeTableId());
    scope.state().forgetTags(table.routeTableId());
    return DeleteRouteTableResponse.builder().build();
  }
}
