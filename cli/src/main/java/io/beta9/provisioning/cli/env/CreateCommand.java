package io.beta9.provisioning.cli.env;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.environment.EnvironmentPreview;
import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.apimodel.environment.FailureView;
import io.beta9.provisioning.apimodel.environment.PreflightView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.client.KnownStatuses;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OperationRequest;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import io.beta9.provisioning.cli.command.WatchOption;
import io.beta9.provisioning.cli.progress.EnvironmentPrinter;
import io.beta9.provisioning.cli.terminal.Table;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code env create}. */
@Command(
    name = "create",
    description = "Creates an environment from a meta-config.",
    footer = {
      "",
      "The exit code of --dry-run --preflight is 1 if a finding is blocking; warnings are printed.",
      "",
      "Examples:",
      "  ./provisioner env create -f examples/small.yaml --dry-run",
      "  ./provisioner env create -f examples/small.yaml --dry-run --preflight",
      "  ./provisioner env create -f examples/small.yaml --watch",
      "  ./provisioner env create -f - -o json < my.yaml"
    })
public final class CreateCommand extends BaseCommand {
  @Mixin private MetaConfigFile metaConfig = new MetaConfigFile();

  @Option(
      names = "--dry-run",
      description = "Checks the meta-config and prints what would be created; creates nothing.")
  private boolean dryRun;

  @Option(
      names = "--preflight",
      description =
          "With --dry-run: also checks the account for missing permissions, exhausted quotas and"
              + " names in use, for at most 20 seconds. Only reads.")
  private boolean preflight;

  @Mixin private WatchOption watch = new WatchOption();
  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public CreateCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    if (preflight && !dryRun) {
      throw new CommandException(ExitCode.WRONG_USE, "--preflight requires --dry-run");
    }
    byte[] body = metaConfig.read(context.terminal());
    try (ApiClient api = context.api().withReason(reason.text())) {
      if (dryRun) {
        return preview(api, body);
      }
      ApiReply<EnvironmentView> created = api.create(body, metaConfig.contentType());
      String id = created.value().environmentId();
      if (watch.isSet()) {
        new EnvironmentPrinter(context.terminal().err()).reachability(created.value());
        return context.watch(api, id, 0, output, KnownStatuses.READY);
      }
      if (output.isJson()) {
        context.printJson(created.json());
      } else {
        out().println(id + " is queued.");
        new EnvironmentPrinter(out()).reachability(created.value());
        OperationRequest.printHowToFollow(context, id);
      }
      return ExitCode.DONE;
    }
  }

  private int preview(ApiClient api, byte[] body) {
    ApiReply<EnvironmentPreview> preview =
        api.post(
            ApiClient.ENVIRONMENTS,
            preflight ? Map.of("dry_run", "true", "preflight", "true") : Map.of("dry_run", "true"),
            body,
            metaConfig.contentType(),
            EnvironmentPreview.class);
    if (output.isJson()) {
      context.printJson(preview.json());
      return exitCode(preview.value().preflight());
    }
    Table table = new Table("RESOURCE", "COUNT");
    preview
        .value()
        .resources()
        .forEach(each -> table.row(each.type(), Integer.toString(each.count())));
    table.print(out());
    out().println("The meta-config is valid; nothing was created. -o json prints the infra model.");
    printFindings(preview.value().preflight());
    return exitCode(preview.value().preflight());
  }

  private void printFindings(@Nullable PreflightView checked) {
    if (checked == null) {
      return;
    }
    if (checked.findings().isEmpty() && checked.unfinished().isEmpty()) {
      out().println("The checks of the account found no problem.");
    }
    for (PreflightView.Finding finding : checked.findings()) {
      FailureView failure = finding.failure();
      out().println(finding.severity() + ": " + failure.code());
      for (String sentence : List.of(failure.what(), failure.why(), failure.next())) {
        if (!sentence.isBlank()) {
          out().println("  " + sentence);
        }
      }
    }
    if (!checked.unfinished().isEmpty()) {
      out().println("Checks without a result in time: " + String.join(", ", checked.unfinished()));
    }
  }

  private static int exitCode(@Nullable PreflightView checked) {
    return checked != null && checked.blocking() ? ExitCode.FAILED : ExitCode.DONE;
  }
}
