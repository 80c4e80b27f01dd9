package io.beta9.provisioning.apimodel.account;

import io.beta9.provisioning.apimodel.Required;
import org.jspecify.annotations.Nullable;

/**
 * Request to register a cloud account.
 *
 * @param provider {@code aws}, the default
 * @param accountId the account's id in the cloud, for AWS twelve digits
 * @param roleArn the role that the service assumes; null for the role {@code Beta9Provisioner}
 * @param permissionsBoundary the name of the managed policy that every role and user that the
 *     service creates must have as its permissions boundary; null for none, and for that of an
 *     account that is registered already
 */
public record RegisterAccountRequest(
    @Nullable String provider,
    @Required @Nullable String accountId,
    @Nullable String roleArn,
    @Nullable String permissionsBoundary) {}
