package io.beta9.provisioning.apimodel;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An API key without its secret.
 *
 * @param role {@code admin} or {@code operator}
 * @param lastUsedAt null if it has never been used
 * @param revokedAt null while it is active
 */
public record ApiKeyView(
    String keyId,
    String tenant,
    String name,
    String role,
    Instant createdAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant revokedAt) {}
