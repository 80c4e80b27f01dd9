package io.beta9.provisioning.cloudsim.aws.ec2.core;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import org.jspecify.annotations.Nullable;

/** Creates EC2 errors with the codes and messages of AWS. */
public final class Ec2Errors {
  private Ec2Errors() {}

  public static AwsErrorException badRequest(String code, String message) {
    return new AwsErrorException(400, code, message);
  }

  public static AwsErrorException invalidValue(String message) {
    return badRequest("InvalidParameterValue", message);
  }

  public static AwsErrorException dependencyViolation(String kind, String id) {
    return badRequest(
        "DependencyViolation",
        "The " + kind + " '" + id + "' has dependencies and cannot be deleted.");
  }

  public static AwsErrorException vpcNotFound(String id) {
    return badRequest("InvalidVpcID.NotFound", "The vpc ID '" + id + "' does not exist");
  }

  public static AwsErrorException flowLogNotFound(String id) {
    return badRequest("InvalidFlowLogId.NotFound", "The flow log ID '" + id + "' does not exist");
  }

  public static AwsErrorException subnetNotFound(String id) {
    return badRequest("InvalidSubnetID.NotFound", "The subnet ID '" + id + "' does not exist");
  }

  public static AwsErrorException internetGatewayNotFound(String id) {
    return badRequest(
        "InvalidInternetGatewayID.NotFound", "The internetGateway ID '" + id + "' does not exist");
  }

  public static AwsErrorException gatewayNotFound(String id) {
    return badRequest("InvalidGatewayID.NotFound", "The gateway ID '" + id + "' does not exist");
  }

  public static AwsErrorException natGatewayNotFound(String id) {
    return badRequest("NatGatewayNotFound", "NAT gateway " + id + " was not found");
  }

  public static AwsErrorException routeTableNotFound(String id) {
    return badRequest(
        "InvalidRouteTableID.NotFound", "The routeTable ID '" + id + "' does not exist");
  }

  public static AwsErrorException associationNotFound(String id) {
    return badRequest(
        "InvalidAssociationID.NotFound", "The association ID '" + id + "' does not exist");
  }

  public static AwsErrorException networkAclNotFound(String id) {
    return badRequest(
        "InvalidNetworkAclID.NotFound", "The networkAcl ID '" + id + "' does not exist");
  }

  public static AwsErrorException securityGroupNotFound(String id) {
    return badRequest("InvalidGroup.NotFound", "The security group '" + id + "' does not exist");
  }

  public static AwsErrorException securityGroupRuleNotFound(String id) {
    return badRequest(
        "InvalidSecurityGroupRuleId.NotFound",
        "The security group rule ID '" + id + "' does not exist");
  }

  public static AwsErrorException allocationNotFound(String id) {
    return badRequest(
        "InvalidAllocationID.NotFound", "The allocation ID '" + id + "' does not exist");
  }

  public static AwsErrorException networkInterfaceNotFound(String id) {
    return badRequest(
        "InvalidNetworkInterfaceID.NotFound",
        "The networkInterface ID '" + id + "' does not exist");
  }

  public static AwsErrorException vpcEndpointNotFound(String id) {
    return badRequest(
        "InvalidVpcEndpointId.NotFound", "The Vpc Endpoint Id '" + id + "' does not exist");
  }

  public static AwsErrorException instanceNotFound(String id) {
    return badRequest("InvalidInstanceID.NotFound", "The instance ID '" + id + "' does not exist");
  }

  public static AwsErrorException volumeNotFound(String id) {
    return badRequest("InvalidVolume.NotFound", "The volume '" + id + "' does not exist.");
  }

  public static AwsErrorException launchTemplateNotFound(String id) {
    return badRequest(
        "InvalidLaunchTemplateId.NotFound",
        "The specified launch template, with template ID " + id + ", does not exist.");
  }

  public static AwsErrorException launchTemplateNameNotFound(String name) {
    return badRequest(
        "InvalidLaunchTemplateName.NotFoundException",
        "The specified launch template, with template name " + name + ", does not exist.");
  }

  /** Returns the value of a parameter, or throws MissingParameter if it is absent. */
  public static <T> T requireParameter(@Nullable T value, String parameter) {
    if (value == null || (value instanceof String text && text.isEmpty())) {
      throw missingParameter(parameter);
    }
    return value;
  }

  public static AwsErrorException missingParameter(String parameter) {
    return badRequest("MissingParameter", "The request must contain the parameter " + parameter);
  }
}
