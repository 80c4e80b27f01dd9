package io.beta9.provisioning.apimodel.tenant;

import org.jspecify.annotations.Nullable;

/**
 * A request to create a tenant.
 *
 * @param tenant its id: lower-case letters, digits and hyphens, at most 63
 */
public record CreateTenantRequest(@Nullable String tenant) {}
