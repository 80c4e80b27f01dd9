package io.beta9.provisioning.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A key as it is listed: never its secret, which is shown once, when it is made. */
public record ApiKey(
    String id,
    TenantId tenant,
    String name,
    KeyRole role,
    Instant createdAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant revokedAt) {}
