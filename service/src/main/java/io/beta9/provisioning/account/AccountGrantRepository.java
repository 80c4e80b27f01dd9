package io.beta9.provisioning.account;

import io.beta9.provisioning.access.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which tenants may share an account, and which do. */
public final class AccountGrantRepository {
  private final JdbcClient jdbc;

  public AccountGrantRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Inserts a grant; an existing one remains as it is.
   *
   * @return false if there is no such tenant
   */
  public boolean insert(AccountGrant grant, String grantedBy, String reason) {
    jdbc.sql(
            """
            insert into account_grants (provider, aws_account_id, tenant_id, granted_by, reason)
            select :provider, :account, id, :by, :reason from tenants where id = :tenant
            on conflict do nothing
            """)
        .param("provider", grant.provider())
        .param("account", grant.accountId())
        .param("tenant", grant.tenant().value())
        .param("by", grantedBy)
        .param("reason", reason)
        .update();
    return exists(grant);
  }

  /** Deletes a grant; returns false if there is none. */
  public boolean delete(AccountGrant grant) {
    return jdbc.sql(
                """
                delete from account_grants
                 where provider = :provider and aws_account_id = :account and tenant_id = :tenant
                """)
            .param("provider", grant.provider())
            .param("account", grant.accountId())
            .param("tenant", grant.tenant().value())
            .update()
        == 1;
  }

  /**
   * Returns every use of the accounts that several tenants use or may use, ordered by account and
   * tenant.
   */
  public List<SharedAccountUse> shared() {
    return jdbc.sql(
            """
            with used as (
              select provider, aws_account_id, tenant_id from accounts
              union
              select provider, aws_account_id, tenant_id from account_grants),
            shared as (
              select provider, aws_account_id from used
               group by provider, aws_account_id having count(*) > 1)
            select u.provider, u.aws_account_id, u.tenant_id, a.id, a.state, g.granted_by, g.reason,
                   (select count(*) from environments e
                     where e.registered_account_id = a.id and e.status <> 'destroyed') as environments
              from used u
              join shared s using (provider, aws_account_id)
              left join accounts a using (provider, aws_account_id, tenant_id)
              left join account_grants g using (provider, aws_account_id, tenant_id)
             order by u.provider, u.aws_account_id, u.tenant_id, a.created_at, a.id
            """)
        .query(AccountGrantRepository::use)
        .list();
  }

  private boolean exists(AccountGrant grant) {
    return jdbc.sql(
            """
            select exists (select 1 from account_grants
             where provider = :provider and aws_account_id = :account and tenant_id = :tenant)
            """)
        .param("provider", grant.provider())
        .param("account", grant.accountId())
        .param("tenant", grant.tenant().value())
        .query(Boolean.class)
        .single();
  }

  private static SharedAccountUse use(ResultSet row, int number) throws SQLException {
    String id = row.getString("id");
    String state = row.getString("state");
    return new SharedAccountUse(
        row.getString("provider"),
        row.getString("aws_account_id"),
        new TenantId(row.getString("tenant_id")),
        id == null ? null : new AccountId(id),
        state == null ? null : AccountState.parse(state).orElseThrow(),
        row.getInt("environments"),
        row.getString("granted_by"),
        row.getString("reason"));
  }
}
