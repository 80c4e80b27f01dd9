package io.beta9.provisioning.operation;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;

/**
 * The right of one worker to carry out one operation.
 *
 * @param epoch how often the operation has been claimed; a claim of an older epoch writes nothing
 * @param attempt which try this is since the operation last got further, from 1; a take-over does
 *     not count as one
 */
public record Claim(
    OperationId operation,
    EnvironmentId environment,
    TenantId tenant,
    OperationKind kind,
    String worker,
    long epoch,
    int attempt) {

  /** The same, of an operation that has just got further than ever before. */
  public Claim afterProgress() {
    return new Claim(operation, environment, tenant, kind, worker, epoch, 1);
  }
}
