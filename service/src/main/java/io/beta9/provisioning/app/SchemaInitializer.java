package io.beta9.provisioning.app;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.database.Migrations;
import io.beta9.provisioning.settings.server.DatabaseUrl;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Migrates the schema at start, and waits for a database that is still starting. */
final class SchemaInitializer {
  private static final Logger log = LoggerFactory.getLogger(SchemaInitializer.class);

  private SchemaInitializer() {}

  /**
   * Applies the pending migrations, if any.
   *
   * @param dataSource a pool of any size
   */
  static void migrate(DataSource dataSource, DatabaseUrl url) {
    Migrations migrations = new Migrations(dataSource);
    DatabaseAvailability.STANDARD.runWhenAvailable(
        url,
        log::warn,
        () -> {
          migrations.checkAvailable();
          if (migrations.status().stream().anyMatch(script -> script.appliedAt() == null)) {
            applyPending(url);
          }
        });
  }

  /** Uses a pool of its own: a migration needs more connections than the pool may have. */
  private static void applyPending(DatabaseUrl url) {
    try (HikariDataSource database =
        CoreConfiguration.pool(url, CoreConfiguration.COMMAND_POOL_SIZE)) {
      new Migrations(database).up();
    }
  }
}
