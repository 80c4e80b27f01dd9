package io.beta9.provisioning.apimodel;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the audit trail.
 *
 * @param outcome {@code started}, {@code done}, {@code failed} or {@code refused}
 * @param finishedAt null while the action is in progress
 */
public record AuditView(
    long id,
    Instant at,
    String tenant,
    String actor,
    String keyId,
    String action,
    @Nullable String environmentId,
    @Nullable String operationId,
    @Nullable String reason,
    String outcome,
    @Nullable String detail,
    @Nullable Instant finishedAt) {}
