package io.beta9.provisioning.cli.repair;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.repair.ClusterAccessView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.EnvironmentArgument;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code env restore-access}. */
@Command(
    name = "restore-access",
    description = {
      "Gives the role that the service assumes access to the cluster of an environment: an access"
          + " entry with the policy AmazonEKSClusterAdminPolicy, if it is missing.",
      "Then 'env retry'."
    },
    footer = {
      "",
      "Examples:",
      "  ./provisioner env restore-access demo --dry-run",
      "  ./provisioner env restore-access demo --reason 'the role was replaced'"
    })
public final class RestoreAccessCommand extends BaseCommand {
  @Mixin private EnvironmentArgument environment = new EnvironmentArgument();

  @Option(names = "--dry-run", description = "Only show what is missing.")
  private boolean dryRun;

  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public RestoreAccessCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api().withReason(reason.text())) {
      String id = context.environmentId(api, environment);
      ApiReply<ClusterAccessView> reply =
          api.post(
              "/environments/" + ApiClient.encode(id) + "/cluster-access",
              Map.of("dry_run", Boolean.toString(dryRun)),
              null,
              ClusterAccessView.class);
      if (output.isJson()) {
        context.printJson(reply.json());
      } else {
        out().println(sentence(reply.value()));
        if (dryRun) {
          out().println("Nothing was changed.");
        }
      }
      return ExitCode.DONE;
    }
  }

  private static String sentence(ClusterAccessView access) {
    String policy = access.policy().substring(access.policy().lastIndexOf('/') + 1);
    return switch (access.state()) {
      case "present" ->
          access.role()
              + " has an access entry in "
              + access.cluster()
              + " with the policy "
              + policy
              + ".";
      case "entry-missing" -> access.role() + " has no access entry in " + access.cluster() + ".";
      case "policy-missing" ->
          "The access entry of "
              + access.role()
              + " in "
              + access.cluster()
              + " lacks the policy "
              + policy
              + ".";
      case "entry-outdated" ->
          "The cluster "
              + access.cluster()
              + " rejects the credentials of "
              + access.role()
              + " although it has an access entry: the role was probably created again after the"
              + " entry, which then does not work.";
      case "entry-replaced" ->
          "Created the access entry of "
              + access.role()
              + " in "
              + access.cluster()
              + " again, with the policy "
              + policy
              + ".";
      case "entry-created" ->
          "Created the access entry of "
              + access.role()
              + " in "
              + access.cluster()
              + " with the policy "
              + policy
              + ".";
      case "policy-associated" ->
          "Associated the policy "
              + policy
              + " with the access entry of "
              + access.role()
              + " in "
              + access.cluster()
              + ".";
      default -> access.role() + " in " + access.cluster() + ": " + access.state();
    };
  }
}
