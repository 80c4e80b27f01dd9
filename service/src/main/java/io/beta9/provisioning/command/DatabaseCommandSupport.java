package io.beta9.provisioning.command;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.CoreConfiguration;
import io.beta9.provisioning.app.DatabaseAvailability;
import io.beta9.provisioning.database.Migrations;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.settings.server.DatabaseUrl;
import java.io.PrintWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Shared by the commands that work on the database directly. */
final class DatabaseCommandSupport {
  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private DatabaseCommandSupport() {}

  interface DatabaseWork {
    /** Returns the exit code. */
    int run(HikariDataSource database, Migrations migrations);
  }

  /**
   * Runs the work when the database is available and returns its exit code. Prints to standard
   * error if it has to wait.
   *
   * @throws Migrations.UnreachableException if the database does not become available
   */
  static int run(CommandSpec spec, DatabaseWork work) {
    DatabaseUrl url = Settings.ofProcess().database().url();
    try (HikariDataSource database =
        CoreConfiguration.pool(url, CoreConfiguration.COMMAND_POOL_SIZE)) {
      Migrations migrations = new Migrations(database);
      DatabaseAvailability.STANDARD.runWhenAvailable(
          url, err(spec)::println, migrations::checkAvailable);
      return work.run(database, migrations);
    }
  }

  /** Adds an entry to the audit trail unless the schema is older than the audit trail. */
  static void audit(
      HikariDataSource database, String action, String detail, @Nullable String reason) {
    JdbcClient jdbc = JdbcClient.create(database);
    boolean exists =
        jdbc.sql("select to_regclass('audit') is not null").query(Boolean.class).single();
    if (exists) {
      Caller caller =
          new Caller(new TenantId("installation"), "-", System.getProperty("user.name", "unknown"));
      new AuditRepository(jdbc)
          .recordDone(
              reason == null || reason.isBlank() ? caller : caller.withReason(reason.strip()),
              new AuditRepository.AuditAction(action, null, null, detail));
    }
  }

  static void json(CommandSpec spec, Map<String, Object> fields) {
    out(spec).println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(fields));
  }

  static PrintWriter out(CommandSpec spec) {
    return spec.commandLine().getOut();
  }

  static PrintWriter err(CommandSpec spec) {
    return spec.commandLine().getErr();
  }
}
