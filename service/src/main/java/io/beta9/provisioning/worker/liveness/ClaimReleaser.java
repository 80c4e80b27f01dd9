package io.beta9.provisioning.worker.liveness;

import io.beta9.provisioning.operation.ClaimLogFields;
import io.beta9.provisioning.operation.ClaimRepository;
import io.beta9.provisioning.operation.ClaimRepository.ClaimOwner;
import io.beta9.provisioning.operation.ClaimRepository.HeldClaim;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.operation.TerminationEvidence;
import io.beta9.provisioning.operation.WorkNotifier;
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.telemetry.log.LogFields;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.EventData.ReleaseReason;
import io.beta9.provisioning.timeline.EventRepository;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Releases claims to the queue, together with the event that states the reason, so that any worker
 * with a free slot can resume the operations.
 */
public final class ClaimReleaser {
  private static final Logger log = LoggerFactory.getLogger(ClaimReleaser.class);

  private final TransactionTemplate transactions;
  private final ClaimRepository claims;
  private final WorkerRepository workers;
  private final EventRepository events;
  private final WorkNotifier notifier;
  private final LeasePolicy policy;

  public ClaimReleaser(
      TransactionTemplate transactions,
      ClaimRepository claims,
      WorkerRepository workers,
      EventRepository events,
      WorkNotifier notifier,
      LeasePolicy policy) {
    this.transactions = transactions;
    this.claims = claims;
    this.workers = workers;
    this.events = events;
    this.notifier = notifier;
    this.policy = policy;
  }

  /**
   * Releases the claims of a dead worker, unless it has renewed since it was observed.
   *
   * @return the number of released claims
   */
  public int releaseDead(ClaimOwner owner, TerminationEvidence evidence) {
    List<HeldClaim> released =
        Objects.requireNonNull(transactions.execute(status -> releaseAll(owner, evidence)));
    released.forEach(claim -> notifier.publish(claim.operation()));
    released.forEach(claim -> logReleased(claim, owner.worker().id()));
    return released.size();
  }

  private static void logReleased(HeldClaim claim, String worker) {
    try (LogFields.LogScope _ = LogFields.with(ClaimLogFields.of(claim))) {
      log.warn("{}: released to the queue; worker {} is dead", claim.operation(), worker);
    }
  }

  private List<HeldClaim> releaseAll(ClaimOwner owner, TerminationEvidence evidence) {
    if (!claims.lockIfUnchanged(owner)) {
      return List.of();
    }
    EventData.WorkerDied event = new EventData.WorkerDied(owner.worker().id(), evidence);
    List<HeldClaim> released = new ArrayList<>();
    for (HeldClaim claim : owner.claims()) {
      if (claims.release(claim, owner.worker(), reservation(evidence.terraformMayBeRunning()))) {
        appendEvent(claim, event);
        released.add(claim);
      }
    }
    workers.markDead(owner.worker().id());
    return released;
  }

  /**
   * Releases a claim of this worker whose operation it no longer executes.
   *
   * @return whether the claim was in force until now
   */
  public boolean releaseOwn(RegisteredWorker self, HeldClaim claim, ReleaseReason reason) {
    boolean released =
        Boolean.TRUE.equals(
            transactions.execute(
                status -> {
                  if (!claims.release(claim, self, reservation(true))) {
                    return false;
                  }
                  appendEvent(claim, new EventData.Released(self.id(), reason));
                  return true;
                }));
    if (released) {
      notifier.publish(claim.operation());
    }
    return released;
  }

  /** A Terraform process whose lease is no longer renewed ends within the takeover time. */
  private @Nullable Duration reservation(boolean terraformMayBeRunning) {
    return terraformMayBeRunning ? policy.takeoverAfter() : null;
  }

  private void appendEvent(HeldClaim claim, EventData event) {
    events.append(claim.tenant(), claim.environment(), claim.operation(), event);
  }
}
