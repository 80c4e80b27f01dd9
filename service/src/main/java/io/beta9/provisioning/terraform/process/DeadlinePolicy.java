package io.beta9.provisioning.terraform.process;

import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import java.time.Duration;
import java.util.Optional;

/** The maximum duration of a change to one resource. */
@FunctionalInterface
public interface DeadlinePolicy {
  /** Limits no resource; the deadline of the whole run still applies. */
  DeadlinePolicy UNLIMITED = (type, action) -> Optional.empty();

  /**
   * Returns the maximum duration of the action.
   *
   * @param type Terraform's resource type
   * @return empty if only the deadline of the run applies
   */
  Optional<Duration> deadline(String type, Action action);
}
