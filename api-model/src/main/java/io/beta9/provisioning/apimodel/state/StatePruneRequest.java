package io.beta9.provisioning.apimodel.state;

import org.jspecify.annotations.Nullable;

/**
 * Request to delete old versions of a state.
 *
 * @param keep number of versions to keep, including the current one; default 10
 */
public record StatePruneRequest(@Nullable Integer keep, boolean dryRun, @Nullable String reason) {}
