package io.beta9.provisioning.cloudsim.fault;

import java.util.Optional;

/**
 * Lasting misfortunes, as opposed to single failed calls: a zone without capacity, a quota that is
 * used up, a database that never becomes available, nodes that never join.
 */
public interface FaultConditions {

  /**
   * Whether the named condition holds for this subject.
   *
   * @param condition for example {@code nodes-never-join}, {@code instance-capacity}, {@code
   *     rds-never-available}, {@code deny}
   * @param subject what it would befall: a resource's name, a zone, an IAM action
   * @return the condition's parameter text (may be empty), or empty where it does not hold
   */
  Optional<String> find(String condition, String subject);
}
