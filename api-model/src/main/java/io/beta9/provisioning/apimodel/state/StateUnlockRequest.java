package io.beta9.provisioning.apimodel.state;

import org.jspecify.annotations.Nullable;

/**
 * Request to remove the locks on a state.
 *
 * @param dryRun only return what would be removed
 * @param force remove a lock even if nothing is known about its holder; null for false
 * @param confirm name of the environment; required with {@code force}
 */
public record StateUnlockRequest(
    boolean dryRun, @Nullable Boolean force, @Nullable String confirm, @Nullable String reason) {}
