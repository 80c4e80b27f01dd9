package io.beta9.provisioning.worker.loop;

import io.beta9.provisioning.terraform.process.ProcessLease;
import io.beta9.provisioning.terraform.run.RunControl;

/**
 * What is wanted of the work under one claim. An order only ever grows stronger, and nothing takes
 * one back.
 *
 * <ul>
 *   <li>A person asked for it to stop: Terraform gets one SIGINT, and a time of grace.
 *   <li>The worker's promise has run out: the same, with the short grace of the promise.
 *   <li>The worker goes away: its Terraform lives on for a successor.
 *   <li>The claim is lost: whatever this worker started under it ends at once. Unless a successor
 *       has taken the very same Terraform over, which the {@link ProcessLease} tells: that one is
 *       left alone.
 * </ul>
 *
 * Between going away and losing the claim, the first counts: who has let go has nothing to end, and
 * a claim that is given away looks lost.
 */
public final class CancellationState implements RunControl {
  private final ClaimLease lease;
  private final long begun;
  private boolean interrupted;
  private boolean expired;
  private boolean detached;
  private boolean lost;

  /**
   * @param begun when the claim was known here, on the monotonic clock
   */
  public CancellationState(ClaimLease lease, long begun) {
    this.lease = lease;
    this.begun = begun;
  }

  @Override
  public synchronized Order order() {
    if (lost) {
      return Order.KILL;
    }
    if (detached) {
      return Order.DETACH;
    }
    if (expired) {
      return Order.EXPIRE;
    }
    return interrupted ? Order.INTERRUPT : Order.GO_ON;
  }

  @Override
  public ClaimLease lease() {
    return lease;
  }

  long begun() {
    return begun;
  }

  /** The worker goes away; its children may live on for a successor. */
  public synchronized void detach() {
    detached = true;
  }

  /** A person asked for it to stop. */
  public synchronized void interrupt() {
    interrupted = true;
  }

  /** The worker could not renew for as long as its promise holds. */
  synchronized void expire() {
    expired = true;
  }

  /** The claim is not in force any more. */
  synchronized void lose() {
    lost = lost || !detached;
  }

  /** Whether the work is to come to an end early, for whatever reason. */
  public boolean ending() {
    return order() != Order.GO_ON;
  }
}
