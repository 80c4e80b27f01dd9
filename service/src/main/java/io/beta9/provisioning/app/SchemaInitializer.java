package io.beta9.provisioning.app;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.database.Migrations;
import io.beta9.provisioning.settings.DatabaseSettings;
import io.beta9.provisioning.settings.server.DatabaseUrl;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Migrates the schema at start, or waits until another process has migrated it, and waits for a
 * database that is still starting.
 */
final class SchemaInitializer {
  private static final Logger log = LoggerFactory.getLogger(SchemaInitializer.class);
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(2);

  private SchemaInitializer() {}

  /**
   * Returns when no migration is pending. Applies them itself if its role owns the tables; the role
   * that is named by a separate setting migrates otherwise, and this process does not use it.
   *
   * @param dataSource a pool of any size
   * @throws Service.RefusedException if the thread is interrupted while it waits
   */
  static void migrate(DataSource dataSource, DatabaseSettings settings) {
    Migrations migrations = new Migrations(dataSource);
    for (boolean reported = false; !tryMigrate(migrations, settings); reported = true) {
      if (!reported) {
        log.warn("Waiting until the schema is migrated: run './provisioner db migrate'");
      }
      try {
        Thread.sleep(POLL_INTERVAL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Service.RefusedException("interrupted while waiting for the schema");
      }
    }
  }

  /** Returns false if migrations are pending that another process applies. */
  private static boolean tryMigrate(Migrations migrations, DatabaseSettings settings) {
    AtomicBoolean current = new AtomicBoolean();
    DatabaseAvailability.STANDARD.runWhenAvailable(
        settings.url(),
        log::warn,
        () -> {
          migrations.checkAvailable();
          if (!migrations.isPending()) {
            current.set(true);
          } else if (settings.migrationUrl() == null && migrations.isPermitted()) {
            applyPending(settings.url());
            current.set(true);
          }
        });
    return current.get();
  }

  /** Uses a pool of its own: a migration needs more connections than the pool may have. */
  private static void applyPending(DatabaseUrl url) {
    try (HikariDataSource database =
        CoreConfiguration.pool(url, CoreConfiguration.COMMAND_POOL_SIZE)) {
      new Migrations(database).up();
    }
  }
}
