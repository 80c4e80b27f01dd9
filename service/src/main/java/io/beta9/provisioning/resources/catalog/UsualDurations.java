package io.beta9.provisioning.resources.catalog;

import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import java.time.Duration;

/**
 * How long AWS usually takes for changes to one resource, known before the first environment
 * exists. A change that takes clearly longer is worth a look.
 */
public record UsualDurations(Duration create, Duration update, Duration delete) {
  static final UsualDurations SHORT = ofMinutes(1, 1, 1);

  static UsualDurations ofMinutes(int create, int update, int delete) {
    return new UsualDurations(
        Duration.ofMinutes(create), Duration.ofMinutes(update), Duration.ofMinutes(delete));
  }

  public Duration of(Action action) {
    return switch (action) {
      case CREATE, REPLACE -> create;
      case DELETE -> delete;
      default -> update;
    };
  }
}
