package io.beta9.provisioning.app;

import io.beta9.provisioning.database.Migrations;
import io.beta9.provisioning.settings.DatabaseUrl;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Migrates the schema at start, and waits for a database that is still starting. */
final class SchemaInitializer {
  private static final Logger log = LoggerFactory.getLogger(SchemaInitializer.class);

  private SchemaInitializer() {}

  static void migrate(DataSource dataSource, DatabaseUrl url) {
    Migrations migrations = new Migrations(dataSource);
    DatabaseAvailability.STANDARD.runWhenAvailable(url, log::warn, migrations::up);
  }
}
