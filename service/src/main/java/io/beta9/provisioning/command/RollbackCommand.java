package io.beta9.provisioning.command;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.database.MigrationRollback;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code db rollback}. */
@Command(
    name = "rollback",
    mixinStandardHelpOptions = true,
    description =
        "Reverts the latest migrations and deletes the data of the tables they created. Lists what"
            + " will be lost and asks for the database's name.",
    footer = {"", "Example:", "  ./provisioner db rollback --steps 1 --dry-run"})
@SuppressWarnings("NullAway.Init") // picocli sets the spec and the options
final class RollbackCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--steps",
      defaultValue = "1",
      paramLabel = "N",
      description = "Number of migrations (default: 1).")
  int steps;

  @Option(names = "--dry-run", description = "Only list what would be done.")
  boolean dryRun;

  @Option(names = "--yes", description = "Do not ask for confirmation.")
  boolean yes;

  @Mixin AuditReason reason = new AuditReason();

  @Override
  public Integer call() {
    if (steps < 1) {
      throw new ParameterException(spec.commandLine(), "--steps must be 1 or more");
    }
    return DatabaseCommandSupport.runAsOwner(
        spec,
        (database, migrations) -> {
          MigrationRollback rollback = MigrationRollback.of(database, migrations, steps);
          rollback.lines().forEach(DatabaseCommandSupport.out(spec)::println);
          if (dryRun) {
            DatabaseCommandSupport.out(spec).println("Nothing was changed.");
            return ExitCode.DONE;
          }
          if (!yes && !confirmed(rollback.database())) {
            DatabaseCommandSupport.err(spec)
                .println(
                    "error: Not confirmed; nothing was changed. Type the database's name, or use"
                        + " --yes.");
            return ExitCode.WRONG_USE;
          }
          migrations.down(steps);
          DatabaseCommandSupport.audit(
              database, "db.rollback", String.join("; ", rollback.lines()), reason.text());
          DatabaseCommandSupport.out(spec)
              .println("Rollback complete. Start only processes of the older version.");
          return ExitCode.DONE;
        });
  }

  private boolean confirmed(String databaseName) {
    DatabaseCommandSupport.err(spec).print("Type the database's name to continue: ");
    DatabaseCommandSupport.err(spec).flush();
    try {
      String typed =
          new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
      return typed != null && typed.strip().equals(databaseName);
    } catch (IOException e) {
      return false;
    }
  }
}
