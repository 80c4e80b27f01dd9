package io.beta9.provisioning.app;

import io.beta9.provisioning.database.Migrations;
import io.beta9.provisioning.settings.DatabaseUrl;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the schema up to date at start, and waits a while for a database that starts too. */
final class SchemaInitializer {
  private static final Logger log = LoggerFactory.getLogger(SchemaInitializer.class);

  private SchemaInitializer() {}

  static void migrate(DataSource dataSource, DatabaseUrl url) {
    Migrations migrations =
        new Migrations(
            dataSource,
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    DatabaseAvailability.STANDARD.until(url, log::warn, migrations::up);
  }
}
