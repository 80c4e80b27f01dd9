package io.beta9.provisioning.api;

import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.Stuck;
import io.beta9.provisioning.settings.Lengths;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Shows environments as they are at this moment. */
public final class EnvironmentViews {
  private final Stuck stuck;
  private final Clock clock;

  public EnvironmentViews(Stuck stuck, Clock clock) {
    this.stuck = stuck;
    this.clock = clock;
  }

  EnvironmentView of(Environment environment) {
    Instant now = clock.instant();
    Instant since = stuck.since(environment, now).orElse(null);
    return EnvironmentView.of(environment, since, since == null ? null : warning(environment, now));
  }

  private static @Nullable String warning(Environment environment, Instant now) {
    return environment.name()
        + " has been "
        + environment.status().code()
        + " for "
        + Lengths.words(Duration.between(environment.statusSince(), now))
        + (environment.phase() == null ? "" : ", last in step " + environment.phase())
        + ". Look at './provisioner env logs "
        + environment.id()
        + "'; './provisioner env cancel "
        + environment.id()
        + "' stops it.";
  }
}
