package io.beta9.provisioning.apimodel.state;

import org.jspecify.annotations.Nullable;

/**
 * A state that Terraform could not write to the bucket and that the service has kept.
 *
 * @param waiting whether there is one; the next operation pushes it
 */
public record PendingStateView(
    String environmentId, boolean waiting, @Nullable String lineage, @Nullable Long serial) {}
