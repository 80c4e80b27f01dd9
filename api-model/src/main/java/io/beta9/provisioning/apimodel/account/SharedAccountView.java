package io.beta9.provisioning.apimodel.account;

import org.jspecify.annotations.Nullable;

/**
 * One tenant's use of an account that several tenants use or may use.
 *
 * @param accountId the account's id in the cloud, for AWS twelve digits
 * @param id the id of the tenant's registered account; null if it has none
 * @param state the state of the tenant's registered account; null if it has none
 * @param environments the number of its environments that are not destroyed
 * @param sharedBy who allowed the tenant to use it; null if it was not allowed
 * @param reason why it was allowed
 */
public record SharedAccountView(
    String provider,
    String accountId,
    String tenant,
    @Nullable String id,
    @Nullable String state,
    int environments,
    @Nullable String sharedBy,
    @Nullable String reason) {}
