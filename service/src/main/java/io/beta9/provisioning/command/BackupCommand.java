package io.beta9.provisioning.command;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.database.BackupManifest;
import io.beta9.provisioning.database.BackupWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code db backup}. */
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a consistent copy of all tables into one file. Only its owner can read it: it"
          + " contains hashes of API keys and encrypted Terraform states."
    },
    footer = {
      "",
      "Examples:",
      "  ./provisioner db backup --out before.backup",
      "  ./provisioner db backup --encrypt backup.key.pub --out before.backup"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the spec and the options
final class BackupCommand implements Callable<Integer> {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  @Spec CommandSpec spec;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Output file; an existing file is not overwritten (default:"
              + " beta9-provisioning-TIME.backup).")
  @Nullable Path out;

  @Option(
      names = "--encrypt",
      paramLabel = "FILE",
      description =
          "Encrypt for the public keys (age1…) in this file; see './provisioner db backup-key'.")
  @Nullable Path keyFile;

  @Mixin FormatOption format = new FormatOption();

  @Mixin AuditReason reason = new AuditReason();

  @Override
  public Integer call() {
    Clock clock = Clock.systemUTC();
    Path file =
        (out == null
                ? Path.of("beta9-provisioning-" + STAMP.format(clock.instant()) + ".backup")
                : out)
            .toAbsolutePath();
    return DatabaseCommandSupport.runAsOwner(
        spec,
        (database, migrations) -> {
          BackupManifest manifest =
              new BackupWriter(database, clock, DatabaseCommandSupport.err(spec)::println)
                  .write(file, keyFile);
          DatabaseCommandSupport.audit(database, "db.backup", file.toString(), reason.text());
          show(file, manifest);
          return ExitCode.DONE;
        });
  }

  private void show(Path file, BackupManifest manifest) {
    if (format.isJson()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("file", file.toString());
      fields.put("bytes", file.toFile().length());
      fields.put("manifest", manifest);
      DatabaseCommandSupport.json(spec, fields);
      return;
    }
    DatabaseCommandSupport.out(spec)
        .printf(
            "%s: %d rows of %d tables of database %s, schema %03d, %d bytes.%n",
            file,
            manifest.rows(),
            manifest.tables().size(),
            manifest.database(),
            manifest.latestMigration(),
            file.toFile().length());
    DatabaseCommandSupport.out(spec)
        .println(
            "Restore it with: ./provisioner db restore "
                + file
                + (keyFile == null ? "" : " --key FILE"));
  }
}
