package io.beta9.provisioning.environment;

import io.beta9.provisioning.access.TenantId;

/** An environment that a search has found, and its owner. */
public record FoundEnvironment(TenantId tenant, ListedEnvironment environment) {}
