package io.beta9.provisioning.api;

import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.environment.StuckPolicy;
import io.beta9.provisioning.region.RegionCircuit;
import io.beta9.provisioning.region.RegionQueue;
import io.beta9.provisioning.settings.DurationText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows environments as they are at this moment. */
public final class EnvironmentViews {
  private final StuckPolicy stuck;
  private final Clock clock;
  private final RegionQueue regions;

  public EnvironmentViews(StuckPolicy stuck, Clock clock, RegionQueue regions) {
    this.stuck = stuck;
    this.clock = clock;
    this.regions = regions;
  }

  EnvironmentView of(Environment environment) {
    return of(List.of(environment)).getFirst();
  }

  List<EnvironmentView> of(List<Environment> environments) {
    List<EnvironmentId> queued =
        environments.stream()
            .filter(environment -> environment.status() == EnvironmentStatus.QUEUED)
            .map(Environment::id)
            .toList();
    Map<EnvironmentId, RegionCircuit> holding =
        queued.isEmpty() ? Map.of() : regions.circuitsHolding(queued);
    return environments.stream()
        .map(environment -> of(environment, holding.get(environment.id())))
        .toList();
  }

  private EnvironmentView of(Environment environment, @Nullable RegionCircuit holding) {
    Instant now = clock.instant();
    Instant since = stuck.since(environment, now).orElse(null);
    return EnvironmentView.of(
        environment,
        since,
        since == null ? null : warning(environment, now),
        holding == null
            ? null
            : new EnvironmentView.QueuePosition(
                holding.region(), holding.description(), holding.until()));
  }

  private static @Nullable String warning(Environment environment, Instant now) {
    return environment.name()
        + " has been "
        + environment.status().code()
        + " for "
        + DurationText.words(Duration.between(environment.statusSince(), now))
        + (environment.phase() == null ? "" : ", last in step " + environment.phase())
        + ". Look at './provisioner env logs "
        + environment.id()
        + "'; './provisioner env cancel "
        + environment.id()
        + "' stops it.";
  }
}
