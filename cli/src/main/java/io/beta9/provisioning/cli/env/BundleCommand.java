package io.beta9.provisioning.cli.env;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.client.OutputFile;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.EnvironmentArgument;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code env bundle}. */
@Command(
    name = "bundle",
    description = "Writes everything that is known about an environment to one archive.",
    footer = {
      "",
      "The archive contains configuration, outputs, diagnosis, operations, plans, events, log and",
      "cluster report, without secrets. The request is audited.",
      "",
      "Examples:",
      "  ./provisioner env bundle demo",
      "  ./provisioner env bundle demo --out demo.zip"
    })
public final class BundleCommand extends BaseCommand {
  private static final String ZIP = "application/zip";

  @Mixin private EnvironmentArgument environment = new EnvironmentArgument();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Output file; an existing file is not overwritten (default: support-ENVIRONMENT_ID.zip).")
  private @Nullable Path file;

  public BundleCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      String id = context.environmentId(api, environment);
      Path target = file == null ? Path.of("support-" + id + ".zip") : file;
      try (OutputStream out =
          new BufferedOutputStream(
              OutputFile.create(context.terminal().directory().resolve(target)))) {
        api.download(ApiClient.environmentPath(id, "/support-bundle"), ZIP, out);
      } catch (IOException | UncheckedIOException e) {
        throw new CommandException(
            ExitCode.FAILED, target + " cannot be written: " + String.valueOf(e.getMessage()));
      }
      out().println("Wrote " + target + ", which contains no secrets.");
      return ExitCode.DONE;
    }
  }
}
