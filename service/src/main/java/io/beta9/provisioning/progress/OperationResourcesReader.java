package io.beta9.provisioning.progress;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.diagnosis.EnvironmentFactsRepository;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.progress.OperationResources.TrackedResource;
import io.beta9.provisioning.progress.RunEventRepository.RunEvent;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.resources.catalog.ResourceDescriptor;
import io.beta9.provisioning.resources.catalog.UsualDurations;
import io.beta9.provisioning.terraform.event.TerraformEventParser;
import io.beta9.provisioning.terraform.stack.ModuleDependencies;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the resources that the latest operation of an environment changes. */
public final class OperationResourcesReader {
  private static final Duration KEEP_MEDIANS = Duration.ofMinutes(10);

  private final RunEventRepository events;
  private final EnvironmentFactsRepository history;
  private final Clock clock;
  private volatile Medians medians = new Medians(Instant.MIN, Map.of());

  public OperationResourcesReader(
      RunEventRepository events, EnvironmentFactsRepository history, Clock clock) {
    this.events = events;
    this.history = history;
    this.clock = clock;
  }

  /** The median durations of all types, which change slowly. */
  private record Medians(Instant readAt, Map<String, Duration> byTypeAndAction) {}

  /**
   * Returns the resources that the latest operation changes; none before Terraform applies its
   * plan.
   */
  public OperationResources latest(TenantId tenant, EnvironmentId environment) {
    List<RunEvent> lines = events.ofLatestOperation(tenant, environment);
    if (lines.isEmpty()) {
      return OperationResources.NONE;
    }
    return of(
        lines.getFirst().operation(),
        ResourceChanges.of(
            lines.stream().map(line -> TerraformEventParser.parse(line.json())).toList()),
        medians(),
        clock.instant());
  }

  /** Returns what each of the latest operations has changed, by the operation's id. */
  public Map<String, ChangeCounts> counts(
      TenantId tenant, EnvironmentId environment, int operations) {
    return events.counts(tenant, environment, operations);
  }

  static OperationResources of(
      String operation, List<ResourceChange> changes, Map<String, Duration> medians, Instant now) {
    Map<String, Duration> usual = new HashMap<>();
    for (ResourceChange change : changes) {
      usual.put(change.address(), usual(change, medians));
    }
    ChangeSchedule schedule =
        new ChangeSchedule(
            changes,
            ModuleDependencies.direct(),
            change -> usual.getOrDefault(change.address(), Duration.ZERO),
            now);
    Set<String> critical = schedule.criticalPath();
    return new OperationResources(
        operation,
        changes.stream()
            .map(
                change ->
                    new TrackedResource(
                        change,
                        ResourceCatalog.AWS.subject(change.type()),
                        change.elapsed(now),
                        usual.getOrDefault(change.address(), Duration.ZERO),
                        critical.contains(change.address())))
            .sorted(
                Comparator.comparing(TrackedResource::subject)
                    .thenComparing(
                        each -> ResourceCatalog.AWS.dependencyOrder(each.change().type()))
                    .thenComparing(each -> each.change().address()))
            .toList(),
        schedule.remaining().isZero() ? null : schedule.remaining());
  }

  private static Duration usual(ResourceChange change, Map<String, Duration> medians) {
    Duration known = medians.get(change.type() + " " + change.action().code());
    return known != null
        ? known
        : ResourceCatalog.AWS
            .find(change.type())
            .map(ResourceDescriptor::usualDurations)
            .map((UsualDurations durations) -> durations.of(change.action()))
            .orElse(Duration.ofMinutes(1));
  }

  private Map<String, Duration> medians() {
    Medians known = medians;
    Instant now = clock.instant();
    if (known.readAt().isBefore(now.minus(KEEP_MEDIANS))) {
      known = new Medians(now, history.typicalDurations(ResourceCatalog.AWS.types()));
      medians = known;
    }
    return known.byTypeAndAction();
  }
}
