package io.beta9.provisioning.worker;

import io.beta9.provisioning.operation.ClaimRepository.Owner;
import io.beta9.provisioning.operation.Promise;
import io.beta9.provisioning.operation.WorkerRepository.Identity;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/** Looks for a proof that a worker is dead. Silence alone is none, unless it is long enough. */
public final class Coroner {
  private final Identity self;
  private final LongUnaryOperator startTicks;
  private final PodProof pods;
  private final Promise promise;

  /**
   * @param startTicks when the process that has a pid now was started; 0 where there is none
   */
  public Coroner(Identity self, LongUnaryOperator startTicks, PodProof pods, Promise promise) {
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
  Optional<ProofOfDeath> examine(Owner owner, Duration silence) {
    return fromHere(owner).or(() -> fromAfar(owner.worker(), silence));
  }

  /** A proof that needs no watching and no asking: what this machine itself can tell. */
  Optional<ProofOfDeath> fromHere(Owner owner) {
    Identity other = owner.worker();
    if (owner.saidItStopped()) {
      return Optional.of(new ProofOfDeath.SaidSo());
    }
    if (self.sharesProcessesWith(other)) {
      boolean knowable = other.pidStartedAt() != 0;
      return knowable && startTicks.applyAsLong(other.pid()) != other.pidStartedAt()
          ? Optional.of(new ProofOfDeath.ProcessGone())
          : Optional.empty();
    }
    if (self.podUid() != null && self.podUid().equals(other.podUid())) {
      // A pod has one container of ours, and the former one has ended before this one began.
      return Optional.of(new ProofOfDeath.ContainerRestarted());
    }
    boolean sameMachine =
        !self.machineId().isEmpty()
            && self.machineId().equals(other.machineId())
            && self.host().equals(other.host());
    return sameMachine && !other.bootId().isEmpty() && !self.bootId().equals(other.bootId())
        ? Optional.of(new ProofOfDeath.MachineRestarted())
        : Optional.empty();
  }

  private Optional<ProofOfDeath> fromAfar(Identity other, Duration silence) {
    Optional<ProofOfDeath> pod =
        other.podUid() == null
            ? Optional.empty()
            : switch (pods.ask(other)) {
              case GONE -> Optional.of(new ProofOfDeath.PodEnded("is gone"));
              case FINISHED -> Optional.of(new ProofOfDeath.PodEnded("has ended"));
              case THERE, UNKNOWN -> Optional.empty();
            };
    return pod.or(
        () ->
            silence.compareTo(promise.keptAfter()) >= 0
                ? Optional.of(new ProofOfDeath.PromiseRanOut(silence))
                : Optional.empty());
  }
}
