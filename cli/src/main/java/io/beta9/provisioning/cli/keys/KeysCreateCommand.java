package io.beta9.provisioning.cli.keys;

import io.beta9.provisioning.apimodel.CreateApiKeyRequest;
import io.beta9.provisioning.apimodel.CreatedApiKey;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import io.beta9.provisioning.cli.terminal.TimestampFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keys create}. */
@Command(
    name = "create",
    description = "Creates an API key and prints it. It cannot be printed again.",
    footer = {
      "",
      "Examples:",
      "  ./provisioner keys create --name ci --role member --expires-in 90d",
      "  ./provisioner keys create --name oncall --tenant ops --role operator"
    })
public final class KeysCreateCommand extends BaseCommand {
  @Option(
      names = "--name",
      paramLabel = "NAME",
      required = true,
      description = "Purpose of the key.")
  private String name = "";

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description =
          "Role in the tenant (viewer, member, admin), role in the service (operator, auditor,"
              + " owner; only owners create these), or one of each, separated by a comma (default:"
              + " admin).")
  private @Nullable String role;

  @Option(
      names = "--expires-in",
      paramLabel = "DURATION",
      description = "Lifetime of the key, such as 12h or 90d, at most 3650d (default: unlimited).")
  private @Nullable String expiresIn;

  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public KeysCreateCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api().withReason(reason.text())) {
      ApiReply<CreatedApiKey> created =
          api.post(
              "/keys",
              Map.of(),
              new CreateApiKeyRequest(null, name, role, expiresIn),
              CreatedApiKey.class);
      if (output.isJson()) {
        context.printJson(created.json());
      } else {
        out().println(String.valueOf(created.value().secret()));
        context
            .terminal()
            .err()
            .println(
                "Created "
                    + created.value().key().keyId()
                    + " of tenant "
                    + created.value().key().tenant()
                    + (created.value().key().expiresAt() == null
                        ? ""
                        : ", which expires at "
                            + TimestampFormat.iso(created.value().key().expiresAt()))
                    + ". Store the key now: it cannot be shown again.");
      }
      return ExitCode.DONE;
    }
  }
}
