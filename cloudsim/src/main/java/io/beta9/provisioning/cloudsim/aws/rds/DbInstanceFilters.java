package io.beta9.provisioning.cloudsim.aws.rds;

import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.Filter;

/** The filters of DescribeDBInstances. */
final class DbInstanceFilters {
  private DbInstanceFilters() {}

  static boolean matches(Filter filter, DBInstance instance) {
    return switch (filter.name()) {
      case "db-instance-id" ->
          filter.values().stream()
              .anyMatch(
                  value ->
                      value.equalsIgnoreCase(instance.dbInstanceIdentifier())
                          || value.equals(instance.dbInstanceArn()));
      case "dbi-resource-id" -> filter.values().contains(instance.dbiResourceId());
      case "engine" -> filter.values().contains(instance.engine());
      case "db-cluster-id", "domain" -> false;
      default -> throw RdsErrors.invalidValue("Unrecognized filter name: " + filter.name());
    };
  }
}
