package io.beta9.provisioning.cli.audit;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.client.OutputFile;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.format.PrintableText;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code audit export}. */
@Command(
    name = "export",
    description =
        "Exports all entries of the audit trail with their hashes, one JSON document per line.",
    footer = {
      "",
      "Examples:",
      "  ./provisioner audit export --out audit.jsonl",
      "  ./provisioner audit export | grep '\"action\":\"keys.create\"'"
    })
public final class AuditExportCommand extends BaseCommand {
  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Output file; an existing file is not overwritten (default: standard output).")
  private @Nullable Path file;

  public AuditExportCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      if (file == null) {
        // The escape sequences are those of JSON, so that the documents remain the same.
        api.lines("/audit/export", line -> out().println(PrintableText.of(line)));
        out().flush();
        return ExitCode.DONE;
      }
      long[] lines = {0};
      try (OutputStream out =
          new BufferedOutputStream(
              OutputFile.create(context.terminal().directory().resolve(file)))) {
        api.lines(
            "/audit/export",
            line -> {
              try {
                out.write(line.getBytes(StandardCharsets.UTF_8));
                out.write('\n');
                lines[0]++;
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
      } catch (IOException | UncheckedIOException e) {
        throw new CommandException(
            ExitCode.FAILED, file + " cannot be written: " + String.valueOf(e.getMessage()));
      }
      context.terminal().err().println("Exported " + lines[0] + " lines to " + file + ".");
      return ExitCode.DONE;
    }
  }
}
