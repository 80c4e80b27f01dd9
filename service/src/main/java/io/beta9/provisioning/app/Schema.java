package io.beta9.provisioning.app;

import io.beta9.provisioning.database.Migrations;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the schema up to date at start, and waits a while for a database that starts too. */
final class Schema {
  private static final Logger log = LoggerFactory.getLogger(Schema.class);
  private static final int TRIES = 15;
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private Schema() {}

  static void migrate(DataSource dataSource) {
    Migrations migrations =
        new Migrations(
            dataSource,
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    for (int attempt = 1; ; attempt++) {
      try {
        migrations.up();
        return;
      } catch (Migrations.UnreachableException e) {
        if (attempt == TRIES) {
          throw e;
        }
        log.warn("The database is out of reach, trying again: {}", e.getMessage());
        try {
          Thread.sleep(PAUSE);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw e;
        }
      }
    }
  }
}
