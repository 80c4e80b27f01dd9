package io.beta9.provisioning.account;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.partition.AwsPartition;
import io.beta9.provisioning.testing.Servers;
import java.util.Random;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Registered accounts of two tenants in a database of their own. */
public final class AccountRows implements AutoCloseable {
  public static final TenantId ACME = new TenantId("acme");
  public static final TenantId OTHER = new TenantId("other");
  public static final String ACCOUNT = "123456789012";
  public static final String ROLE = AccountIdentifiers.defaultRole(AwsPartition.AWS, ACCOUNT);

  private static final Random RANDOM = new Random(7);

  public final HikariDataSource database = Servers.migratedDatabase();
  public final JdbcClient jdbc = JdbcClient.create(database);
  public final TransactionTemplate transactions =
      new TransactionTemplate(new JdbcTransactionManager(database));
  public final AccountRepository accounts = new AccountRepository(jdbc);
  public final AccountGrantRepository grants = new AccountGrantRepository(jdbc);
  public final LegacyAccountRepository legacy = new LegacyAccountRepository(jdbc);

  public AccountRows() {
    jdbc.sql("insert into tenants (id) values ('acme'), ('other')").update();
  }

  /** Registers the account for a tenant. */
  public RegisteredAccount registered(TenantId tenant, String accountId) {
    accounts.insert(
        new AccountRepository.NewAccount(
            AccountId.random(RANDOM),
            tenant,
            "aws",
            accountId,
            AccountIdentifiers.defaultRole(AwsPartition.AWS, accountId),
            ExternalId.random(RANDOM),
            null,
            "ann"));
    return accounts.findRegistered(tenant, "aws", accountId).orElseThrow();
  }

  public RegisteredAccount verified(TenantId tenant, String accountId) {
    RegisteredAccount account = registered(tenant, accountId);
    accounts.recordVerification(account, new RoleVerification.VerificationResult.Verified());
    return reread(account);
  }

  public RegisteredAccount reread(RegisteredAccount account) {
    return accounts.find(account.tenant(), account.id()).orElseThrow();
  }

  /** Inserts an environment whose meta-config has the role and the external id. */
  public void environment(String id, TenantId tenant, String role, String externalId) {
    jdbc.sql(
            """
            insert into environments (id, tenant_id, name, status, cloud_provider, region, account_id,
              meta_config, infra_model, state_backend_config, created_by)
            values (:id, :tenant, :id, 'ready', 'aws', 'us-east-1', :account,
              jsonb_build_object('cloud', jsonb_strip_nulls(
                jsonb_build_object('role_arn', :role, 'external_id', :external::text))),
              '{}', '{}', 'test')
            """)
        .param("id", id)
        .param("tenant", tenant.value())
        .param("account", ACCOUNT)
        .param("role", role)
        .param("external", externalId)
        .update();
  }

  public String accountOf(String environment) {
    return jdbc.sql(
            "select coalesce(registered_account_id, 'none') from environments where id = :id")
        .param("id", environment)
        .query(String.class)
        .single();
  }

  public String externalIdOf(String environment) {
    return jdbc.sql(
            """
            select coalesce(meta_config #>> '{cloud,external_id}', 'none') from environments
             where id = :id
            """)
        .param("id", environment)
        .query(String.class)
        .single();
  }

  public static RoleVerification.VerificationResult suspended() {
    return new RoleVerification.VerificationResult.Unprotected(
        Failure.of(FailureCode.EXTERNAL_ID_NOT_REQUIRED, "Verifying the role"));
  }

  @Override
  public void close() {
    database.close();
  }
}
