package io.beta9.provisioning.devstack.servers;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.app.CoreConfiguration;
import io.beta9.provisioning.database.Migrations;
import io.beta9.provisioning.database.ServiceRoleGrants;
import io.beta9.provisioning.settings.Settings;

/** Migrates the schema as its owner and grants the service what it needs, as {@code db migrate}. */
public final class OwnerMigration {
  private OwnerMigration() {}

  public static void run(Settings settings) {
    try (HikariDataSource owner =
        CoreConfiguration.pool(
            settings.database().ownerUrl(), CoreConfiguration.COMMAND_POOL_SIZE)) {
      new Migrations(owner).up();
      ServiceRoleGrants.of(settings.database(), settings.retention().auditRetention())
          .ifPresent(grants -> grants.apply(owner));
    }
  }
}
