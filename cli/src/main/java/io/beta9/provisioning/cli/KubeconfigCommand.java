package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "kubeconfig",
    mixinStandardHelpOptions = true,
    description = "Prints a kubeconfig for an environment's cluster. There is no secret in it.",
    footer = {
      "",
      "It needs the AWS CLI and credentials that the cluster knows.",
      "",
      "Example:",
      "  provisioner env kubeconfig demo > demo.kubeconfig"
    })
final class KubeconfigCommand implements Callable<Integer> {
  private final ApiCommand session;

  @Mixin EnvironmentArgument environment = new EnvironmentArgument();

  KubeconfigCommand(ApiCommand session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (ApiClient api = session.api()) {
      String id = session.id(api, environment.idOrName);
      session
          .terminal()
          .out()
          .print(
              ApiReply.text(
                  api.get("/environments/" + ApiClient.encoded(id) + "/kubeconfig", Map.of()),
                  "kubeconfig"));
      return ExitCode.DONE;
    }
  }
}
