package io.beta9.provisioning.resources.catalog;

import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import java.time.Duration;

/**
 * The maximum durations of changes to one resource. Beyond them AWS usually does not finish at all.
 * None exceeds the timeout that the Terraform module sets for the same change.
 */
public record ChangeDeadlines(Duration create, Duration update, Duration delete) {

  static ChangeDeadlines ofMinutes(int create, int update, int delete) {
    return new ChangeDeadlines(
        Duration.ofMinutes(create), Duration.ofMinutes(update), Duration.ofMinutes(delete));
  }

  Duration of(Action action) {
    return switch (action) {
      case CREATE, REPLACE -> create;
      case DELETE -> delete;
      default -> update;
    };
  }
}
