package io.beta9.provisioning.metrics;

import io.beta9.provisioning.account.AccountState;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.metrics.FleetSnapshot.QueueSnapshot;
import io.beta9.provisioning.metrics.FleetSnapshot.WorkerSnapshot;
import io.beta9.provisioning.operation.OperationKind;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Gauges of the installation, read from the database. They have the same values in every process
 * that publishes them, and are NaN while the database is unavailable.
 */
public final class FleetMetrics {
  private final RefreshedValue<Optional<FleetSnapshot>> snapshot;
  private final MeterRegistry meters;

  /**
   * Registers the gauges.
   *
   * @param snapshot the current snapshot; empty if it is unknown
   * @param regions the regions in which environments are allowed
   */
  public FleetMetrics(
      RefreshedValue<Optional<FleetSnapshot>> snapshot, MeterRegistry meters, Set<String> regions) {
    this.snapshot = snapshot;
    this.meters = meters;
    for (EnvironmentStatus status : EnvironmentStatus.values()) {
      gauge("provisioning.environments", "Environments by status", fleet -> count(fleet, status))
          .tag("status", status.code())
          .register(meters);
      if (status.isInProgress()) {
        gauge(
                "provisioning.status.age",
                "Time that the environment that is longest in the status has been in it",
                fleet -> fleet.statusAgesSeconds().getOrDefault(status, 0.0))
            .tag("status", status.code())
            .baseUnit("seconds")
            .register(meters);
      }
    }
    gauge(
            "provisioning.environments.stuck",
            "Environments in one working status for longer than STUCK_AFTER",
            FleetSnapshot::stuck)
        .register(meters);
    for (AccountState state : AccountState.values()) {
      gauge(
              "provisioning.accounts",
              "Registered accounts by state",
              fleet -> fleet.accounts().getOrDefault(state, 0L))
          .tag("state", state.code())
          .register(meters);
    }
    registerQueue(regions);
    registerWorkers();
    for (OperationKind kind : OperationKind.values()) {
      gauge(
              "provisioning.failed.last.hour",
              "Operations that failed within the last hour",
              fleet -> fleet.failedLastHour().getOrDefault(kind, 0L))
          .tag("kind", kind.code())
          .register(meters);
    }
  }

  /** Returns the number of environments in the status; NaN if it is unknown. */
  public double environments(EnvironmentStatus status) {
    return value(fleet -> count(fleet, status));
  }

  private void registerQueue(Set<String> regions) {
    gauge("provisioning.queue.length", "Waiting operations", fleet -> fleet.queue().waiting())
        .register(meters);
    operations("due", QueueSnapshot::due);
    operations("delayed", QueueSnapshot::delayed);
    operations("held", QueueSnapshot::held);
    operations("running", QueueSnapshot::running);
    gauge(
            "provisioning.queue.oldest",
            "Time for which the oldest due operation could have been claimed",
            fleet -> fleet.queue().oldestDueSeconds())
        .baseUnit("seconds")
        .register(meters);
    for (String region : regions) {
      gauge(
              "provisioning.region.open",
              "1 while the circuit of the region is open",
              fleet -> fleet.openRegions().containsKey(region) ? 1 : 0)
          .tag("region", region)
          .register(meters);
      gauge(
              "provisioning.queue.held",
              "Operations that wait for the circuit of the region",
              fleet -> fleet.openRegions().getOrDefault(region, 0L))
          .tag("region", region)
          .register(meters);
    }
  }

  private void operations(String state, Function<QueueSnapshot, Long> number) {
    gauge(
            "provisioning.queue.operations",
            "Waiting and running operations by state",
            fleet -> number.apply(fleet.queue()))
        .tag("state", state)
        .register(meters);
  }

  private void registerWorkers() {
    workers("running", WorkerSnapshot::running);
    workers("draining", WorkerSnapshot::draining);
    workers("silent", WorkerSnapshot::silent);
    gauge(
            "provisioning.worker.slots",
            "Operations that the running workers can execute at the same time",
            fleet -> fleet.workers().slots())
        .register(meters);
    gauge(
            "provisioning.worker.slots.used",
            "Operations that workers execute",
            fleet -> fleet.queue().running())
        .register(meters);
  }

  private void workers(String state, Function<WorkerSnapshot, Long> number) {
    gauge("provisioning.workers", "Workers by state", fleet -> number.apply(fleet.workers()))
        .tag("state", state)
        .register(meters);
  }

  private Gauge.Builder<FleetMetrics> gauge(
      String name, String description, ToDoubleFunction<FleetSnapshot> number) {
    return Gauge.builder(name, this, metrics -> metrics.value(number))
        .description(description)
        .strongReference(true);
  }

  private double value(ToDoubleFunction<FleetSnapshot> number) {
    return snapshot.get().map(number::applyAsDouble).orElse(Double.NaN);
  }

  private static double count(FleetSnapshot fleet, EnvironmentStatus status) {
    return fleet.environments().getOrDefault(status, 0L);
  }
}
