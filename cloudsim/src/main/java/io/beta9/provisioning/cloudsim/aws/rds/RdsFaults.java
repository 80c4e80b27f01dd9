package io.beta9.provisioning.cloudsim.aws.rds;

import io.beta9.provisioning.cloudsim.aws.AwsFault;

/** RDS's errors. Their codes on the wire lack the {@code Fault} of their class names. */
final class RdsFaults {
  private RdsFaults() {}

  static AwsFault noInstance(String identifier) {
    return new AwsFault(404, "DBInstanceNotFound", "DBInstance " + identifier + " not found.");
  }

  static AwsFault noParameterGroup(String name) {
    return new AwsFault(404, "DBParameterGroupNotFound", "DBParameterGroup not found: " + name);
  }

  static AwsFault noSubnetGroup(String name) {
    return new AwsFault(
        404, "DBSubnetGroupNotFoundFault", "DB subnet group '" + name + "' does not exist.");
  }

  static AwsFault invalid(String message) {
    return new AwsFault(400, "InvalidParameterValue", message);
  }

  static AwsFault combination(String message) {
    return new AwsFault(400, "InvalidParameterCombination", message);
  }

  static AwsFault instanceState(String message) {
    return new AwsFault(400, "InvalidDBInstanceState", message);
  }
}
