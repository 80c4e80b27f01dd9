package io.beta9.provisioning.cloudsim.aws.ec2;

import io.beta9.provisioning.cloudsim.aws.AwsFault;
import org.jspecify.annotations.Nullable;

/** EC2's errors: its codes on the wire, and messages as AWS words them. */
final class Ec2Faults {
  private Ec2Faults() {}

  static AwsFault bad(String code, String message) {
    return new AwsFault(400, code, message);
  }

  static AwsFault invalidValue(String message) {
    return bad("InvalidParameterValue", message);
  }

  static AwsFault dependency(String kind, String id) {
    return bad(
        "DependencyViolation",
        "The " + kind + " '" + id + "' has dependencies and cannot be deleted.");
  }

  static AwsFault noVpc(String id) {
    return bad("InvalidVpcID.NotFound", "The vpc ID '" + id + "' does not exist");
  }

  static AwsFault noSubnet(String id) {
    return bad("InvalidSubnetID.NotFound", "The subnet ID '" + id + "' does not exist");
  }

  static AwsFault noInternetGateway(String id) {
    return bad(
        "InvalidInternetGatewayID.NotFound", "The internetGateway ID '" + id + "' does not exist");
  }

  static AwsFault noGateway(String id) {
    return bad("InvalidGatewayID.NotFound", "The gateway ID '" + id + "' does not exist");
  }

  static AwsFault noNatGateway(String id) {
    return bad("NatGatewayNotFound", "NAT gateway " + id + " was not found");
  }

  static AwsFault noRouteTable(String id) {
    return bad("InvalidRouteTableID.NotFound", "The routeTable ID '" + id + "' does not exist");
  }

  static AwsFault noAssociation(String id) {
    return bad("InvalidAssociationID.NotFound", "The association ID '" + id + "' does not exist");
  }

  static AwsFault noNetworkAcl(String id) {
    return bad("InvalidNetworkAclID.NotFound", "The networkAcl ID '" + id + "' does not exist");
  }

  static AwsFault noGroup(String id) {
    return bad("InvalidGroup.NotFound", "The security group '" + id + "' does not exist");
  }

  static AwsFault noRule(String id) {
    return bad(
        "InvalidSecurityGroupRuleId.NotFound",
        "The security group rule ID '" + id + "' does not exist");
  }

  static AwsFault noAllocation(String id) {
    return bad("InvalidAllocationID.NotFound", "The allocation ID '" + id + "' does not exist");
  }

  static AwsFault noNetworkInterface(String id) {
    return bad(
        "InvalidNetworkInterfaceID.NotFound",
        "The networkInterface ID '" + id + "' does not exist");
  }

  static AwsFault noEndpoint(String id) {
    return bad("InvalidVpcEndpointId.NotFound", "The Vpc Endpoint Id '" + id + "' does not exist");
  }

  static AwsFault noInstance(String id) {
    return bad("InvalidInstanceID.NotFound", "The instance ID '" + id + "' does not exist");
  }

  static AwsFault noVolume(String id) {
    return bad("InvalidVolume.NotFound", "The volume '" + id + "' does not exist.");
  }

  static AwsFault noTemplate(String id) {
    return bad(
        "InvalidLaunchTemplateId.NotFound",
        "The specified launch template, with template ID " + id + ", does not exist.");
  }

  static AwsFault noTemplateNamed(String name) {
    return bad(
        "InvalidLaunchTemplateName.NotFoundException",
        "The specified launch template, with template name " + name + ", does not exist.");
  }

  /** The parameter's value, or the fault that says it must be given. */
  static <T> T required(@Nullable T value, String parameter) {
    if (value == null || (value instanceof String text && text.isEmpty())) {
      throw missing(parameter);
    }
    return value;
  }

  static AwsFault missing(String parameter) {
    return bad("MissingParameter", "The request must contain the parameter " + parameter);
  }
}
