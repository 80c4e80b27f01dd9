package io.beta9.provisioning.worker.lease;

import io.beta9.provisioning.terraform.process.ProcessLease;
import io.beta9.provisioning.terraform.run.RunControl;
import io.beta9.provisioning.terraform.run.RunControl.Order;

/**
 * Whether and how the operation of one claim has to stop. The order only escalates and is never
 * revoked:
 *
 * <ul>
 *   <li>Cancellation was requested: Terraform receives one SIGINT and a grace period.
 *   <li>The lease has expired: the same, with the short grace period of the lease.
 *   <li>The worker stops: Terraform keeps running for the next worker.
 *   <li>The claim is lost: everything that this worker started under it is killed, except a
 *       Terraform process whose {@link ProcessLease} the next worker has taken over.
 * </ul>
 *
 * Detaching takes precedence over losing the claim: a detached worker has nothing to kill, and a
 * claim that it released looks lost to it.
 */
public final class CancellationState implements RunControl {
  private final ClaimLease lease;
  private final long startedNanos;
  private boolean interrupted;
  private boolean expired;
  private boolean detached;
  private boolean lost;

  /**
   * @param startedNanos when the claim was made, on the monotonic clock
   */
  public CancellationState(ClaimLease lease, long startedNanos) {
    this.lease = lease;
    this.startedNanos = startedNanos;
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
    return interrupted ? Order.INTERRUPT : Order.CONTINUE;
  }

  @Override
  public ClaimLease lease() {
    return lease;
  }

  long startedNanos() {
    return startedNanos;
  }

  /** The worker stops; its child processes keep running for the next one. */
  public synchronized void detach() {
    detached = true;
  }

  /** Cancellation of the operation was requested. */
  public synchronized void interrupt() {
    interrupted = true;
  }

  /** No lease could be renewed for the lease term. */
  synchronized void expire() {
    expired = true;
  }

  /** The claim is no longer in force. */
  synchronized void markLost() {
    lost = lost || !detached;
  }

  /** Returns whether the operation has to stop early, for any reason. */
  public boolean isStopRequested() {
    return order() != Order.CONTINUE;
  }
}
