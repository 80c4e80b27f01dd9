package io.beta9.provisioning.cloudsim.aws.ec2;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** EC2's kinds of resources, told by the prefix of an id. */
enum ResourceKinds {
  VPC("vpc", "vpc", state -> state.vpcs, Ec2Faults::noVpc),
  SUBNET("subnet", "subnet", state -> state.subnets, Ec2Faults::noSubnet),
  NETWORK_ACL("acl", "network-acl", state -> state.networkAcls, Ec2Faults::noNetworkAcl),
  INTERNET_GATEWAY(
      "igw", "internet-gateway", state -> state.internetGateways, Ec2Faults::noInternetGateway),
  ROUTE_TABLE("rtb", "route-table", state -> state.routeTables, Ec2Faults::noRouteTable),
  SECURITY_GROUP("sg", "security-group", state -> state.securityGroups, Ec2Faults::noGroup),
  RULE("sgr", "security-group-rule", state -> state.securityGroupRules, Ec2Faults::noRule),
  ADDRESS("eipalloc", "elastic-ip", state -> state.addresses, Ec2Faults::noAllocation),
  NAT_GATEWAY("nat", "natgateway", state -> state.natGateways, Ec2Faults::noNatGateway),
  NETWORK_INTERFACE(
      "eni", "network-interface", state -> state.networkInterfaces, Ec2Faults::noNetworkInterface),
  ENDPOINT("vpce", "vpc-endpoint", state -> state.vpcEndpoints, Ec2Faults::noEndpoint),
  LAUNCH_TEMPLATE("lt", "launch-template", state -> state.launchTemplates, Ec2Faults::noTemplate),
  INSTANCE("i", "instance", state -> state.instances, Ec2Faults::noInstance),
  VOLUME("vol", "volume", state -> state.volumes, Ec2Faults::noVolume);

  private final String prefix;
  private final String type;
  private final Function<Ec2State, Map<String, ?>> entries;
  private final Function<String, RuntimeException> missing;

  ResourceKinds(
      String prefix,
      String type,
      Function<Ec2State, Map<String, ?>> entries,
      Function<String, RuntimeException> missing) {
    this.prefix = prefix;
    this.type = type;
    this.entries = entries;
    this.missing = missing;
  }

  static @Nullable ResourceKinds of(String id) {
    int dash = id.lastIndexOf('-');
    String prefix = dash < 0 ? id : id.substring(0, dash);
    for (ResourceKinds kind : values()) {
      if (kind.prefix.equals(prefix)) {
        return kind;
      }
    }
    return null;
  }

  /** The type as it stands in tag descriptions and ARNs; empty for an id of no known kind. */
  static String typeOf(String id) {
    ResourceKinds kind = of(id);
    return kind == null ? "" : kind.type;
  }

  /** Refuses an id that nothing has. */
  static void need(Scope scope, String id) {
    ResourceKinds kind = of(id);
    if (kind == null) {
      throw Ec2Faults.bad("InvalidID", "The ID '" + id + "' is not valid");
    }
    if (!kind.entries.apply(scope.state()).containsKey(id)) {
      throw kind.missing.apply(id);
    }
  }
}
