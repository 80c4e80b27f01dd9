package io.beta9.provisioning.cloudsim.aws.ec2;

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

/** Route tables themselves; their routes and associations have places of their own. */
final class RouteTables {
  private RouteTables() {}

  static void register(Ec2Operations operations) {
    operations.on(CreateRouteTableRequest.class, RouteTables::create);
    operations.on(DescribeRouteTablesRequest.class, RouteTables::describe);
    operations.on(DeleteRouteTableRequest.class, RouteTables::delete);
    Routes.register(operations);
    RouteTableAssociations.register(operations);
  }

  static RouteTable need(Scope scope, @Nullable String id) {
    return Scope.need(scope.state().routeTables, id, Ec2Faults::noRouteTable);
  }

  static boolean isMain(RouteTable table) {
    return table.associations().stream().anyMatch(RouteTableAssociation::main);
  }

  /** The main route table that a new VPC comes with. */
  static void addMain(Scope scope, Vpc vpc) {
    RouteTable table = fresh(scope, vpc);
    scope
        .state()
        .routeTables
        .put(
            table.routeTableId(),
            table.toBuilder()
                .associations(RouteTableAssociations.association(table.routeTableId(), null))
                .build());
  }

  private static RouteTable fresh(Scope scope, Vpc vpc) {
    return RouteTable.builder()
        .routeTableId(Ids.next("rtb"))
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

  private static CreateRouteTableResponse create(CreateRouteTableRequest request, Scope scope) {
    Vpc vpc = Vpcs.need(scope, Ec2Faults.required(request.vpcId(), "vpcId"));
    Map<String, String> tags = Tags.given(request.tagSpecifications(), "route-table");
    scope.oneMore(
        scope.state().routeTables.values().stream()
            .filter(one -> one.vpcId().equals(vpc.vpcId()))
            .count(),
        Quota.ROUTE_TABLES_PER_VPC,
        "RouteTableLimitExceeded",
        "The maximum number of route tables has been reached.");
    RouteTable table = fresh(scope, vpc);
    scope.state().routeTables.put(table.routeTableId(), table);
    scope.state().tag(table.routeTableId(), tags);
    return CreateRouteTableResponse.builder().routeTable(shown(table, scope)).build();
  }

  private static RouteTable shown(RouteTable table, Scope scope) {
    return table.toBuilder()
        .tags(scope.tags(table.routeTableId()))
        .routes(table.routes().stream().map(route -> Routes.shown(route, scope)).toList())
        .build();
  }

  private static DescribeRouteTablesResponse describe(
      DescribeRouteTablesRequest request, Scope scope) {
    var filters =
        new Filters<RouteTable>(scope.state(), RouteTable::routeTableId)
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
            .of(request.filters());
    var page =
        Page.of(
            Scope.select(
                    scope.state().routeTables, request.routeTableIds(), Ec2Faults::noRouteTable)
                .map(table -> shown(table, scope))
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

  private static DeleteRouteTableResponse delete(DeleteRouteTableRequest request, Scope scope) {
    RouteTable table = need(scope, request.routeTableId());
    if (!table.associations().isEmpty()) {
      throw Ec2Faults.dependency("routeTable", table.routeTableId());
    }
    scope.state().routeTables.remove(table.routeTableId());
    scope.state().forgetTags(table.routeTableId());
    return DeleteRouteTableResponse.builder().build();
  }
}
