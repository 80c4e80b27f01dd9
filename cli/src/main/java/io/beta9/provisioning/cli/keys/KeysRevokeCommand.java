package io.beta9.provisioning.cli.keys;

import io.beta9.provisioning.apimodel.ApiKeyView;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code keys revoke}. */
@Command(
    name = "revoke",
    description = "Revokes an API key; every process rejects it within 5 seconds.",
    footer = {
      "",
      "Example:",
      "  ./provisioner keys revoke key_4f1a2b3c4d5e --reason 'no longer used'"
    })
public final class KeysRevokeCommand extends BaseCommand {
  @Parameters(paramLabel = "ID", description = "Id of the key.")
  private String keyId = "";

  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public KeysRevokeCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api().withReason(reason.text())) {
      ApiReply<ApiKeyView> revoked =
          api.delete("/keys/" + ApiClient.encode(keyId), ApiKeyView.class);
      if (output.isJson()) {
        context.printJson(revoked.json());
      } else {
        out().println("Revoked " + revoked.value().keyId() + ".");
      }
      return ExitCode.DONE;
    }
  }
}
