package io.beta9.provisioning.account;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The environments whose meta-config still contains role and external id. Versions that know no
 * accounts write and read them there.
 */
public final class LegacyAccountRepository {
  private final JdbcClient jdbc;

  public LegacyAccountRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Makes the environments of a verified account's role use its external id, including those that
   * were created before, and removes the legacy account that they used. Part of the caller's
   * transaction.
   *
   * @return the number of environments
   */
  public int replaceBy(RegisteredAccount account) {
    ExternalId externalId = account.externalId();
    if (externalId == null) {
      throw new IllegalArgumentException(account.id() + " has no external id");
    }
    int moved =
        jdbc.sql(
                """
                update environments
                   set registered_account_id = :id,
                       meta_config = jsonb_set(meta_config, '{cloud,external_id}', to_jsonb(:external))
                 where tenant_id = :tenant and cloud_provider = :provider and account_id = :account
                   and meta_config -> 'cloud' ->> 'role_arn' = :role
                   and registered_account_id is distinct from :id
                """)
            .param("id", account.id().value())
            .param("external", externalId.value())
            .param("tenant", account.tenant().value())
            .param("provider", account.provider())
            .param("account", account.accountId())
            .param("role", account.roleArn())
            .update();
    jdbc.sql(
            """
            delete from accounts a
             where a.tenant_id = :tenant and a.provider = :provider and a.aws_account_id = :account
               and a.role_arn = :role and a.state = 'legacy'
               and not exists (select 1 from environments e where e.registered_account_id = a.id)
            """)
        .param("tenant", account.tenant().value())
        .param("provider", account.provider())
        .param("account", account.accountId())
        .param("role", account.roleArn())
        .update();
    return moved;
  }

  /**
   * Links environments that a version without accounts has created since the migration: to the
   * verified account of the tenant with this role, otherwise to a legacy account.
   *
   * @return the number of environments
   */
  public int linkUnregistered() {
    jdbc.sql(
            """
            insert into accounts (id, tenant_id, provider, aws_account_id, role_arn, external_id,
              state, created_by)
            select 'acc_' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 12), tenant_id,
                   cloud_provider, account_id, role_arn, external_id, 'legacy', 'migration'
              from (
                select distinct on (e.tenant_id, e.cloud_provider, e.account_id,
                         e.meta_config -> 'cloud' ->> 'role_arn')
                       e.tenant_id, e.cloud_provider, e.account_id,
                       e.meta_config -> 'cloud' ->> 'role_arn' as role_arn,
                       e.meta_config -> 'cloud' ->> 'external_id' as external_id
                  from environments e
                 where e.registered_account_id is null and e.status <> 'destroyed'
                   and e.meta_config -> 'cloud' ->> 'role_arn' is not null
                   and not exists (
                     select 1 from accounts a
                      where a.tenant_id = e.tenant_id and a.provider = e.cloud_provider
                        and a.aws_account_id = e.account_id and a.verified_at is not null
                        and a.role_arn = e.meta_config -> 'cloud' ->> 'role_arn')
                 order by e.tenant_id, e.cloud_provider, e.account_id,
                          e.meta_config -> 'cloud' ->> 'role_arn', e.updated_at desc) latest
            on conflict do nothing
            """)
        .update();
    return jdbc.sql(
            """
            update environments e
               set registered_account_id = (
                 select a.id from accounts a
                  where a.tenant_id = e.tenant_id and a.provider = e.cloud_provider
                    and a.aws_account_id = e.account_id
                    and a.role_arn = e.meta_config -> 'cloud' ->> 'role_arn'
                    and (a.state = 'legacy' or a.verified_at is not null)
                  order by a.state = 'legacy'
                  limit 1)
             where e.registered_account_id is null and e.status <> 'destroyed'
               and e.meta_config -> 'cloud' ->> 'role_arn' is not null
            """)
        .update();
  }
}
