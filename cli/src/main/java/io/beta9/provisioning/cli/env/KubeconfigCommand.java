package io.beta9.provisioning.cli.env;

import com.google.gson.JsonElement;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.environment.KubeconfigText;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.EnvironmentArgument;
import io.beta9.provisioning.format.PrintableText;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code env kubeconfig}. */
@Command(
    name = "kubeconfig",
    description = "Prints a kubeconfig, without secrets, for the cluster of an environment.",
    footer = {
      "",
      "kubectl then needs the AWS CLI and credentials that have access to the cluster.",
      "",
      "Example:",
      "  ./provisioner env kubeconfig demo > demo.kubeconfig"
    })
public final class KubeconfigCommand extends BaseCommand {
  @Mixin private EnvironmentArgument environment = new EnvironmentArgument();

  public KubeconfigCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      String id = context.environmentId(api, environment);
      JsonElement reply =
          api.get(ApiClient.environmentPath(id, "/kubeconfig"), Map.of(), KubeconfigText.class)
              .json();
      out().print(PrintableText.ofLines(reply.getAsJsonObject().get("kubeconfig").getAsString()));
      return ExitCode.DONE;
    }
  }
}
