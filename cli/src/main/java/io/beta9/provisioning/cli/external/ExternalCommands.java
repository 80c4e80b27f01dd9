package io.beta9.provisioning.cli.external;

import java.util.List;

/** All commands that the launcher passes to other programs. */
public final class ExternalCommands {
  private static final String REASON = "--reason=";

  private ExternalCommands() {}

  /** Returns the commands in the order of the help. */
  public static List<ExternalCommand> all() {
    return List.of(
        ExternalCommand.of(
            "demo",
            "Runs everything on this machine with a simulated cloud.",
            "--once",
            "--fast",
            "--fault=",
            "--port=",
            "-f=",
            "--file=",
            "--data="),
        ExternalCommand.of(
            "up", "Runs the service on this machine with real AWS.", "--port=", "--data="),
        ExternalCommand.of(
            "chaos",
            "Injects faults into a demo and checks that nothing is lost.",
            "--kills=",
            "--seed=",
            "--environments=",
            "--data=",
            "--baseline=",
            "--plan"),
        ExternalCommand.group(
            "bench",
            "Measures the service.",
            ExternalCommand.of(
                "bench overhead", "Measures the overhead of provisioning.", "--pairs=", "--quick"),
            ExternalCommand.of(
                "bench critical-path",
                "Compares provisioning with its critical path.",
                "--scale=",
                "--quick"),
            ExternalCommand.of("bench claims", "Measures the latency of claims."),
            ExternalCommand.of(
                "bench api",
                "Measures the API beside pgbench.",
                "--quick",
                "--warm-up=",
                "--only=",
                "--kinds="),
            ExternalCommand.of(
                "bench console", "Measures every page of the console.", "--rounds=", "--quick"),
            ExternalCommand.of("bench queue", "Measures claims with long queues.", "--quick"),
            ExternalCommand.of(
                "bench scale",
                "Simulates many workers in virtual time.",
                "--workers=",
                "--environments=",
                "--concurrency=",
                "--seed=",
                "--quick"),
            ExternalCommand.of(
                "bench memory",
                "Measures the memory of API and worker.",
                "--requests=",
                "--environments=",
                "--quick"),
            ExternalCommand.of(
                "bench startup", "Measures how long processes take to start.", "--runs=")),
        ExternalCommand.of("verify", "Builds the project and runs all tests."),
        ExternalCommand.of("api", "Runs the API until it is stopped."),
        ExternalCommand.of("worker", "Runs a worker until it is stopped."),
        ExternalCommand.group(
            "db",
            "Migrates, backs up and restores the database (DATABASE_URL).",
            ExternalCommand.of(
                "db migrate", "Applies all pending migrations.", "-v", "--verbose", REASON),
            ExternalCommand.of("db status", "Lists the migrations."),
            ExternalCommand.of(
                "db rollback",
                "Reverts the latest migrations.",
                "--steps=",
                "--dry-run",
                "--yes",
                REASON),
            ExternalCommand.of(
                "db backup",
                "Writes a backup.",
                "--out=",
                "--encrypt=",
                "-o=",
                "--output=",
                REASON),
            ExternalCommand.of("db backup-key", "Writes keys for backups.", "--out="),
            ExternalCommand.of(
                "db restore", "Restores a backup.", "--key=", "-o=", "--output=", REASON)),
        ExternalCommand.of(
            "doctor", "Checks the prerequisites on this machine.", "--for=", "-o=", "--output="),
        ExternalCommand.group(
            "admin",
            "Administers the installation with direct access to the database (DATABASE_URL).",
            ExternalCommand.group(
                "admin keys",
                "Creates, lists and revokes API keys in the database.",
                ExternalCommand.of(
                    "admin keys create",
                    "Creates a key.",
                    "--tenant=",
                    "--name=",
                    "--role=",
                    "--expires-in=",
                    REASON),
                ExternalCommand.of("admin keys list", "Lists the keys of all tenants.")
                    .withAlias("ls"),
                ExternalCommand.of("admin keys revoke", "Revokes a key.", REASON)),
            ExternalCommand.group(
                "admin tenants",
                "Limits and weights of single tenants in the database.",
                ExternalCommand.of("admin tenants list", "Lists the tenants and their limits.")
                    .withAlias("ls"),
                ExternalCommand.of(
                    "admin tenants limit",
                    "Overrides the limits of environments and running operations of a tenant.",
                    "--environments=",
                    "--running-operations=",
                    "--default",
                    REASON),
                ExternalCommand.of(
                    "admin tenants weight",
                    "Sets the share of a tenant of the workers.",
                    REASON))));
  }
}
