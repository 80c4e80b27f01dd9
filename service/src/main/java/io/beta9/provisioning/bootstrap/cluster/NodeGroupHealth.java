package io.beta9.provisioning.bootstrap.cluster;

import io.beta9.provisioning.failure.Failure;
import java.util.List;
import java.util.Optional;

/**
 * The health of a cluster's node groups as the cloud reports it. The groups of a pool are those
 * that exist when it is queried: {@code cpu} is called {@code cpu-2} after a replacement.
 */
@FunctionalInterface
public interface NodeGroupHealth {

  /**
   * An issue that the cloud has detected.
   *
   * @param code the code of the cloud, for example {@code InsufficientFreeAddresses}
   */
  record NodeGroupIssue(String group, String code, String message) {}

  /** Returns the issues of the groups of a pool; empty if they are healthy or do not exist. */
  List<NodeGroupIssue> issues(String pool);

  /** Returns why the groups of a pool have no nodes, if the cause can be determined. */
  default Optional<Failure> cause(String pool) {
    return Optional.empty();
  }
}
