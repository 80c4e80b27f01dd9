package io.beta9.provisioning.operation;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;

/**
 * The exclusive right of one worker to execute one operation.
 *
 * @param epoch the fencing token: the number of times the operation has been claimed. A claim with
 *     an older epoch writes nothing
 * @param attempt the number of the attempt since the operation last completed a step, from 1; a
 *     takeover does not count
 */
public record Claim(
    OperationId operation,
    EnvironmentId environment,
    TenantId tenant,
    OperationKind kind,
    String worker,
    long epoch,
    int attempt) {

  /** Returns the claim after a step was completed: its attempts are counted from 1 again. */
  public Claim afterProgress() {
    return new Claim(operation, environment, tenant, kind, worker, epoch, 1);
  }
}
