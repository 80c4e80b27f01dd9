package io.beta9.provisioning.command;

import io.beta9.provisioning.cli.ExitCode;
import io.beta9.provisioning.database.MigrationRollback;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code db rollback}. */
@Command(
    name = "rollback",
    mixinStandardHelpOptions = true,
    description =
        "Takes back the newest scripts, and what was in their tables with them. Says first what is"
            + " lost, and asks for the database's name.",
    footer = {"", "Example:", "  provisioner db rollback --steps 1 --dry-run"})
@SuppressWarnings("NullAway.Init") // picocli sets the spec and the options
final class RollbackCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(names = "--steps", defaultValue = "1", description = "How many (default: 1).")
  int steps;

  @Option(names = "--dry-run", description = "Only says what would be done.")
  boolean dryRun;

  @Option(names = "--yes", description = "Does not ask.")
  boolean yes;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the audit trail.")
  @Nullable String reason;

  @Override
  public Integer call() {
    if (steps < 1) {
      throw new ParameterException(spec.commandLine(), "--steps must be 1 or more");
    }
    return DatabaseCommandSupport.run(
        spec,
        (database, migrations) -> {
          MigrationRollback rollback = MigrationRollback.of(database, migrations, steps);
          rollback.lines().forEach(DatabaseCommandSupport.out(spec)::println);
          if (dryRun) {
            DatabaseCommandSupport.out(spec).println("Nothing was done.");
            return ExitCode.DONE;
          }
          if (!yes && !confirmed(rollback.database())) {
            DatabaseCommandSupport.err(spec)
                .println(
                    "error: not confirmed; nothing was done. Type the database's name, or say"
                        + " --yes.");
            return ExitCode.WRONG_USE;
          }
          migrations.down(steps);
          DatabaseCommandSupport.audit(
              database, "db.rollback", String.join("; ", rollback.lines()), reason);
          DatabaseCommandSupport.out(spec)
              .println("Done. Only a process of the older version may start now.");
          return ExitCode.DONE;
        });
  }

  private boolean confirmed(String name) {
    DatabaseCommandSupport.err(spec).print("Type the database's name to go on: ");
    DatabaseCommandSupport.err(spec).flush();
    try {
      String typed =
          new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
      return typed != null && typed.strip().equals(name);
    } catch (IOException e) {
      return false;
    }
  }
}
