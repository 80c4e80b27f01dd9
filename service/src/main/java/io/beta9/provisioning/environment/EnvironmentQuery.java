package io.beta9.provisioning.environment;

import org.jspecify.annotations.Nullable;

/** Selects environments to list, newest first; null fields do not restrict. */
public record EnvironmentQuery(
    @Nullable EnvironmentStatus status,
    @Nullable String region,
    @Nullable String name,
    int limit,
    @Nullable EnvironmentCursor after) {}
