package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.operation.ClaimRepository;
import io.beta9.provisioning.operation.ClaimRepository.ClaimOwner;
import io.beta9.provisioning.operation.ClaimRepository.Standing;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.WorkNotifier;
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.worker.liveness.TerminationEvidence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives claims back to the queue, together with the event that says why, so that any worker with
 * room goes on with them.
 */
public final class ClaimReleaser {
  private final TransactionTemplate transactions;
  private final ClaimRepository claims;
  private final WorkerRepository workers;
  private final EventRepository events;
  private final WorkNotifier doorbell;
  private final LeasePolicy promise;

  public ClaimReleaser(
      TransactionTemplate transactions,
      ClaimRepository claims,
      WorkerRepository workers,
      EventRepository events,
      WorkNotifier doorbell,
      LeasePolicy promise) {
    this.transactions = transactions;
    this.claims = claims;
    this.workers = workers;
    this.events = events;
    this.doorbell = doorbell;
    this.promise = promise;
  }

  /**
   * Releases what a dead worker held, unless it has given a sign of life since it was seen.
   *
   * @return how many claims were released
   */
  public int ofDead(ClaimOwner owner, TerminationEvidence proof) {
    List<OperationId> released = new ArrayList<>();
    transactions.executeWithoutResult(
        status -> {
          released.clear();
          if (!claims.holdSilent(owner)) {
            return;
          }
          String why =
              "worker " + owner.worker().id() + " died (" + proof.words() + "); the operation ";
          for (Standing claim : owner.claims()) {
            if (claims.release(claim, owner.worker(), reservation(proof.terraformMayLiveOn()))) {
              tell(claim, "worker-died", why + "goes on with the next worker that has room");
              released.add(claim.operation());
            }
          }
          workers.dead(owner.worker().id());
        });
    released.forEach(doorbell::ring);
    return released.size();
  }

  /**
   * Releases a claim of our own that is not worked on any more.
   *
   * @param why what happened, as a clause
   * @return whether it was in force until now
   */
  public boolean ofOwn(WorkerRepository.Identity self, Standing claim, String why) {
    boolean released =
        Boolean.TRUE.equals(
            transactions.execute(
                status -> {
                  if (!claims.release(claim, self, reservation(true))) {
                    return false;
                  }
                  tell(claim, "released", why);
                  return true;
                }));
    if (released) {
      doorbell.ring(claim.operation());
    }
    return released;
  }

  /** A Terraform that nobody keeps alive has ended when a promise of its worker has. */
  private @Nullable Duration reservation(boolean terraformMayLiveOn) {
    return terraformMayLiveOn ? promise.keptAfter() : null;
  }

  private void tell(Standing claim, String kind, String message) {
    events.append(claim.tenant(), claim.environment(), claim.operation(), kind, message, null);
  }
}
