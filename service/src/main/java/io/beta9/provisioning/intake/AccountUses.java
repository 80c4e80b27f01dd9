package io.beta9.provisioning.intake;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.account.AccountUse;
import io.beta9.provisioning.account.RegisteredAccount;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import org.jspecify.annotations.Nullable;

/** What the state of an account allows, and the failures of requests that it does not allow. */
final class AccountUses {
  private static final String CREATING = "Creating the environment";

  private AccountUses() {}

  /**
   * Requires that an account may be used.
   *
   * @param activity what it is needed for, a gerund phrase
   * @throws FailureException {@code account-not-verified}, {@code account-legacy} or {@code
   *     account-suspended}
   */
  static void require(RegisteredAccount account, AccountUse use, String activity) {
    if (account.state().allows(use)) {
      return;
    }
    throw new FailureException(
        switch (account.state()) {
          case LEGACY -> legacy(account);
          case SUSPENDED ->
              Failure.of(FailureCode.ACCOUNT_SUSPENDED, activity)
                  .with(FailureParameter.ACCOUNT, account.accountId())
                  .with(FailureParameter.PROBE, probe(account));
          case PENDING, FAILED, VERIFIED ->
              Failure.of(FailureCode.ACCOUNT_NOT_VERIFIED, activity)
                  .with(FailureParameter.ACCOUNT, account.accountId())
                  .with(FailureParameter.STATUS, account.state().code());
        });
  }

  private static @Nullable String probe(RegisteredAccount account) {
    Failure failure = account.failure();
    return failure == null ? null : failure.parameter(FailureParameter.PROBE).orElse(null);
  }

  static Failure notRegistered(String accountId) {
    return Failure.of(FailureCode.ACCOUNT_NOT_REGISTERED, CREATING)
        .with(FailureParameter.ACCOUNT, accountId);
  }

  static Failure legacy(RegisteredAccount account) {
    return Failure.of(FailureCode.ACCOUNT_LEGACY, "Using the account")
        .with(FailureParameter.ACCOUNT, account.accountId())
        .with(FailureParameter.ROLE, account.roleArn());
  }

  static Failure ofAnotherTenant(String accountId, TenantId tenant) {
    return Failure.of(FailureCode.ACCOUNT_OF_ANOTHER_TENANT, "Registering the account")
        .with(FailureParameter.ACCOUNT, accountId)
        .with(FailureParameter.GIVEN, tenant.value());
  }
}
