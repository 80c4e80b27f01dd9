package io.beta9.provisioning.apimodel;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An API key without its secret.
 *
 * @param prefix the first characters of the key; null if they are not known
 * @param role one role, or one of a tenant and one of the service, separated by a comma
 * @param expiresAt null if it does not expire
 * @param lastUsedAt null if it has never been used
 * @param revokedAt null while it is active
 */
public record ApiKeyView(
    String keyId,
    String tenant,
    String name,
    @Nullable String prefix,
    String role,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant revokedAt) {}
