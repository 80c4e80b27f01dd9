package io.beta9.provisioning.account;

import io.beta9.provisioning.access.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * One tenant's use of an account that several tenants use or may use.
 *
 * @param id null if the tenant may use the account and has not registered it
 * @param state null as {@code id}
 * @param environments how many of its environments are not destroyed
 * @param grantedBy who allowed it; null if it was not allowed
 * @param reason why it was allowed; null as {@code grantedBy}
 */
public record SharedAccountUse(
    String provider,
    String accountId,
    TenantId tenant,
    @Nullable AccountId id,
    @Nullable AccountState state,
    int environments,
    @Nullable String grantedBy,
    @Nullable String reason) {}
