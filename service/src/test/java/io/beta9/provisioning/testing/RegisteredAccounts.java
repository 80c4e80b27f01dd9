package io.beta9.provisioning.testing;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.account.AccountRepository;
import io.beta9.provisioning.account.RegisteredAccount;
import io.beta9.provisioning.environment.CloudAccess;
import io.beta9.provisioning.metaconfig.CloudTarget;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Inserts verified accounts, as if their tenants had registered and verified them. */
public final class RegisteredAccounts {
  private RegisteredAccounts() {}

  /** Inserts the account of {@link SimulatedAccount} for a tenant. */
  public static CloudAccess verified(JdbcClient jdbc, String tenant) {
    return verified(jdbc, tenant, SimulatedAccount.TARGET);
  }

  /**
   * Inserts an account with the role and the external id of the target, and the tenant if it does
   * not exist. An account of several tenants belongs to none of them exclusively.
   */
  public static CloudAccess verified(JdbcClient jdbc, String tenant, CloudTarget target) {
    jdbc.sql("insert into tenants (id) values (:tenant) on conflict do nothing")
        .param("tenant", tenant)
        .update();
    jdbc.sql(
            """
            insert into accounts (id, tenant_id, provider, aws_account_id, role_arn, external_id, state,
              verified_at, checked_at, created_by)
            values ('acc_' || substr(md5(:tenant || :account), 1, 12), :tenant, :provider, :account,
              :role, :external, 'verified', now(), now(), 'test')
            """)
        .param("tenant", tenant)
        .param("provider", target.provider())
        .param("account", target.accountId())
        .param("role", target.roleArn())
        .param("external", target.externalId())
        .update();
    return CloudAccess.by(find(jdbc, tenant, target));
  }

  private static RegisteredAccount find(JdbcClient jdbc, String tenant, CloudTarget target) {
    return new AccountRepository(jdbc)
        .findRegistered(new TenantId(tenant), target.provider(), target.accountId())
        .orElseThrow();
  }
}
