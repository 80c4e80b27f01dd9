package io.beta9.provisioning.cloudsim.aws.ec2;

import static io.beta9.provisioning.cloudsim.aws.InProcessCloud.assertAwsError;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.aws.ec2.network.NatGateways;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.NatGatewayState;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteState;

class RoutingTest extends Ec2TestBase {

  private String table(String vpc) {
    return ec2.createRouteTable(r -> r.vpcId(vpc)).routeTable().routeTableId();
  }

  private String nat(String subnet, String allocation) {
    return ec2.createNatGateway(r -> r.subnetId(subnet).allocationId(allocation))
        .natGateway()
        .natGatewayId();
  }

  private NatGateway natOf(String id) {
    return ec2.describeNatGateways(r -> r.natGatewayIds(id)).natGateways().getFirst();
  }

  @Test
  void rejects_a_second_route_for_a_destination() {
    String vpc = vpc();
    String table = table(vpc);
    String gateway = gateway(vpc);
    ec2.createRoute(
        r -> r.routeTableId(table).destinationCidrBlock("0.0.0.0/0").gatewayId(gateway));

    assertAwsError(
        "RouteAlreadyExists",
        () ->
            ec2.createRoute(
                r -> r.routeTableId(table).destinationCidrBlock("0.0.0.0/0").gatewayId(gateway)));
    assertAwsError(
        "InvalidParameterValue",
        () -> ec2.deleteRoute(r -> r.routeTableId(table).destinationCidrBlock("10.42.0.0/16")));
    ec2.deleteRoute(r -> r.routeTableId(table).destinationCidrBlock("0.0.0.0/0"));
    assertAwsError(
        "InvalidRoute.NotFound",
        () -> ec2.deleteRoute(r -> r.routeTableId(table).destinationCidrBlock("0.0.0.0/0")));
  }

  @Test
  void associates_a_subnet_with_one_route_table_only() {
    String vpc = vpc();
    String subnet = subnet(vpc, "10.42.0.0/20", "us-east-1a");
    String table = table(vpc);
    String association =
        ec2.associateRouteTable(r -> r.routeTableId(table).subnetId(subnet)).associationId();

    assertAwsError(
        "Resource.AlreadyAssociated",
        () -> ec2.associateRouteTable(r -> r.routeTableId(table(vpc)).subnetId(subnet)));
    assertAwsError("DependencyViolation", () -> ec2.deleteRouteTable(r -> r.routeTableId(table)));
    assertThat(
            ec2.describeRouteTables(
                    r -> r.filters(filter("association.route-table-association-id", association)))
                .routeTables())
        .hasSize(1);

    ec2.disassociateRouteTable(r -> r.associationId(association));
    ec2.deleteRouteTable(r -> r.routeTableId(table));
    assertAwsError(
        "InvalidAssociationID.NotFound",
        () -> ec2.disassociateRouteTable(r -> r.associationId(association)));
  }

  @Test
  void keeps_the_address_of_a_nat_gateway_in_use_until_it_is_deleted() {
    cloud.setLatency(NatGateways.LATENCY, Duration.ofSeconds(90));
    cloud.setLatency(NatGateways.LATENCY + ":delete", Duration.ofSeconds(40));
    String vpc = vpc();
    String gateway = gateway(vpc);
    String subnet = subnet(vpc, "10.42.0.0/20", "us-east-1a");
    String allocation = address();
    String nat = nat(subnet, allocation);

    assertThat(natOf(nat).state()).isEqualTo(NatGatewayState.PENDING);
    cloud.advanceClock(Duration.ofSeconds(90));
    assertThat(natOf(nat).state()).isEqualTo(NatGatewayState.AVAILABLE);
    assertThat(natOf(nat).natGatewayAddresses().getFirst().publicIp()).startsWith("198.18.");
    assertAwsError("AuthFailure", () -> ec2.releaseAddress(r -> r.allocationId(allocation)));
    assertAwsError("Resource.AlreadyAssociated", () -> nat(subnet, allocation));
    assertAwsError("DependencyViolation", () -> ec2.deleteSubnet(r -> r.subnetId(subnet)));
    assertAwsError(
        "DependencyViolation",
        () -> ec2.detachInternetGateway(r -> r.internetGatewayId(gateway).vpcId(vpc)));

    ec2.deleteNatGateway(r -> r.natGatewayId(nat));
    assertThat(natOf(nat).state()).isEqualTo(NatGatewayState.DELETING);
    cloud.advanceClock(Duration.ofSeconds(40));
    assertThat(natOf(nat).state()).isEqualTo(NatGatewayState.DELETED);
    ec2.releaseAddress(r -> r.allocationId(allocation));
    ec2.detachInternetGateway(r -> r.internetGatewayId(gateway).vpcId(vpc));
    ec2.deleteSubnet(r -> r.subnetId(subnet));

    cloud.advanceClock(Duration.ofHours(1));
    assertAwsError("NatGatewayNotFound", () -> natOf(nat));
  }

  @Test
  void fails_a_nat_gateway_in_a_vpc_without_an_internet_gateway() {
    String subnet = subnet(vpc(), "10.42.0.0/20", "us-east-1a");
    String nat = nat(subnet, address());
    assertThat(natOf(nat).state()).isEqualTo(NatGatewayState.FAILED);
    assertThat(natOf(nat).failureCode()).isEqualTo("Gateway.NotAttached");
  }

  @Test
  void marks_a_route_to_a_deleted_target_as_blackhole() {
    String vpc = vpc();
    gateway(vpc);
    String subnet = subnet(vpc, "10.42.0.0/20", "us-east-1a");
    String table = table(vpc);
    String nat = nat(subnet, address());
    ec2.createRoute(r -> r.routeTableId(table).destinationCidrBlock("0.0.0.0/0").natGatewayId(nat));
    ec2.deleteNatGateway(r -> r.natGatewayId(nat));

    assertThat(
            ec2.describeRouteTables(r -> r.routeTableIds(table)).routeTables().getFirst().routes())
        .extracting(Route::state)
        .containsExactly(RouteState.ACTIVE, RouteState.BLACKHOLE);
    assertAwsError(
        "InvalidNatGatewayID.NotFound",
        () ->
            ec2.createRoute(
                r -> r.routeTableId(table).destinationCidrBlock("1.0.0.0/8").natGatewayId(nat)));
  }

  @Test
  void enforces_the_quotas_of_addresses_and_nat_gateways() {
    String vpc = vpc();
    gateway(vpc);
    String subnet = subnet(vpc, "10.42.0.0/20", "us-east-1a");
    String elsewhere = subnet(vpc, "10.42.16.0/20", "us-east-1b");
    cloud.setCondition("quota", "L-FE5A380F", "1");
    nat(subnet, address());
    assertAwsError("NatGatewayLimitExceeded", () -> nat(subnet, address()));
    nat(elsewhere, address());
    cloud.setCondition("quota", "L-0263D0A3", "3");
    assertAwsError("AddressLimitExceeded", this::address);
  }

  @Test
  void adds_a_route_to_the_tables_of_a_gateway_endpoint() {
    String vpc = vpc();
    String table = table(vpc);
    String endpoint =
        ec2.createVpcEndpoint(
                r -> r.vpcId(vpc).serviceName("com.amazonaws.us-east-1.s3").routeTableIds(table))
            .vpcEndpoint()
            .vpcEndpointId();

    assertThat(
            ec2.describeRouteTables(r -> r.routeTableIds(table)).routeTables().getFirst().routes())
        .extracting(Route::gatewayId)
        .containsExactly("local", endpoint);
    assertAwsError("DependencyViolation", () -> ec2.deleteVpc(r -> r.vpcId(vpc)));
    ec2.modifyVpcEndpoint(r -> r.vpcEndpointId(endpoint).removeRouteTableIds(table));
    assertThat(
            ec2.describeRouteTables(r -> r.routeTableIds(table)).routeTables().getFirst().routes())
        .hasSize(1);
    assertThat(ec2.deleteVpcEndpoints(r -> r.vpcEndpointIds(endpoint)).unsuccessful()).isEmpty();
  }

  @Test
  void shows_a_deleted_endpoint_for_an_hour_without_counting_it() {
    String vpc = vpc();
    String endpoint =
        ec2.createVpcEndpoint(r -> r.vpcId(vpc).serviceName("com.amazonaws.us-east-1.s3"))
            .vpcEndpoint()
            .vpcEndpointId();
    ec2.deleteVpcEndpoints(r -> r.vpcEndpointIds(endpoint));

    assertThat(ec2.describeVpcEndpoints(r -> r.vpcEndpointIds(endpoint)).vpcEndpoints())
        .extracting(one -> one.stateAsString())
        .containsExactly("deleted");
    assertThat(ec2.deleteVpcEndpoints(r -> r.vpcEndpointIds(endpoint)).unsuccessful()).hasSize(1);
    ec2.deleteVpc(r -> r.vpcId(vpc));
    cloud.advanceClock(java.time.Duration.ofHours(1));
    assertAwsError(
        "InvalidVpcEndpointId.NotFound",
        () -> ec2.describeVpcEndpoints(r -> r.vpcEndpointIds(endpoint)));
  }

  @Test
  void returns_the_first_response_for_a_repeated_client_token() {
    String vpc = vpc();
    gateway(vpc);
    String subnet = subnet(vpc, "10.42.0.0/20", "us-east-1a");
    String allocation = address();
    String first =
        ec2.createNatGateway(r -> r.subnetId(subnet).allocationId(allocation).clientToken("once"))
            .natGateway()
            .natGatewayId();
    String second =
        ec2.createNatGateway(r -> r.subnetId(subnet).allocationId(allocation).clientToken("once"))
            .natGateway()
            .natGatewayId();
    assertThat(second).isEqualTo(first);
    assertAwsError(
        "IdempotentParameterMismatch",
        () -> ec2.createNatGateway(r -> r.subnetId(subnet).clientToken("once")));
  }
}
