package io.beta9.provisioning.cloudsim.aws.ec2.network;

import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Errors;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Operations;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AssociateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.AssociateRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteTableAssociationRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteTableAssociationResponse;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociationState;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociationStateCode;
import software.amazon.awssdk.services.ec2.model.Subnet;

/** The associations of subnets with route tables, and of VPCs with their main route table. */
final class RouteTableAssociations {
  private static final RouteTableAssociationState ASSOCIATED =
      RouteTableAssociationState.builder().state(RouteTableAssociationStateCode.ASSOCIATED).build();

  private RouteTableAssociations() {}

  static void register(Ec2Operations operations) {
    operations.on(AssociateRouteTableRequest.class, RouteTableAssociations::associate);
    operations.on(DisassociateRouteTableRequest.class, RouteTableAssociations::disassociate);
    operations.on(ReplaceRouteTableAssociationRequest.class, RouteTableAssociations::replace);
  }

  /** Creates an association; without a subnet it is the one of a VPC's main table. */
  static RouteTableAssociation association(String table, @Nullable String subnet) {
    return RouteTableAssociation.builder()
        .routeTableAssociationId(ResourceIds.next("rtbassoc"))
        .routeTableId(table)
        .subnetId(subnet)
        .main(subnet == null)
        .associationState(ASSOCIATED)
        .build();
  }

  static void forgetSubnet(Ec2Scope scope, String subnet) {
    for (RouteTable table : new ArrayList<>(scope.state().routeTables.values())) {
      if (table.associations().stream().anyMatch(item -> subnet.equals(item.subnetId()))) {
        put(
            scope,
            table,
            table.associations().stream().filter(item -> !subnet.equals(item.subnetId())).toList());
      }
    }
  }

  private static AssociateRouteTableResponse associate(
      AssociateRouteTableRequest request, Ec2Scope scope) {
    RouteTable table = RouteTables.require(scope, request.routeTableId());
    Subnet subnet =
        Subnets.require(scope, Ec2Errors.requireParameter(request.subnetId(), "subnetId"));
    if (!subnet.vpcId().equals(table.vpcId())) {
      throw Ec2Errors.invalidValue(
          "Route table "
              + table.routeTableId()
              + " and subnet "
              + subnet.subnetId()
              + " belong to different networks");
    }
    boolean taken =
        scope.state().routeTables.values().stream()
            .flatMap(other -> other.associations().stream())
            .anyMatch(other -> subnet.subnetId().equals(other.subnetId()));
    if (taken) {
      throw Ec2Errors.badRequest(
          "Resource.AlreadyAssociated",
          "the specified association for route table "
              + table.routeTableId()
              + " conflicts with an existing association");
    }
    RouteTableAssociation added = association(table.routeTableId(), subnet.subnetId());
    put(scope, table, with(table, added));
    return AssociateRouteTableResponse.builder()
        .associationId(added.routeTableAssociationId())
        .associationState(ASSOCIATED)
        .build();
  }

  private static DisassociateRouteTableResponse disassociate(
      DisassociateRouteTableRequest request, Ec2Scope scope) {
    RouteTableAssociation found = require(scope, request.associationId());
    if (found.main()) {
      throw Ec2Errors.invalidValue(
          "cannot disassociate the main route table association "
              + found.routeTableAssociationId());
    }
    RouteTable table = RouteTables.require(scope, found.routeTableId());
    put(scope, table, without(table, found));
    return DisassociateRouteTableResponse.builder().build();
  }

  private static ReplaceRouteTableAssociationResponse replace(
      ReplaceRouteTableAssociationRequest request, Ec2Scope scope) {
    RouteTableAssociation found = require(scope, request.associationId());
    RouteTable next = RouteTables.require(scope, request.routeTableId());
    RouteTable previous = RouteTables.require(scope, found.routeTableId());
    if (!next.vpcId().equals(previous.vpcId())) {
      throw Ec2Errors.invalidValue(
          "Route table " + next.routeTableId() + " belongs to another network");
    }
    put(scope, previous, without(previous, found));
    RouteTable now = RouteTables.require(scope, next.routeTableId());
    RouteTableAssociation added = association(now.routeTableId(), found.subnetId());
    put(scope, now, with(now, added));
    return ReplaceRouteTableAssociationResponse.builder()
        .newAssociationId(added.routeTableAssociationId())
        .associationState(ASSOCIATED)
        .build();
  }

  private static RouteTableAssociation require(Ec2Scope scope, @Nullable String id) {
    Optional<RouteTableAssociation> found =
        scope.state().routeTables.values().stream()
            .flatMap(table -> table.associations().stream())
            .filter(item -> item.routeTableAssociationId().equals(id))
            .findFirst();
    return found.orElseThrow(() -> Ec2Errors.associationNotFound(Objects.toString(id)));
  }

  private static List<RouteTableAssociation> with(RouteTable table, RouteTableAssociation added) {
    List<RouteTableAssociation> all = new ArrayList<>(table.associations());
    all.add(added);
    return all;
  }

  private static List<RouteTableAssociation> without(
      RouteTable table, RouteTableAssociation removed) {
    return table.associations().stream().filter(item -> !item.equals(removed)).toList();
  }

  private static void put(Ec2Scope scope, RouteTable table, List<RouteTableAssociation> all) {
    scope
        .state()
        .routeTables
        .put(table.routeTableId(), table.toBuilder().associations(all).build());
  }
}
