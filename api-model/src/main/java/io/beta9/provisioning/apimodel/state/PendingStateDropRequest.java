package io.beta9.provisioning.apimodel.state;

import org.jspecify.annotations.Nullable;

/**
 * Request to discard a pending state.
 *
 * @param confirm name of the environment
 */
public record PendingStateDropRequest(@Nullable String confirm, @Nullable String reason) {}
