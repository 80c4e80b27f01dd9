package io.beta9.provisioning.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.testing.Servers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The migration that introduces registered accounts, on environments of earlier versions. */
class AccountMigrationTest {
  private static final int ACCOUNTS = 33;
  private static final String ROLE = "arn:aws:iam::123456789012:role/";

  @Test
  void creates_one_legacy_account_for_each_tenant_account_and_role() {
    try (HikariDataSource database = Servers.migratedDatabase()) {
      Migrations migrations = Servers.migrations(database);
      JdbcClient jdbc = JdbcClient.create(database);
      migrations.down(stepsDownToBeforeAccounts(migrations));
      jdbc.sql("insert into tenants (id) values ('acme'), ('globex')").update();
      environment(jdbc, 1, "acme", "123456789012", "A", "right", "ready");
      environment(jdbc, 2, "acme", "123456789012", "A", "a typing error", "failed");
      environment(jdbc, 3, "acme", "123456789012", "B", null, "failed");
      environment(jdbc, 4, "globex", "123456789012", "A", "theirs", "ready");
      environment(jdbc, 5, "acme", "210987654321", "C", "x", "destroyed");
      environment(jdbc, 6, "acme", "123456789012", null, null, "ready");

      migrations.up();

      assertThat(
              jdbc.sql(
                      """
                      select tenant_id || ' ' || aws_account_id || ' ' || right(role_arn, 1) || ' '
                             || coalesce(external_id, 'none') || ' ' || state
                        from accounts order by 1
                      """)
                  .query(String.class)
                  .list())
          .containsExactly(
              "acme 123456789012 A right legacy",
              "acme 123456789012 B none legacy",
              "globex 123456789012 A theirs legacy");
      assertThat(
              jdbc.sql(
                      """
                      select right(e.id, 1) || ' ' || coalesce(right(a.role_arn, 1), 'none')
                        from environments e left join accounts a on a.id = e.registered_account_id
                       where a.tenant_id = e.tenant_id or a.id is null
                       order by 1
                      """)
                  .query(String.class)
                  .list())
          .containsExactly("1 A", "2 A", "3 B", "4 A", "5 none", "6 none");
    }
  }

  private static int stepsDownToBeforeAccounts(Migrations migrations) {
    return (int) migrations.status().stream().filter(script -> script.id() >= ACCOUNTS).count();
  }

  private static void environment(
      JdbcClient jdbc,
      int number,
      String tenant,
      String account,
      @Nullable String role,
      @Nullable String externalId,
      String status) {
    jdbc.sql(
            """
            insert into environments (id, tenant_id, name, status, cloud_provider, region, account_id,
              meta_config, infra_model, state_backend_config, created_by, updated_at)
            values (:id, :tenant, :id, :status, 'aws', 'us-east-1', :account,
              jsonb_build_object('cloud', jsonb_strip_nulls(jsonb_build_object(
                'role_arn', :role::text, 'external_id', :external::text))),
              '{}', '{}', 'test', now() + make_interval(secs => :number))
            """)
        .param("id", "env_%012x".formatted(number))
        .param("tenant", tenant)
        .param("status", status)
        .param("account", account)
        .param("role", role == null ? null : ROLE + role)
        .param("external", externalId)
        .param("number", number)
        .update();
  }
}
