package io.beta9.provisioning.environment;

import org.jspecify.annotations.Nullable;

/** Which environments to list; null fields do not restrict. Newest first. */
public record EnvironmentQuery(
    @Nullable EnvironmentStatus status,
    @Nullable String region,
    @Nullable String name,
    int limit,
    @Nullable EnvironmentCursor after) {}
