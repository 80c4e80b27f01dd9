package io.beta9.provisioning.worker.liveness;

import io.beta9.provisioning.operation.ClaimRepository.ClaimOwner;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.operation.TerminationEvidence;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/**
 * Decides whether the owner of a claim is dead. A missed heartbeat alone is not sufficient evidence
 * unless it has lasted longer than the {@linkplain LeasePolicy#takeoverAfter takeover time}.
 */
public final class OwnerLivenessChecker {
  private final RegisteredWorker self;
  private final LongUnaryOperator startTicks;
  private final PodStatusChecker pods;
  private final LeasePolicy policy;

  /**
   * @param startTicks returns the start time of the process that has a pid; 0 if there is none,
   *     {@link WorkerIdentity#UNKNOWN_TICKS} if that is unknown
   */
  public OwnerLivenessChecker(
      RegisteredWorker self,
      LongUnaryOperator startTicks,
      PodStatusChecker pods,
      LeasePolicy policy) {
    this.self = self;
    this.startTicks = startTicks;
    this.pods = pods;
    this.policy = policy;
  }

  /**
   * Returns the first evidence that the owner is dead; empty if there is none.
   *
   * @param sinceLastHeartbeat how long this worker has observed no renewal
   */
  Optional<TerminationEvidence> check(ClaimOwner owner, Duration sinceLastHeartbeat) {
    return localEvidence(owner).or(() -> remoteEvidence(owner.worker(), sinceLastHeartbeat));
  }

  /** Returns evidence that this host provides, without observation or remote calls. */
  Optional<TerminationEvidence> localEvidence(ClaimOwner owner) {
    RegisteredWorker other = owner.worker();
    if (owner.hasStopped()) {
      return Optional.of(new TerminationEvidence.ReportedStopped());
    }
    if (self.sharesPidNamespaceWith(other)) {
      return other.process().startTicks() != 0 && hasEnded(other.process())
          ? Optional.of(new TerminationEvidence.ProcessGone())
          : Optional.empty();
    }
    if (self.pod() != null && other.pod() != null && self.pod().uid().equals(other.pod().uid())) {
      // The pod has one worker container; the previous one ended before this one started.
      return Optional.of(new TerminationEvidence.ContainerRestarted());
    }
    return hasRestarted(self.process(), other.process())
        ? Optional.of(new TerminationEvidence.MachineRestarted())
        : Optional.empty();
  }

  private static boolean hasRestarted(
      RegisteredWorker.HostProcess now, RegisteredWorker.HostProcess before) {
    boolean sameMachine =
        !now.machineId().isEmpty()
            && now.machineId().equals(before.machineId())
            && now.host().equals(before.host());
    return sameMachine
        && !before.bootId().isEmpty()
        && !now.bootId().isEmpty()
        && !now.bootId().equals(before.bootId());
  }

  private boolean hasEnded(RegisteredWorker.HostProcess other) {
    long ticks = startTicks.applyAsLong(other.pid());
    return ticks != WorkerIdentity.UNKNOWN_TICKS && ticks != other.startTicks();
  }

  private Optional<TerminationEvidence> remoteEvidence(
      RegisteredWorker other, Duration sinceLastHeartbeat) {
    Optional<TerminationEvidence> pod =
        !self.sharesClusterWith(other)
            ? Optional.empty()
            : switch (pods.status(other)) {
              case DELETED -> Optional.of(new TerminationEvidence.PodEnded(true));
              case FINISHED -> Optional.of(new TerminationEvidence.PodEnded(false));
              case RUNNING, UNKNOWN -> Optional.empty();
            };
    return pod.or(
        () ->
            sinceLastHeartbeat.compareTo(policy.takeoverAfter()) >= 0
                ? Optional.of(new TerminationEvidence.LeaseExpired(sinceLastHeartbeat))
                : Optional.empty());
  }
}
