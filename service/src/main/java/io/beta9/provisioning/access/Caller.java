package io.beta9.provisioning.access;

/**
 * Who is asking: a tenant, and by which of its keys.
 *
 * @param name how the caller is named in events and in the audit trail
 */
public record Caller(TenantId tenant, String keyId, String name) {}
