package io.beta9.provisioning.environment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An environment in a list, without its documents.
 *
 * @param failureCode the code of the failure; null if the environment has not failed
 * @param progress of an environment that is neither ready nor destroyed
 * @param statusSince when the status last changed
 * @param mayBeHeld whether it is queued while the circuit of any region is not closed
 */
public record ListedEnvironment(
    EnvironmentId id,
    String name,
    EnvironmentStatus status,
    @Nullable String phase,
    @Nullable String errorMessage,
    @Nullable String failureCode,
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
    boolean mayBeHeld) {}
