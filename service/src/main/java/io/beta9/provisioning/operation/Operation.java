package io.beta9.provisioning.operation;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import java.time.Instant;

/** One piece of work on an environment, as it stands in the queue. */
public record Operation(
    OperationId id,
    EnvironmentId environment,
    TenantId tenant,
    OperationKind kind,
    int attempt,
    String requestedBy,
    Instant createdAt) {}
