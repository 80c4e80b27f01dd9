package io.beta9.provisioning.cli.env;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.environment.ConnectionView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.EnvironmentArgument;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.format.PrintableText;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code env connect}. */
@Command(
    name = "connect",
    description = "Shows how to connect to Beta9: addresses, token, configuration, DNS record.",
    footer = {
      "",
      "The token itself is not shown: it is in AWS Secrets Manager of the environment's account.",
      "",
      "Examples:",
      "  ./provisioner env connect demo",
      "  ./provisioner env connect demo --config > config.ini",
      "  ./provisioner env connect demo -o json"
    })
public final class ConnectCommand extends BaseCommand {
  @Mixin private EnvironmentArgument environment = new EnvironmentArgument();

  @Option(
      names = "--config",
      description = "Print only the client's configuration file, with TOKEN in place of the token.")
  private boolean config;

  @Mixin private OutputOption output = new OutputOption();

  public ConnectCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      ApiReply<ConnectionView> connection =
          api.get(
              ApiClient.environmentPath(context.environmentId(api, environment), "/connection"),
              Map.of(),
              ConnectionView.class);
      if (config) {
        out().print(PrintableText.ofLines(configFile(connection)));
      } else if (output.isJson()) {
        context.printJson(connection.json());
      } else {
        new ConnectionPrinter(out()).print(connection.value());
      }
      return ExitCode.DONE;
    }
  }

  /** Returns the file with its lines, which a record does not keep. */
  private static String configFile(ApiReply<ConnectionView> connection) {
    return connection.json().getAsJsonObject().get("config_file").getAsString();
  }
}
