package io.beta9.provisioning.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.testing.Servers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class MigrationsTest {
  @Test
  void every_migration_goes_up_down_and_up_again_with_rows_in_the_tables() {
    try (var database = Servers.pool(Servers.emptyDatabase())) {
      Migrations migrations = Servers.migrations(database);
      JdbcClient jdbc = JdbcClient.create(database);
      migrations.up();
      List<String> atFirst = columns(jdbc);
      int scripts = migrations.status().size();
      assertThat(migrations.status()).allMatch(script -> script.appliedAt() != null);
      for (int steps = 1; steps < scripts; steps++) {
        fill(jdbc);
        migrations.down(steps);
        migrations.up();
        assertThat(columns(jdbc)).isEqualTo(atFirst);
      }
    }
  }

  private static void fill(JdbcClient jdbc) {
    jdbc.sql(
            """
            insert into tenants (id) values ('acme') on conflict do nothing;
            insert into environments (id, tenant_id, name, status, cloud_provider, region, account_id,
              meta_config, infra_model, state_backend_config, created_by)
            values ('env_0123456789ab', 'acme', 'a', 'ready', 'aws', 'us-east-1', '123456789012',
              '{}', '{}', '{}', 'test') on conflict do nothing;
            insert into operations (id, environment_id, tenant_id, kind, requested_by)
            values ('op_0123456789ab', 'env_0123456789ab', 'acme', 'provision', 'test')
            on conflict do nothing;
            insert into events (environment_id, seq, tenant_id, kind, message)
            values ('env_0123456789ab', 1, 'acme', 'k', 'm') on conflict do nothing;
            """)
        .update();
  }

  private static List<String> columns(JdbcClient jdbc) {
    return jdbc.sql(
            """
            select table_name || '.' || column_name || ' ' || data_type from information_schema.columns
             where table_schema = 'public' order by 1
            """)
        .query(String.class)
        .list();
  }
}
