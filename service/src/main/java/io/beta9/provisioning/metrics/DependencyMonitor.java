package io.beta9.provisioning.metrics;

import io.beta9.provisioning.metrics.RefreshedValue.RefreshPolicy;
import io.beta9.provisioning.network.ConnectionProblem;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Reachability of a server that this process depends on: {@code
 * provisioning_dependency_up{dependency}}, 1 or 0. A check that does not end counts as unreachable.
 */
public final class DependencyMonitor {
  private final String name;
  private final RefreshedValue<Optional<ConnectionProblem>> problem;

  /**
   * @param name the label, for example {@code redis}
   * @param check returns why the server cannot be used, empty if it can; may block
   * @param nanos a monotonic clock, in nanoseconds
   */
  public DependencyMonitor(
      String name,
      Supplier<Optional<ConnectionProblem>> check,
      MeterRegistry meters,
      LongSupplier nanos) {
    this.name = name;
    this.problem =
        new RefreshedValue<>(
            check, Optional.of(ConnectionProblem.TIMEOUT), RefreshPolicy.SCRAPE, nanos);
    Gauge.builder("provisioning.dependency.up", this, monitor -> monitor.isReachable() ? 1 : 0)
        .description("1 if this process can use the server, 0 otherwise")
        .tag("dependency", name)
        .register(meters);
  }

  public String name() {
    return name;
  }

  /** Returns the result of the latest check, which is at most a few seconds old. */
  public boolean isReachable() {
    return problem().isEmpty();
  }

  /** Returns why the server cannot be used, as of the latest check; empty if it can. */
  public Optional<ConnectionProblem> problem() {
    return problem.get();
  }
}
