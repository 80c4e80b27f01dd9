package io.beta9.provisioning.command;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.app.CoreConfiguration;
import io.beta9.provisioning.app.DatabaseAvailability;
import io.beta9.provisioning.database.Migrations;
import io.beta9.provisioning.database.ServiceRoleGrants;
import io.beta9.provisioning.settings.DatabaseSettings;
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
   * Runs the work as the owner of the tables when the database is available, and returns its exit
   * code. Prints to standard error if it has to wait.
   *
   * @throws Migrations.UnreachableException if the database does not become available
   */
  static int runAsOwner(CommandSpec spec, DatabaseWork work) {
    return run(spec, Settings.ofProcess().database().ownerUrl(), work);
  }

  /**
   * Runs the work with the current schema. Migrates the schema first if the role of the service
   * owns it, and fails if another role has to.
   *
   * @throws Migrations.UnreachableException if the database does not become available
   */
  static int runWithCurrentSchema(CommandSpec spec, DatabaseWork work) {
    DatabaseSettings settings = Settings.ofProcess().database();
    return run(
        spec,
        settings.url(),
        (database, migrations) -> {
          if (migrations.isPending()) {
            if (settings.migrationUrl() != null || !migrations.isPermitted()) {
              err(spec)
                  .println(
                      "error: The schema is not up to date. Run './provisioner db migrate' with"
                          + " DATABASE_MIGRATION_URL.");
              return ExitCode.REFUSED;
            }
            migrations.up();
          }
          return work.run(database, migrations);
        });
  }

  /** Grants the rights of the service's role if another role owns the tables. */
  static void grantToService(HikariDataSource owner) {
    Settings settings = Settings.ofProcess();
    ServiceRoleGrants.of(settings.database(), settings.retention().auditRetention())
        .ifPresent(grants -> grants.apply(owner));
  }

  private static int run(CommandSpec spec, DatabaseUrl url, DatabaseWork work) {
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
