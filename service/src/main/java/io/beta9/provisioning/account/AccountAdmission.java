package io.beta9.provisioning.account;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.partition.AwsPartition;
import org.jspecify.annotations.Nullable;

/** What the state of an account allows, and the failures of what it does not allow. */
public final class AccountAdmission {
  private AccountAdmission() {}

  /**
   * Requires that environments can be created in an account.
   *
   * @throws FailureException {@code account-not-verified}, {@code account-legacy} or {@code
   *     account-suspended}
   */
  public static void requireCreation(RegisteredAccount account, String activity) {
    if (account.state().allows(AccountUse.CREATE)) {
      return;
    }
    Failure failure = account.failure();
    throw new FailureException(
        switch (account.state()) {
          case LEGACY -> legacy(account.accountId(), account.roleArn(), activity);
          case SUSPENDED ->
              suspended(account.accountId(), activity)
                  .with(
                      FailureParameter.PROBE,
                      failure == null
                          ? null
                          : failure.parameter(FailureParameter.PROBE).orElse(null));
          case PENDING, FAILED, VERIFIED ->
              Failure.of(FailureCode.ACCOUNT_NOT_VERIFIED, activity)
                  .with(FailureParameter.ACCOUNT, account.accountId())
                  .with(FailureParameter.STATUS, account.state().code());
        });
  }

  /**
   * Requires that a region is in the partition of an account's role.
   *
   * @throws FailureException {@code account-of-another-partition}
   */
  public static void requirePartition(RegisteredAccount account, String region, String activity) {
    AwsPartition partition = AwsPartition.ofRegion(region);
    if (account.partition() != partition) {
      throw new FailureException(
          Failure.of(FailureCode.ACCOUNT_OF_ANOTHER_PARTITION, activity)
              .with(FailureParameter.ACCOUNT, account.accountId())
              .with(FailureParameter.ROLE, account.roleArn())
              .with(FailureParameter.REGION, region)
              .with(FailureParameter.PARTITION, partition.id()));
    }
  }

  /**
   * Requires that environments in an account can be changed.
   *
   * @param state null if the environment is not linked with an account
   * @throws FailureException {@code account-suspended}
   */
  public static void requireChange(
      @Nullable AccountState state, String accountId, String activity) {
    if (state != null && !state.allows(AccountUse.CHANGE)) {
      throw new FailureException(suspended(accountId, activity));
    }
  }

  public static Failure notRegistered(String accountId, String activity) {
    return Failure.of(FailureCode.ACCOUNT_NOT_REGISTERED, activity)
        .with(FailureParameter.ACCOUNT, accountId);
  }

  public static Failure legacy(String accountId, String roleArn, String activity) {
    return Failure.of(FailureCode.ACCOUNT_LEGACY, activity)
        .with(FailureParameter.ACCOUNT, accountId)
        .with(FailureParameter.ROLE, roleArn);
  }

  public static Failure ofAnotherTenant(String accountId, TenantId tenant) {
    return Failure.of(FailureCode.ACCOUNT_OF_ANOTHER_TENANT, "Registering the account")
        .with(FailureParameter.ACCOUNT, accountId)
        .with(FailureParameter.GIVEN, tenant.value());
  }

  private static Failure suspended(String accountId, String activity) {
    return Failure.of(FailureCode.ACCOUNT_SUSPENDED, activity)
        .with(FailureParameter.ACCOUNT, accountId);
  }
}
