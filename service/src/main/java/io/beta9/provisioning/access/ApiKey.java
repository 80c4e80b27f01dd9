package io.beta9.provisioning.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An API key without its secret, which is shown only once, when the key is created. */
public record ApiKey(
    String id,
    TenantId tenant,
    String name,
    KeyRole role,
    Instant createdAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant revokedAt) {}
