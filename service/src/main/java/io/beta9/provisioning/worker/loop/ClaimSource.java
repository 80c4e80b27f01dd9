package io.beta9.provisioning.worker.loop;

import io.beta9.provisioning.operation.Claim;
import java.util.Optional;

/** Supplies a worker with claims, one at a time. */
@FunctionalInterface
public interface ClaimSource {

  /**
   * Claims the next operation. Waits for a while if there is nothing to claim.
   *
   * @param running the number of operations that the worker executes
   * @return the claim; empty if nothing could be claimed
   * @throws InterruptedException if the thread was interrupted while it waited; nothing is claimed
   */
  Optional<Claim> next(int running) throws InterruptedException;
}
