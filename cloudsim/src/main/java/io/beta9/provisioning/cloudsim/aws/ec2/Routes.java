package io.beta9.provisioning.cloudsim.aws.ec2;

import io.beta9.provisioning.cloudsim.aws.quotas.Quota;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateRouteRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteResponse;
import software.amazon.awssdk.services.ec2.model.DeleteRouteRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteResponse;
import software.amazon.awssdk.services.ec2.model.InternetGateway;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.NatGatewayState;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteResponse;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteOrigin;
import software.amazon.awssdk.services.ec2.model.RouteState;
import software.amazon.awssdk.services.ec2.model.RouteTable;

/** The routes of a route table, to internet gateways, NAT gateways and network interfaces. */
final class Routes {
  private Routes() {}

  static void register(Ec2Operations operations) {
    operations.on(CreateRouteRequest.class, Routes::create);
    operations.on(ReplaceRouteRequest.class, Routes::replace);
    operations.on(DeleteRouteRequest.class, Routes::delete);
  }

  /** A route with its state: a black hole where its target is gone. */
  static Route shown(Route route, Scope scope) {
    return route.toBuilder()
        .state(reachable(route, scope) ? RouteState.ACTIVE : RouteState.BLACKHOLE)
        .build();
  }

  private static boolean reachable(Route route, Scope scope) {
    Ec2State state = scope.state();
    if (route.natGatewayId() != null) {
      NatGateway nat = state.natGateways.get(route.natGatewayId());
      return nat != null
          && (nat.state() == NatGatewayState.AVAILABLE || nat.state() == NatGatewayState.PENDING);
    }
    if (route.networkInterfaceId() != null) {
      return state.networkInterfaces.containsKey(route.networkInterfaceId());
    }
    String gateway = route.gatewayId();
    if (gateway != null && gateway.startsWith("igw-")) {
      InternetGateway internet = state.internetGateways.get(gateway);
      return internet != null && !internet.attachments().isEmpty();
    }
    return true;
  }

  private static CreateRouteResponse create(CreateRouteRequest request, Scope scope) {
    RouteTable table = RouteTables.need(scope, request.routeTableId());
    Route route =
        route(
            table,
            new Destination(
                block(request.destinationCidrBlock()),
                request.destinationIpv6CidrBlock(),
                request.destinationPrefixListId()),
            new Target(request.gatewayId(), request.natGatewayId(), request.networkInterfaceId()),
            scope);
    if (table.routes().stream().anyMatch(sameDestination(route))) {
      throw Ec2Faults.bad(
          "RouteAlreadyExists",
          "The route identified by " + destination(route) + " already exists.");
    }
    scope.oneMore(
        table.routes().size() - 1L,
        Quota.ROUTES_PER_TABLE,
        "RouteLimitExceeded",
        "The maximum number of routes has been reached.");
    List<Route> routes = new ArrayList<>(table.routes());
    routes.add(route);
    put(scope, table, routes);
    return CreateRouteResponse.builder().returnValue(true).build();
  }

  private static ReplaceRouteResponse replace(ReplaceRouteRequest request, Scope scope) {
    RouteTable table = RouteTables.need(scope, request.routeTableId());
    Route route =
        route(
            table,
            new Destination(
                block(request.destinationCidrBlock()),
                request.destinationIpv6CidrBlock(),
                request.destinationPrefixListId()),
            new Target(request.gatewayId(), request.natGatewayId(), request.networkInterfaceId()),
            scope);
    List<Route> routes = new ArrayList<>(table.routes());
    if (!routes.removeIf(sameDestination(route))) {
      throw missing(destination(route), table);
    }
    routes.add(route);
    put(scope, table, routes);
    return ReplaceRouteResponse.builder().build();
  }

  private static DeleteRouteResponse delete(DeleteRouteRequest request, Scope scope) {
    RouteTable table = RouteTables.need(scope, request.routeTableId());
    Route wanted =
        Route.builder()
            .destinationCidrBlock(block(request.destinationCidrBlock()))
            .destinationIpv6CidrBlock(request.destinationIpv6CidrBlock())
            .destinationPrefixListId(request.destinationPrefixListId())
            .build();
    Route found =
        table.routes().stream()
            .filter(sameDestination(wanted))
            .findFirst()
            .orElseThrow(() -> missing(destination(wanted), table));
    if (found.origin() == RouteOrigin.CREATE_ROUTE_TABLE) {
      throw Ec2Faults.invalidValue(
          "cannot remove local route "
              + destination(found)
              + " in route table "
              + table.routeTableId());
    }
    List<Route> routes = new ArrayList<>(table.routes());
    routes.remove(found);
    put(scope, table, routes);
    return DeleteRouteResponse.builder().build();
  }

  static void put(Scope scope, RouteTable table, List<Route> routes) {
    scope.state().routeTables.put(table.routeTableId(), table.toBuilder().routes(routes).build());
  }

  private record Destination(
      @Nullable String ipv4, @Nullable String ipv6, @Nullable String prefixList) {}

  private record Target(
      @Nullable String gateway, @Nullable String nat, @Nullable String networkInterface) {}

  private static Route route(RouteTable table, Destination to, Target target, Scope scope) {
    if (to.ipv4() == null && to.ipv6() == null && to.prefixList() == null) {
      throw Ec2Faults.missing("destinationCidrBlock");
    }
    check(table, target, scope);
    return Route.builder()
        .destinationCidrBlock(to.ipv4())
        .destinationIpv6CidrBlock(to.ipv6())
        .destinationPrefixListId(to.prefixList())
        .gatewayId(target.gateway())
        .natGatewayId(target.nat())
        .networkInterfaceId(target.networkInterface())
        .origin(RouteOrigin.CREATE_ROUTE)
        .state(RouteState.ACTIVE)
        .build();
  }

  private static void check(RouteTable table, Target target, Scope scope) {
    Ec2State state = scope.state();
    if (target.nat() != null) {
      NatGateway nat = state.natGateways.get(target.nat());
      if (nat == null
          || nat.state() == NatGatewayState.DELETED
          || nat.state() == NatGatewayState.FAILED) {
        throw Ec2Faults.bad(
            "InvalidNatGatewayID.NotFound",
            "The natGateway ID '" + target.nat() + "' does not exist");
      }
      sameNetwork(table, target.nat(), nat.vpcId());
      return;
    }
    if (target.networkInterface() != null) {
      var found =
          Scope.need(
              state.networkInterfaces, target.networkInterface(), Ec2Faults::noNetworkInterface);
      sameNetwork(table, target.networkInterface(), found.vpcId());
      return;
    }
    String gateway = Ec2Faults.required(target.gateway(), "gatewayId");
    if (gateway.equals("local")) {
      return;
    }
    InternetGateway found = Scope.need(state.internetGateways, gateway, Ec2Faults::noGateway);
    if (!InternetGateways.isAttached(found, table.vpcId())) {
      throw Ec2Faults.invalidValue(
          "route table "
              + table.routeTableId()
              + " and network gateway "
              + gateway
              + " belong to different networks");
    }
  }

  private static void sameNetwork(RouteTable table, String target, String vpc) {
    if (!table.vpcId().equals(vpc)) {
      throw Ec2Faults.invalidValue(
          "route table "
              + table.routeTableId()
              + " and "
              + target
              + " belong to different networks");
    }
  }

  private static @Nullable String block(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      return Cidr.parse(text).toString();
    } catch (IllegalArgumentException malformed) {
      throw Ec2Faults.invalidValue(
          "Value ("
              + text
              + ") for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.");
    }
  }

  private static Predicate<Route> sameDestination(Route wanted) {
    return route -> destination(route).equals(destination(wanted));
  }

  private static String destination(Route route) {
    if (route.destinationCidrBlock() != null) {
      return route.destinationCidrBlock();
    }
    return route.destinationIpv6CidrBlock() != null
        ? route.destinationIpv6CidrBlock()
        : String.valueOf(route.destinationPrefixListId());
  }

  private static RuntimeException missing(String destination, RouteTable table) {
    return Ec2Faults.bad(
        "InvalidRoute.NotFound",
        "no route with destination-cidr-block "
            + destination
            + " in route table "
            + table.routeTableId());
  }
}
