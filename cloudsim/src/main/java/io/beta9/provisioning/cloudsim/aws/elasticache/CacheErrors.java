package io.beta9.provisioning.cloudsim.aws.elasticache;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;

/** Creates ElastiCache errors; only some of the codes end in {@code Fault}. */
final class CacheErrors {
  private CacheErrors() {}

  static AwsErrorException replicationGroupNotFound(String id) {
    return new AwsErrorException(
        404, "ReplicationGroupNotFoundFault", "ReplicationGroup " + id + " not found.");
  }

  static AwsErrorException clusterNotFound(String id) {
    return new AwsErrorException(404, "CacheClusterNotFound", "CacheCluster not found: " + id);
  }

  static AwsErrorException parameterGroupNotFound(String name) {
    return new AwsErrorException(
        404, "CacheParameterGroupNotFound", "CacheParameterGroup not found: " + name);
  }

  static AwsErrorException subnetGroupNotFound(String name) {
    return new AwsErrorException(
        400, "CacheSubnetGroupNotFoundFault", "Cache Subnet Group " + name + " does not exist.");
  }

  static AwsErrorException invalidValue(String message) {
    return new AwsErrorException(400, "InvalidParameterValue", message);
  }

  static AwsErrorException invalidCombination(String message) {
    return new AwsErrorException(400, "InvalidParameterCombination", message);
  }

  static AwsErrorException invalidState(String message) {
    return new AwsErrorException(400, "InvalidReplicationGroupState", message);
  }
}
