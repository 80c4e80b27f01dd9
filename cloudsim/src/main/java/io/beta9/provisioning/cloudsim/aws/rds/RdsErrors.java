package io.beta9.provisioning.cloudsim.aws.rds;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;

/** Creates RDS errors. Most codes on the wire lack the {@code Fault} suffix of the class names. */
final class RdsErrors {
  private RdsErrors() {}

  static AwsErrorException instanceNotFound(String identifier) {
    return new AwsErrorException(
        404, "DBInstanceNotFound", "DBInstance " + identifier + " not found.");
  }

  static AwsErrorException parameterGroupNotFound(String name) {
    return new AwsErrorException(
        404, "DBParameterGroupNotFound", "DBParameterGroup not found: " + name);
  }

  static AwsErrorException subnetGroupNotFound(String name) {
    return new AwsErrorException(
        404, "DBSubnetGroupNotFoundFault", "DB subnet group '" + name + "' does not exist.");
  }

  static AwsErrorException invalidValue(String message) {
    return new AwsErrorException(400, "InvalidParameterValue", message);
  }

  static AwsErrorException invalidCombination(String message) {
    return new AwsErrorException(400, "InvalidParameterCombination", message);
  }

  static AwsErrorException invalidInstanceState(String message) {
    return new AwsErrorException(400, "InvalidDBInstanceState", message);
  }
}
