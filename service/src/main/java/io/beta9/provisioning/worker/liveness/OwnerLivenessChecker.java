package io.beta9.provisioning.worker.liveness;

import io.beta9.provisioning.operation.ClaimRepository.ClaimOwner;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.WorkerRepository.Identity;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/** Looks for a proof that a worker is dead. Silence alone is none, unless it is long enough. */
public final class OwnerLivenessChecker {
  private final Identity self;
  private final LongUnaryOperator startTicks;
  private final PodStatusChecker pods;
  private final LeasePolicy promise;

  /**
   * @param startTicks when the process that has a pid now was started; 0 where there is none
   */
  public OwnerLivenessChecker(
      Identity self, LongUnaryOperator startTicks, PodStatusChecker pods, LeasePolicy promise) {
    this.self = self;
    this.startTicks = startTicks;
    this.pods = pods;
    this.promise = promise;
  }

  /**
   * The first proof that applies.
   *
   * @param silence for how long this process has seen it give no sign of life
   */
  Optional<TerminationEvidence> examine(ClaimOwner owner, Duration silence) {
    return fromHere(owner).or(() -> fromAfar(owner.worker(), silence));
  }

  /** A proof that needs no watching and no asking: what this machine itself can tell. */
  Optional<TerminationEvidence> fromHere(ClaimOwner owner) {
    Identity other = owner.worker();
    if (owner.saidItStopped()) {
      return Optional.of(new TerminationEvidence.SaidSo());
    }
    if (self.sharesProcessesWith(other)) {
      boolean knowable = other.pidStartedAt() != 0;
      return knowable && startTicks.applyAsLong(other.pid()) != other.pidStartedAt()
          ? Optional.of(new TerminationEvidence.ProcessGone())
          : Optional.empty();
    }
    if (self.podUid() != null && self.podUid().equals(other.podUid())) {
      // A pod has one container of ours, and the former one has ended before this one began.
      return Optional.of(new TerminationEvidence.ContainerRestarted());
    }
    boolean sameMachine =
        !self.machineId().isEmpty()
            && self.machineId().equals(other.machineId())
            && self.host().equals(other.host());
    return sameMachine && !other.bootId().isEmpty() && !self.bootId().equals(other.bootId())
        ? Optional.of(new TerminationEvidence.MachineRestarted())
        : Optional.empty();
  }

  private Optional<TerminationEvidence> fromAfar(Identity other, Duration silence) {
    Optional<TerminationEvidence> pod =
        other.podUid() == null
            ? Optional.empty()
            : switch (pods.ask(other)) {
              case GONE -> Optional.of(new TerminationEvidence.PodEnded("is gone"));
              case FINISHED -> Optional.of(new TerminationEvidence.PodEnded("has ended"));
              case THERE, UNKNOWN -> Optional.empty();
            };
    return pod.or(
        () ->
            silence.compareTo(promise.keptAfter()) >= 0
                ? Optional.of(new TerminationEvidence.PromiseRanOut(silence))
                : Optional.empty());
  }
}
