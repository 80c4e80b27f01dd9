package io.beta9.provisioning.cloudsim.aws.ec2.network;

import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Errors;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Operations;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2State;
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

/** The routes of route tables, to internet gateways, NAT gateways and network interfaces. */
final class Routes {
  private Routes() {}

  static void register(Ec2Operations operations) {
    operations.on(CreateRouteRequest.class, Routes::create);
    operations.on(ReplaceRouteRequest.class, Routes::replace);
    operations.on(DeleteRouteRequest.class, Routes::delete);
  }

  /** Returns a route with its state: {@code blackhole} if its target no longer exists. */
  static Route apiView(Route route, Ec2Scope scope) {
    return route.toBuilder()
        .state(isReachable(route, scope) ? RouteState.ACTIVE : RouteState.BLACKHOLE)
        .build();
  }

  private static boolean isReachable(Route route, Ec2Scope scope) {
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

  private static CreateRouteResponse create(CreateRouteRequest request, Ec2Scope scope) {
    RouteTable table = RouteTables.require(scope, request.routeTableId());
    Route route =
        route(
            table,
            new Destination(
                normalizedCidr(request.destinationCidrBlock()),
                request.destinationIpv6CidrBlock(),
                request.destinationPrefixListId()),
            new Target(request.gatewayId(), request.natGatewayId(), request.networkInterfaceId()),
            scope);
    if (table.routes().stream().anyMatch(sameDestination(route))) {
      throw Ec2Errors.badRequest(
          "RouteAlreadyExists",
          "The route identified by " + destination(route) + " already exists.");
    }
    scope.checkQuota(
        table.routes().size() - 1L,
        Quota.ROUTES_PER_TABLE,
        "RouteLimitExceeded",
        "The maximum number of routes has been reached.");
    List<Route> routes = new ArrayList<>(table.routes());
    routes.add(route);
    put(scope, table, routes);
    return CreateRouteResponse.builder().returnValue(true).build();
  }

  private static ReplaceRouteResponse replace(ReplaceRouteRequest request, Ec2Scope scope) {
    RouteTable table = RouteTables.require(scope, request.routeTableId());
    Route route =
        route(
            table,
            new Destination(
                normalizedCidr(request.destinationCidrBlock()),
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

  private static DeleteRouteResponse delete(DeleteRouteRequest request, Ec2Scope scope) {
    RouteTable table = RouteTables.require(scope, request.routeTableId());
    Route requested =
        Route.builder()
            .destinationCidrBlock(normalizedCidr(request.destinationCidrBlock()))
            .destinationIpv6CidrBlock(request.destinationIpv6CidrBlock())
            .destinationPrefixListId(request.destinationPrefixListId())
            .build();
    Route found =
        table.routes().stream()
            .filter(sameDestination(requested))
            .findFirst()
            .orElseThrow(() -> missing(destination(requested), table));
    if (found.origin() == RouteOrigin.CREATE_ROUTE_TABLE) {
      throw Ec2Errors.invalidValue(
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

  static void put(Ec2Scope scope, RouteTable table, List<Route> routes) {
    scope.state().routeTables.put(table.routeTableId(), table.toBuilder().routes(routes).build());
  }

  private record Destination(
      @Nullable String ipv4, @Nullable String ipv6, @Nullable String prefixList) {}

  private record Target(
      @Nullable String gateway, @Nullable String nat, @Nullable String networkInterface) {}

  private static Route route(RouteTable table, Destination to, Target target, Ec2Scope scope) {
    if (to.ipv4() == null && to.ipv6() == null && to.prefixList() == null) {
      throw Ec2Errors.missingParameter("destinationCidrBlock");
    }
    checkTarget(table, target, scope);
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

  private static void checkTarget(RouteTable table, Target target, Ec2Scope scope) {
    Ec2State state = scope.state();
    if (target.nat() != null) {
      NatGateway nat = state.natGateways.get(target.nat());
      if (nat == null
          || nat.state() == NatGatewayState.DELETED
          || nat.state() == NatGatewayState.FAILED) {
        throw Ec2Errors.badRequest(
            "InvalidNatGatewayID.NotFound",
            "The natGateway ID '" + target.nat() + "' does not exist");
      }
      requireSameNetwork(table, target.nat(), nat.vpcId());
      return;
    }
    if (target.networkInterface() != null) {
      var found =
          Ec2Scope.require(
              state.networkInterfaces,
              target.networkInterface(),
              Ec2Errors::networkInterfaceNotFound);
      requireSameNetwork(table, target.networkInterface(), found.vpcId());
      return;
    }
    String gateway = Ec2Errors.requireParameter(target.gateway(), "gatewayId");
    if (gateway.equals("local")) {
      return;
    }
    InternetGateway found =
        Ec2Scope.require(state.internetGateways, gateway, Ec2Errors::gatewayNotFound);
    if (!InternetGateways.isAttached(found, table.vpcId())) {
      throw Ec2Errors.invalidValue(
          "route table "
              + table.routeTableId()
              + " and network gateway "
              + gateway
              + " belong to different networks");
    }
  }

  private static void requireSameNetwork(RouteTable table, String target, String vpc) {
    if (!table.vpcId().equals(vpc)) {
      throw Ec2Errors.invalidValue(
          "route table "
              + table.routeTableId()
              + " and "
              + target
              + " belong to different networks");
    }
  }

  private static @Nullable String normalizedCidr(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      return Cidr.parse(text).toString();
    } catch (IllegalArgumentException malformed) {
      throw Ec2Errors.invalidValue(
          "Value ("
              + text
              + ") for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.");
    }
  }

  private static Predicate<Route> sameDestination(Route requested) {
    return route -> destination(route).equals(destination(requested));
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
    return Ec2Errors.badRequest(
        "InvalidRoute.NotFound",
        "no route with destination-cidr-block "
            + destination
            + " in route table "
            + table.routeTableId());
  }
}
