package io.beta9.provisioning.account;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.failure.json.FailureJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The registered accounts of all tenants. */
public final class AccountRepository {
  private static final String COLUMNS =
      """
      id, tenant_id, provider, aws_account_id, role_arn, external_id, permissions_boundary, state,
      exclusive, failure, verified_at, checked_at, created_by, created_at
      """;

  private final JdbcClient jdbc;

  public AccountRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A new account, {@code pending}. */
  public record NewAccount(
      AccountId id,
      TenantId tenant,
      String provider,
      String accountId,
      String roleArn,
      ExternalId externalId,
      @Nullable String permissionsBoundary,
      String createdBy) {}

  /** An environment that is not destroyed. */
  public record LivingEnvironment(String id, String name) {}

  /** Thrown if another tenant has the account, and this one has no grant. */
  public static final class OwnedByAnotherTenantException extends RuntimeException {
    OwnedByAnotherTenantException(@Nullable Throwable cause) {
      super("the account belongs to another tenant", cause);
    }
  }

  /** Inserts an account, unless the tenant has registered it: an account is registered once. */
  public boolean insert(NewAccount account) {
    return jdbc.sql(
                """
                insert into accounts (id, tenant_id, provider, aws_account_id, role_arn, external_id,
                  permissions_boundary, state, created_by)
                values (:id, :tenant, :provider, :account, :role, :external, :boundary, 'pending',
                  :by)
                on conflict (tenant_id, provider, aws_account_id) where state <> 'legacy' do nothing
                """)
            .param("id", account.id().value())
            .param("tenant", account.tenant().value())
            .param("provider", account.provider())
            .param("account", account.accountId())
            .param("role", account.roleArn())
            .param("external", account.externalId().value())
            .param("boundary", account.permissionsBoundary())
            .param("by", account.createdBy())
            .update()
        == 1;
  }

  /**
   * Returns the number of accounts that the tenant has registered, and locks the tenant until the
   * transaction ends: accounts that are registered at the same time are counted one after the
   * other.
   */
  public int lockAndCountRegistered(TenantId tenant) {
    jdbc.sql("select 1 from tenants where id = :tenant for no key update")
        .param("tenant", tenant.value())
        .query(Integer.class)
        .optional();
    return jdbc.sql("select count(*) from accounts where tenant_id = :tenant and state <> 'legacy'")
        .param("tenant", tenant.value())
        .query(Integer.class)
        .single();
  }

  /**
   * Sets the permissions boundary that is required from now on.
   *
   * @return false if the tenant has no such account
   */
  public boolean requireBoundary(TenantId tenant, AccountId id, String permissionsBoundary) {
    return jdbc.sql(
                """
                update accounts set permissions_boundary = :boundary
                 where tenant_id = :tenant and id = :id and state <> 'legacy'
                """)
            .param("boundary", permissionsBoundary)
            .param("tenant", tenant.value())
            .param("id", id.value())
            .update()
        == 1;
  }

  public Optional<RegisteredAccount> find(TenantId tenant, AccountId id) {
    return jdbc.sql("select " + COLUMNS + " from accounts where tenant_id = :tenant and id = :id")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query(AccountRepository::account)
        .optional();
  }

  /** Like {@link #find}; also locks the account until the transaction ends. */
  public Optional<RegisteredAccount> lock(TenantId tenant, AccountId id) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + " from accounts where tenant_id = :tenant and id = :id for update")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query(AccountRepository::account)
        .optional();
  }

  /** Returns the account that the tenant has registered; not a legacy one. */
  public Optional<RegisteredAccount> findRegistered(
      TenantId tenant, String provider, String accountId) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + """
                  from accounts
                 where tenant_id = :tenant and provider = :provider and aws_account_id = :account
                   and state <> 'legacy'
                """)
        .param("tenant", tenant.value())
        .param("provider", provider)
        .param("account", accountId)
        .query(AccountRepository::account)
        .optional();
  }

  /**
   * Like {@link #findRegistered}; also keeps the account as it is until the transaction ends, so
   * that it is neither removed nor suspended while an environment is created in it.
   */
  public Optional<RegisteredAccount> share(TenantId tenant, String provider, String accountId) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + """
                  from accounts
                 where tenant_id = :tenant and provider = :provider and aws_account_id = :account
                   and state <> 'legacy'
                   for share
                """)
        .param("tenant", tenant.value())
        .param("provider", provider)
        .param("account", accountId)
        .query(AccountRepository::account)
        .optional();
  }

  /** Returns the accounts of all tenants. */
  public List<RegisteredAccount> listOfAllTenants() {
    return jdbc.sql(
            "select " + COLUMNS + " from accounts order by tenant_id, provider, aws_account_id, id")
        .query(AccountRepository::account)
        .list();
  }

  /** Returns the tenant's accounts, ordered by their number and the time of registration. */
  public List<RegisteredAccount> list(TenantId tenant) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + """
                  from accounts where tenant_id = :tenant
                 order by provider, aws_account_id, created_at, id
                """)
        .param("tenant", tenant.value())
        .query(AccountRepository::account)
        .list();
  }

  /** Returns whether the account belongs to another tenant and has not been granted to this one. */
  public boolean isOwnedByAnother(TenantId tenant, String provider, String accountId) {
    return jdbc.sql(
            """
            select exists (
                select 1 from accounts
                 where provider = :provider and aws_account_id = :account and exclusive
                   and tenant_id <> :tenant)
              and not exists (
                select 1 from account_grants
                 where provider = :provider and aws_account_id = :account and tenant_id = :tenant)
            """)
        .param("provider", provider)
        .param("account", accountId)
        .param("tenant", tenant.value())
        .query(Boolean.class)
        .single();
  }

  /**
   * Records the result of a verification, unless the account was removed meanwhile. The first
   * successful one makes the account the tenant's own, unless it uses it by a grant.
   *
   * @return false if there is no such account
   * @throws OwnedByAnotherTenantException if another tenant's verification was successful first
   */
  public boolean recordVerification(
      RegisteredAccount account, RoleVerification.VerificationResult result) {
    boolean verified = result instanceof RoleVerification.VerificationResult.Verified;
    try {
      return jdbc.sql(
                  """
                  update accounts a
                     set state = :state,
                         state_since = case when state = :state then state_since else now() end,
                         failure = :failure::jsonb,
                         checked_at = now(),
                         verified_at = case when :verified then now() else verified_at end,
                         exclusive = exclusive or :verified and not exists (
                             select 1 from account_grants g
                              where g.provider = a.provider and g.aws_account_id = a.aws_account_id
                                and g.tenant_id = a.tenant_id)
                   where id = :id and tenant_id = :tenant and external_id = :external
                     and state <> 'legacy'
                  """)
              .param("state", result.state().code())
              .param("failure", FailureJson.write(result.problem()))
              .param("verified", verified)
              .param("id", account.id().value())
              .param("tenant", account.tenant().value())
              .param("external", value(account.externalId()))
              .update()
          == 1;
    } catch (DuplicateKeyException e) {
      throw new OwnedByAnotherTenantException(e);
    }
  }

  /**
   * Returns an external id that a role of this account must not accept: that of another tenant for
   * the same account, the newest first. Ids of tenants that share the account by a grant do not
   * count. An id for another account is never returned: the account's owner could read it.
   */
  public Optional<ExternalId> foreignExternalId(RegisteredAccount account) {
    return jdbc.sql(
            """
            select a.external_id from accounts a
             where a.provider = :provider and a.aws_account_id = :account
               and a.tenant_id <> :tenant and a.state <> 'legacy'
               and not exists (
                 select 1 from account_grants g
                  where g.provider = :provider and g.aws_account_id = :account
                    and g.tenant_id in (a.tenant_id, :tenant))
             order by a.created_at desc
             limit 1
            """)
        .param("tenant", account.tenant().value())
        .param("provider", account.provider())
        .param("account", account.accountId())
        .query(String.class)
        .optional()
        .map(ExternalId::new);
  }

  /**
   * Returns accounts whose latest verification is older than the age, the oldest first. Accounts
   * that were never verified are not included: their role may not exist yet.
   */
  public List<RegisteredAccount> due(Duration age, int limit) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + """
                  from accounts
                 where state <> 'legacy' and checked_at < now() - make_interval(secs => :seconds)
                 order by checked_at limit :limit
                """)
        .param("seconds", (double) age.toSeconds())
        .param("limit", limit)
        .query(AccountRepository::account)
        .list();
  }

  /** Returns the account's environments that are not destroyed, ordered by name. */
  public List<LivingEnvironment> livingEnvironments(TenantId tenant, AccountId id) {
    return jdbc.sql(
            """
            select id, name from environments
             where tenant_id = :tenant and registered_account_id = :id and status <> 'destroyed'
             order by name
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query((row, number) -> new LivingEnvironment(row.getString("id"), row.getString("name")))
        .list();
  }

  /**
   * Deletes an account, and its role and external id in its destroyed environments. The caller
   * holds the account's lock and has checked that all its environments are destroyed.
   */
  public boolean delete(TenantId tenant, AccountId id) {
    jdbc.sql(
            """
            update environments
               set registered_account_id = null,
                   meta_config = meta_config #- '{cloud,role_arn}' #- '{cloud,external_id}'
             where tenant_id = :tenant and registered_account_id = :id and status = 'destroyed'
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .update();
    return jdbc.sql("delete from accounts where tenant_id = :tenant and id = :id")
            .param("tenant", tenant.value())
            .param("id", id.value())
            .update()
        == 1;
  }

  static RegisteredAccount account(ResultSet row, int number) throws SQLException {
    String externalId = row.getString("external_id");
    return new RegisteredAccount(
        new AccountId(row.getString("id")),
        new TenantId(row.getString("tenant_id")),
        row.getString("provider"),
        row.getString("aws_account_id"),
        row.getString("role_arn"),
        externalId == null ? null : new ExternalId(externalId),
        row.getString("permissions_boundary"),
        AccountState.parse(row.getString("state")).orElseThrow(),
        row.getBoolean("exclusive"),
        FailureJson.read(row.getString("failure")),
        instant(row, "verified_at"),
        instant(row, "checked_at"),
        row.getString("created_by"),
        row.getTimestamp("created_at").toInstant());
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }

  private static @Nullable String value(@Nullable ExternalId id) {
    return id == null ? null : id.value();
  }
}
