package io.beta9.provisioning.cloudsim.aws.ec2;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** EC2's kinds of resources, told by the prefix of an id. */
final class ResourceKinds {
  private static final List<Kind> ALL =
      List.of(
          new Kind("vpc", "vpc", state -> state.vpcs, Ec2Faults::noVpc),
          new Kind("subnet", "subnet", state -> state.subnets, Ec2Faults::noSubnet),
          new Kind("acl", "network-acl", state -> state.networkAcls, Ec2Faults::noNetworkAcl),
          new Kind(
              "igw",
              "internet-gateway",
              state -> state.internetGateways,
              Ec2Faults::noInternetGateway),
          new Kind("rtb", "route-table", state -> state.routeTables, Ec2Faults::noRouteTable),
          new Kind("sg", "security-group", state -> state.securityGroups, Ec2Faults::noGroup),
          new Kind(
              "sgr", "security-group-rule", state -> state.securityGroupRules, Ec2Faults::noRule),
          new Kind("eipalloc", "elastic-ip", state -> state.addresses, Ec2Faults::noAllocation),
          new Kind("nat", "natgateway", state -> state.natGateways, Ec2Faults::noNatGateway),
          new Kind(
              "eni",
              "network-interface",
              state -> state.networkInterfaces,
              Ec2Faults::noNetworkInterface),
          new Kind("vpce", "vpc-endpoint", state -> state.vpcEndpoints, Ec2Faults::noEndpoint),
          new Kind("lt", "launch-template", state -> state.launchTemplates, Ec2Faults::noTemplate),
          new Kind("i", "instance", state -> state.instances, Ec2Faults::noInstance),
          new Kind("vol", "volume", state -> state.volumes, Ec2Faults::noVolume));

  private ResourceKinds() {}

  private record Kind(
      String prefix,
      String type,
      Function<Ec2State, Map<String, ?>> entries,
      Function<String, RuntimeException> missing) {}

  private static Optional<Kind> of(String id) {
    int dash = id.lastIndexOf('-');
    String prefix = dash < 0 ? id : id.substring(0, dash);
    return ALL.stream().filter(kind -> kind.prefix().equals(prefix)).findFirst();
  }

  /** The type as it stands in tag descriptions and ARNs; empty for an id of no known kind. */
  static String typeOf(String id) {
    return of(id).map(Kind::type).orElse("");
  }

  /** Refuses an id that nothing has. */
  static void need(Scope scope, String id) {
    Kind kind =
        of(id).orElseThrow(() -> Ec2Faults.bad("InvalidID", "The ID '" + id + "' is not valid"));
    if (!kind.entries().apply(scope.state()).containsKey(id)) {
      throw kind.missing().apply(id);
    }
  }
}
