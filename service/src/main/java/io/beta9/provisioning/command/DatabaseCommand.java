package io.beta9.provisioning.command;

import io.beta9.provisioning.database.Migrations;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.timeline.RetentionCleanup;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The schema of the database. */
@Command(
    name = "db",
    mixinStandardHelpOptions = true,
    description = "Migrates, backs up and restores the database (DATABASE_URL).",
    subcommands = {RollbackCommand.class, BackupCommand.class, RestoreCommand.class},
    footer = {"", "Example:", "  provisioner db backup --out before.backup"})
@SuppressWarnings("NullAway.Init") // picocli sets the spec
public final class DatabaseCommand {
  @Spec CommandSpec spec;

  @Command(
      name = "migrate",
      mixinStandardHelpOptions = true,
      description = "Applies every script that has not been applied.")
  int migrate(
      @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the audit trail.")
          @Nullable String reason) {
    return DatabaseCommandSupport.run(
        spec,
        (database, migrations) -> {
          List<String> pending =
              migrations.status().stream()
                  .filter(script -> script.appliedAt() == null)
                  .map(Migrations.Applied::description)
                  .toList();
          new Migrations(database, System.err).up();
          String detail = pending.isEmpty() ? "nothing was left to apply" : pending.toString();
          DatabaseCommandSupport.audit(database, "db.migrate", detail, reason);
          return 0;
        });
  }

  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Lists the scripts and when each was applied.")
  int status() {
    Settings settings = Settings.from(System.getenv());
    return DatabaseCommandSupport.run(
        spec,
        (database, migrations) -> {
          var out = DatabaseCommandSupport.out(spec);
          for (Migrations.Applied script : migrations.status()) {
            out.printf(
                "%03d %-20s %s%n",
                script.id(),
                script.description(),
                script.appliedAt() == null ? "not applied" : script.appliedAt());
          }
          if (migrations.status().stream().allMatch(script -> script.appliedAt() != null)) {
            JdbcClient jdbc = JdbcClient.create(database);
            for (RetentionCleanup.RetainedTable kept :
                RetentionCleanup.tables(settings.retention())) {
              out.println(kept.line(jdbc));
            }
          }
          return 0;
        });
  }
}
