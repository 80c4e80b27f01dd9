package io.beta9.provisioning.apimodel.account;

import io.beta9.provisioning.apimodel.Required;
import org.jspecify.annotations.Nullable;

/**
 * Request to register a cloud account.
 *
 * @param provider {@code aws}, the default
 * @param accountId the account's id in the cloud, for AWS twelve digits
 * @param roleArn the role that the service assumes; null for the role {@code Beta9Provisioner}
 */
public record RegisterAccountRequest(
    @Nullable String provider, @Required @Nullable String accountId, @Nullable String roleArn) {}
