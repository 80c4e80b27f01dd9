package io.beta9.provisioning.apimodel.state;

import io.beta9.provisioning.apimodel.Required;
import org.jspecify.annotations.Nullable;

/**
 * Request to make an older version of a state the current one.
 *
 * @param to version to restore
 * @param dryRun only return what would be written
 * @param confirm name of the environment; required unless {@code dryRun}
 */
public record StateRollbackRequest(
    @Required @Nullable String to,
    boolean dryRun,
    @Nullable String confirm,
    @Nullable String reason) {}
