package io.beta9.provisioning.apimodel.account;

import io.beta9.provisioning.apimodel.Required;
import org.jspecify.annotations.Nullable;

/**
 * Request to let a tenant use an account that belongs to another one.
 *
 * @param provider {@code aws}, the default
 * @param accountId the account's id in the cloud, for AWS twelve digits
 * @param tenant the tenant that may use it as well
 * @param reason why, for the audit trail; may be given as the header {@code X-Reason} instead
 */
public record ShareAccountRequest(
    @Nullable String provider,
    @Required @Nullable String accountId,
    @Required @Nullable String tenant,
    @Nullable String reason) {}
