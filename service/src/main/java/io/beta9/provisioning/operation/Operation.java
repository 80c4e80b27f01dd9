package io.beta9.provisioning.operation;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import java.time.Instant;

/** One unit of work on an environment, as it is queued. */
public record Operation(
    OperationId id,
    EnvironmentId environment,
    TenantId tenant,
    OperationKind kind,
    int attempt,
    String requestedBy,
    Instant createdAt) {}
