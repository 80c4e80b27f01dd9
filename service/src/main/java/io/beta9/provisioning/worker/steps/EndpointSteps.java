package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.bootstrap.cluster.PublicEndpoint;
import io.beta9.provisioning.cloud.CloudCluster;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.network.Cidr;
import io.beta9.provisioning.metaconfig.network.WorkerNetworks;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.resources.cleanup.EnvironmentCleanup;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.EventLog;
import io.beta9.provisioning.worker.role.ClaimGuard;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Opens the API of a cluster that has only a private one to the public addresses of the workers,
 * and to no others, while an operation uses it. Each step converges whatever an interrupted one has
 * left behind, so that the next claim, or the next operation, closes what a dead worker has opened.
 */
final class EndpointSteps {
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(5);

  private final ClaimGuard guard;
  private final EventLog events;
  private final EndpointWait waiting;

  /**
   * @param events receives an opening before it is requested, so that none is unrecorded
   */
  EndpointSteps(ClaimGuard guard, EventLog events, EndpointWait waiting) {
    this.guard = guard;
    this.events = events;
    this.waiting = waiting;
  }

  /**
   * How a step waits.
   *
   * @param deadline how long at most
   */
  record EndpointWait(Clock clock, Duration deadline, EnvironmentCleanup.Pause pause) {}

  /**
   * Returns the addresses to which the API is opened during an operation; empty if it need not be
   * opened. No network is connected with the VPC of an environment that is being created, whatever
   * the workers reach later.
   */
  static List<String> temporary(InfraModel model, WorkerNetworks workers, OperationKind kind) {
    if (!model.cluster().endpoint().isPrivate()
        || (kind != OperationKind.PROVISION
            && workers.reachPrivately(
                model.network().cidr(), model.cluster().endpoint().allowedCidrs()))) {
      return List.of();
    }
    return workers.publicSources().stream().map(Cidr::toString).toList();
  }

  /**
   * Opens the API of an existing cluster.
   *
   * @param temporary the addresses; empty if it need not be opened
   */
  void open(Optional<CloudCluster> cluster, List<String> temporary) throws InterruptedException {
    if (temporary.isEmpty() || cluster.isEmpty()) {
      return;
    }
    String name = cluster.get().coordinates().name();
    PublicEndpoint endpoint = cluster.get().publicEndpoint();
    Predicate<PublicEndpoint.Access> asRequired =
        access -> access.open() && access.admitted().equals(Set.copyOf(temporary));
    if (asRequired.test(awaitUnchanging(name, endpoint))) {
      return;
    }
    guard.requireHeld();
    events.append(new EventData.EndpointOpened(String.join(", ", temporary)));
    endpoint.open(temporary);
    requireChanged(name, endpoint, asRequired);
  }

  /** Closes the API of a cluster that is to be private, regardless of what opened it. */
  void close(Optional<CloudCluster> cluster, InfraModel model) throws InterruptedException {
    if (!model.cluster().endpoint().isPrivate() || cluster.isEmpty()) {
      return;
    }
    String name = cluster.get().coordinates().name();
    PublicEndpoint endpoint = cluster.get().publicEndpoint();
    if (!awaitUnchanging(name, endpoint).open()) {
      return;
    }
    guard.requireHeld();
    endpoint.close();
    requireChanged(name, endpoint, access -> !access.open());
    events.append(new EventData.EndpointClosed(name));
  }

  /** Closes it after an operation has failed; records if that fails, too. */
  void closeAfterFailure(ClusterConnection connection) throws InterruptedException {
    if (!connection.model().cluster().endpoint().isPrivate()) {
      return;
    }
    try {
      close(connection.find(), connection.model());
    } catch (FailureException e) {
      leftOpen(connection, e.failure().summary());
    }
  }

  private void leftOpen(ClusterConnection connection, String reason) {
    events.append(new EventData.EndpointLeftOpen(connection.model().resourcePrefix(), reason));
  }

  private void requireChanged(
      String cluster, PublicEndpoint endpoint, Predicate<PublicEndpoint.Access> asRequired)
      throws InterruptedException {
    if (!asRequired.test(awaitUnchanging(cluster, endpoint))) {
      throw notChanged(cluster, "AWS accepted the change, but did not make it");
    }
  }

  private PublicEndpoint.Access awaitUnchanging(String cluster, PublicEndpoint endpoint)
      throws InterruptedException {
    Instant end = waiting.clock().instant().plus(waiting.deadline());
    while (true) {
      PublicEndpoint.Access access = endpoint.access();
      if (!access.changing()) {
        return access;
      }
      if (!waiting.clock().instant().isBefore(end)) {
        throw notChanged(cluster, "AWS is still changing the cluster");
      }
      waiting.pause().pause(POLL_INTERVAL);
    }
  }

  private static FailureException notChanged(String cluster, String reported) {
    return new FailureException(
        Failure.of(FailureCode.CLUSTER_ENDPOINT_NOT_CHANGED)
            .about(cluster)
            .with(FailureParameter.REPORTED, reported));
  }
}
