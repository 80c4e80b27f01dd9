package io.beta9.provisioning.account;

import io.beta9.provisioning.access.TenantId;

/**
 * The permission of a tenant to use an account that belongs to another one.
 *
 * @param accountId the account's id in the cloud, for AWS twelve digits
 */
public record AccountGrant(String provider, String accountId, TenantId tenant) {}
