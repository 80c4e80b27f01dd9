package io.beta9.provisioning.environment;

import io.beta9.provisioning.account.AccountId;
import io.beta9.provisioning.account.AccountState;
import io.beta9.provisioning.account.ExternalId;
import io.beta9.provisioning.account.RegisteredAccount;
import org.jspecify.annotations.Nullable;

/**
 * How an environment's account is accessed: with the role and external id of its registered
 * account. Environments of a legacy account, and those of previous versions that are not linked
 * with one yet, use the role and external id that are stored with the environment.
 *
 * @param account null if the environment is not linked with an account
 * @param state null as {@code account}
 * @param roleArn null if the account was removed, which requires that the environment is destroyed
 */
public record CloudAccess(
    @Nullable AccountId account,
    @Nullable AccountState state,
    @Nullable String roleArn,
    @Nullable ExternalId externalId) {

  /** Returns the access by a registered account. */
  public static CloudAccess by(RegisteredAccount account) {
    return new CloudAccess(account.id(), account.state(), account.roleArn(), account.externalId());
  }
}
