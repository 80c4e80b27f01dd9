package io.beta9.provisioning.worker.liveness;

import io.beta9.provisioning.operation.ClaimRepository.ClaimOwner;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.TerminationEvidence;
import io.beta9.provisioning.operation.WorkerRepository.Identity;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/**
 * Decides whether the owner of a claim is dead. A missed heartbeat alone is not sufficient evidence
 * unless it has lasted longer than the {@linkplain LeasePolicy#takeoverAfter takeover time}.
 */
public final class OwnerLivenessChecker {
  private final Identity self;
  private final LongUnaryOperator startTicks;
  private final PodStatusChecker pods;
  private final LeasePolicy policy;

  /**
   * @param startTicks returns the start time of the process that has a pid; 0 if there is none,
   *     {@link WorkerIdentity#UNKNOWN_TICKS} if that is unknown
   */
  public OwnerLivenessChecker(
      Identity self, LongUnaryOperator startTicks, PodStatusChecker pods, LeasePolicy policy) {
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
    Identity other = owner.worker();
    if (owner.hasStopped()) {
      return Optional.of(new TerminationEvidence.ReportedStopped());
    }
    if (self.sharesPidNamespaceWith(other)) {
      return other.pidStartedAt() != 0 && hasEnded(other)
          ? Optional.of(new TerminationEvidence.ProcessGone())
          : Optional.empty();
    }
    if (self.podUid() != null && self.podUid().equals(other.podUid())) {
      // The pod has one worker container; the previous one ended before this one started.
      return Optional.of(new TerminationEvidence.ContainerRestarted());
    }
    boolean sameMachine =
        !self.machineId().isEmpty()
            && self.machineId().equals(other.machineId())
            && self.host().equals(other.host());
    return sameMachine
            && !other.bootId().isEmpty()
            && !self.bootId().isEmpty()
            && !self.bootId().equals(other.bootId())
        ? Optional.of(new TerminationEvidence.MachineRestarted())
        : Optional.empty();
  }

  private boolean hasEnded(Identity other) {
    long ticks = startTicks.applyAsLong(other.pid());
    return ticks != WorkerIdentity.UNKNOWN_TICKS && ticks != other.pidStartedAt();
  }

  private Optional<TerminationEvidence> remoteEvidence(
      Identity other, Duration sinceLastHeartbeat) {
    Optional<TerminationEvidence> pod =
        other.podUid() == null || !self.sharesClusterWith(other)
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
