package io.beta9.provisioning.apimodel;

import org.jspecify.annotations.Nullable;

/**
 * Request to create an API key.
 *
 * @param tenant owner of the key; null for the caller's tenant. Only an owner may name another one,
 *     which is created if it does not exist
 * @param name purpose of the key
 * @param role {@code admin} (default), {@code member} or {@code viewer}; for owners also {@code
 *     operator}, {@code auditor}, {@code owner}, or one of each kind, separated by a comma
 * @param expiresIn lifetime of the key, such as {@code 90d}; null if it does not expire
 */
public record CreateApiKeyRequest(
    @Nullable String tenant,
    @Required @Nullable String name,
    @Nullable String role,
    @Nullable String expiresIn) {}
