package io.beta9.provisioning.cli.audit;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.audit.AuditHeads;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.client.Json;
import io.beta9.provisioning.cli.client.OutputFile;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code audit head}. */
@Command(
    name = "head",
    description = {
      "Exports the number of entries and the last hash of every chain of the audit trail.",
      "Keep the file where the administrators of the database cannot change it: 'audit verify"
          + " --head FILE' then detects what was changed or removed later, also at the end."
    },
    footer = {"", "Example:", "  ./provisioner audit head --out heads-2026-08.json"})
public final class AuditHeadCommand extends BaseCommand {
  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Output file; an existing file is not overwritten (default: standard output).")
  private @Nullable Path file;

  public AuditHeadCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      var heads = api.get("/audit/heads", Map.of(), AuditHeads.class);
      if (file == null) {
        context.printJson(heads.json());
        return ExitCode.DONE;
      }
      try (OutputStream out = OutputFile.create(context.terminal().directory().resolve(file))) {
        out.write((Json.pretty(heads.json()) + "\n").getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new CommandException(
            ExitCode.FAILED, file + " cannot be written: " + String.valueOf(e.getMessage()));
      }
      context
          .terminal()
          .err()
          .println(
              "Exported the heads of "
                  + heads.value().heads().size()
                  + " chains to "
                  + file
                  + (heads.value().signature() == null
                      ? ". They are not signed: the service has no AUDIT_SIGNING_KEY."
                      : ", signed."));
      return ExitCode.DONE;
    }
  }
}
