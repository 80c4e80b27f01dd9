package io.beta9.provisioning.cloudsim.aws.ec2.core;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** EC2 resource types, identified by the prefix of a resource id. */
public final class ResourceTypes {
  private static final List<ResourceType> ALL =
      List.of(
          new ResourceType("vpc", "vpc", state -> state.vpcs, Ec2Errors::vpcNotFound),
          new ResourceType("subnet", "subnet", state -> state.subnets, Ec2Errors::subnetNotFound),
          new ResourceType(
              "acl", "network-acl", state -> state.networkAcls, Ec2Errors::networkAclNotFound),
          new ResourceType(
              "igw",
              "internet-gateway",
              state -> state.internetGateways,
              Ec2Errors::internetGatewayNotFound),
          new ResourceType(
              "rtb", "route-table", state -> state.routeTables, Ec2Errors::routeTableNotFound),
          new ResourceType(
              "sg",
              "security-group",
              state -> state.securityGroups,
              Ec2Errors::securityGroupNotFound),
          new ResourceType(
              "sgr",
              "security-group-rule",
              state -> state.securityGroupRules,
              Ec2Errors::securityGroupRuleNotFound),
          new ResourceType(
              "eipalloc", "elastic-ip", state -> state.addresses, Ec2Errors::allocationNotFound),
          new ResourceType(
              "nat", "natgateway", state -> state.natGateways, Ec2Errors::natGatewayNotFound),
          new ResourceType(
              "eni",
              "network-interface",
              state -> state.networkInterfaces,
              Ec2Errors::networkInterfaceNotFound),
          new ResourceType(
              "vpce", "vpc-endpoint", state -> state.vpcEndpoints, Ec2Errors::vpcEndpointNotFound),
          new ResourceType(
              "lt",
              "launch-template",
              state -> state.launchTemplates,
              Ec2Errors::launchTemplateNotFound),
          new ResourceType(
              "fl", "vpc-flow-log", state -> state.flowLogs, Ec2Errors::flowLogNotFound),
          new ResourceType("i", "instance", state -> state.instances, Ec2Errors::instanceNotFound),
          new ResourceType("vol", "volume", state -> state.volumes, Ec2Errors::volumeNotFound));

  private ResourceTypes() {}

  private record ResourceType(
      String prefix,
      String type,
      Function<Ec2State, Map<String, ?>> entries,
      Function<String, RuntimeException> missing) {}

  private static Optional<ResourceType> of(String id) {
    int dash = id.lastIndexOf('-');
    String prefix = dash < 0 ? id : id.substring(0, dash);
    return ALL.stream().filter(kind -> kind.prefix().equals(prefix)).findFirst();
  }

  /** Returns the type as used in tag descriptions and ARNs; empty for an unknown prefix. */
  public static String typeOf(String id) {
    return of(id).map(ResourceType::type).orElse("");
  }

  /** Returns whether a resource with this id exists. */
  public static boolean exists(Ec2State state, String id) {
    return of(id).filter(type -> type.entries().apply(state).containsKey(id)).isPresent();
  }

  /** Throws the type's not-found error if no resource has this id. */
  static void requireExists(Ec2Scope scope, String id) {
    ResourceType kind =
        of(id)
            .orElseThrow(
                () -> Ec2Errors.badRequest("InvalidID", "The ID '" + id + "' is not valid"));
    if (!kind.entries().apply(scope.state()).containsKey(id)) {
      throw kind.missing().apply(id);
    }
  }
}
