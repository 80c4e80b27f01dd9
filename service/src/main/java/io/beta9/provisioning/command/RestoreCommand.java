package io.beta9.provisioning.command;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.database.BackupManifest;
import io.beta9.provisioning.database.BackupReader;
import io.beta9.provisioning.database.BackupRestorer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code db restore}. */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description =
        "Restores a backup into an empty database in one transaction. Creates the schema if"
            + " necessary and verifies the row count and checksum of every table.",
    footer = {
      "",
      "Examples:",
      "  ./provisioner db restore before.backup",
      "  ./provisioner db restore before.backup --key backup.key"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the spec and the options
final class RestoreCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "A file written by './provisioner db backup'.")
  Path file;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "File with the secret key of an encrypted backup.")
  @Nullable Path keyFile;

  @Mixin FormatOption format = new FormatOption();

  @Mixin AuditReason reason = new AuditReason();

  @Override
  public Integer call() {
    return DatabaseCommandSupport.runAsOwner(
        spec,
        (database, migrations) -> {
          try (BackupReader backup = BackupReader.open(file, keyFile)) {
            new BackupRestorer(database, migrations, DatabaseCommandSupport.err(spec)::println)
                .restore(backup);
            DatabaseCommandSupport.grantToService(database);
            DatabaseCommandSupport.audit(
                database,
                "db.restore",
                "%s of %s, %d rows"
                    .formatted(
                        file.toAbsolutePath(),
                        backup.manifest().createdAt(),
                        backup.manifest().rows()),
                reason.text());
            show(backup.manifest());
          }
          return ExitCode.DONE;
        });
  }

  private void show(BackupManifest manifest) {
    if (format.isJson()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("verified", true);
      fields.put("rows", manifest.rows());
      fields.put("manifest", manifest);
      DatabaseCommandSupport.json(spec, fields);
    } else {
      DatabaseCommandSupport.out(spec)
          .printf(
              "Restored and verified: %d rows of %d tables, from %s.%n",
              manifest.rows(), manifest.tables().size(), manifest.createdAt());
    }
  }
}
