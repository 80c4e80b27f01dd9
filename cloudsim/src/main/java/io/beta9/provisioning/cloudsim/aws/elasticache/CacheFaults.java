package io.beta9.provisioning.cloudsim.aws.elasticache;

import io.beta9.provisioning.cloudsim.aws.AwsFault;

/** ElastiCache's errors; only some of their codes end in {@code Fault}. */
final class CacheFaults {
  private CacheFaults() {}

  static AwsFault noReplicationGroup(String id) {
    return new AwsFault(
        404, "ReplicationGroupNotFoundFault", "ReplicationGroup " + id + " not found.");
  }

  static AwsFault noCluster(String id) {
    return new AwsFault(404, "CacheClusterNotFound", "CacheCluster not found: " + id);
  }

  static AwsFault noParameterGroup(String name) {
    return new AwsFault(
        404, "CacheParameterGroupNotFound", "CacheParameterGroup not found: " + name);
  }

  static AwsFault noSubnetGroup(String name) {
    return new AwsFault(
        400, "CacheSubnetGroupNotFoundFault", "Cache Subnet Group " + name + " does not exist.");
  }

  static AwsFault invalid(String message) {
    return new AwsFault(400, "InvalidParameterValue", message);
  }

  static AwsFault combination(String message) {
    return new AwsFault(400, "InvalidParameterCombination", message);
  }

  static AwsFault state(String message) {
    return new AwsFault(400, "InvalidReplicationGroupState", message);
  }
}
