package io.beta9.provisioning.cloudsim.fault;

import java.util.Optional;

/**
 * Lasting conditions, as opposed to single failed calls: a zone without capacity, an exhausted
 * quota, a database that never becomes available, nodes that never join.
 */
public interface FaultConditions {

  /**
   * Returns the parameter of the named condition if it applies to the subject.
   *
   * @param condition for example {@code nodes-never-join}, {@code instance-capacity}, {@code
   *     rds-never-available}, {@code deny}
   * @param subject what the condition applies to: a resource name, a zone, an IAM action
   * @return the parameter (possibly an empty string), or an empty optional if the condition does
   *     not apply
   */
  Optional<String> find(String condition, String subject);
}
