package io.beta9.provisioning.api.idempotency;

import org.jspecify.annotations.Nullable;

/**
 * The response to the first request with a key.
 *
 * @param route the path of the operation, for the metrics
 * @param body null if it must not be returned again
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record StoredResponse(
    int status,
    @Nullable String route,
    @Nullable String contentType,
    @Nullable String location,
    byte @Nullable [] body) {}
