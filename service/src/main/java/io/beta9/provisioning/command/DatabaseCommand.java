package io.beta9.provisioning.command;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.database.Migrations;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.timeline.RetainedTable;
import io.beta9.provisioning.timeline.RetentionCleanup;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code db}: the database's schema, backup and restore. */
@Command(
    name = "db",
    mixinStandardHelpOptions = true,
    description = "Migrates, backs up and restores the database (DATABASE_URL).",
    subcommands = {
      RollbackCommand.class,
      BackupCommand.class,
      BackupKeyCommand.class,
      RestoreCommand.class
    },
    footer = {"", "Example:", "  ./provisioner db backup --out before.backup"})
@SuppressWarnings("NullAway.Init") // picocli sets the spec
public final class DatabaseCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Missing subcommand: migrate, status, rollback, backup, backup-key or restore");
  }

  @Command(
      name = "migrate",
      mixinStandardHelpOptions = true,
      description = "Applies all pending migrations.",
      footer = {"", "Example:", "  ./provisioner db migrate --reason 'upgrade to 0.2'"})
  int migrate(
      @Option(
              names = {"-v", "--verbose"},
              description = "Also print the SQL.")
          boolean verbose,
      @Mixin AuditReason reason) {
    return DatabaseCommandSupport.runAsOwner(
        spec,
        (database, quiet) -> {
          PrintWriter out = DatabaseCommandSupport.out(spec);
          Migrations migrations = verbose ? new Migrations(database, System.err) : quiet;
          List<String> applied = new ArrayList<>();
          migrations.up(
              migration -> {
                applied.add(migration.description());
                out.printf("Applied %03d %s%n", migration.id(), migration.description());
                out.flush();
              });
          if (applied.isEmpty()) {
            out.println("The schema is up to date.");
          }
          DatabaseCommandSupport.grantToService(database);
          DatabaseCommandSupport.audit(
              database,
              "db.migrate",
              applied.isEmpty() ? "no pending migrations" : applied.toString(),
              reason.text());
          return ExitCode.DONE;
        });
  }

  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Lists the migrations with the time each was applied, and the retention times.",
      footer = {"", "Example:", "  ./provisioner db status"})
  int status() {
    Settings settings = Settings.ofProcess();
    return DatabaseCommandSupport.runAsOwner(
        spec,
        (database, migrations) -> {
          PrintWriter out = DatabaseCommandSupport.out(spec);
          List<Migrations.Migration> scripts = migrations.status();
          for (Migrations.Migration script : scripts) {
            out.printf(
                "%03d %-20s %s%n",
                script.id(),
                script.description(),
                script.appliedAt() == null ? "not applied" : script.appliedAt());
          }
          if (scripts.stream().allMatch(script -> script.appliedAt() != null)) {
            JdbcClient jdbc = JdbcClient.create(database);
            for (RetainedTable table : RetentionCleanup.tables(settings.retention())) {
              out.println(table.line(jdbc));
            }
          }
          return ExitCode.DONE;
        });
  }
}
