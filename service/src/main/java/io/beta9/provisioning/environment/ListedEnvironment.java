package io.beta9.provisioning.environment;

import io.beta9.provisioning.access.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An environment in a list, without its documents.
 *
 * @param errorMessage the stored copy of the failure's message, or a text that an operator wrote
 * @param lastFailure the failure of the latest operation, or of its previous attempt
 * @param progress of an environment that is neither ready nor destroyed
 * @param statusSince when the status last changed
 * @param nextAttempt the time from which a waiting operation can be claimed; null if none waits
 * @param mayBeHeld whether it is queued while the circuit of any region is not closed
 */
public record ListedEnvironment(
    EnvironmentId id,
    TenantId tenant,
    String name,
    EnvironmentStatus status,
    @Nullable String phase,
    @Nullable String errorMessage,
    @Nullable RecordedFailure lastFailure,
    Progress progress,
    String cloudProvider,
    String region,
    String accountId,
    String createdBy,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant provisionedAt,
    @Nullable Instant destroyedAt,
    Instant statusSince,
    @Nullable Instant nextAttempt,
    boolean mayBeHeld) {}
