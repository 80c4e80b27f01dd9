package io.beta9.provisioning.cli.keys;

import io.beta9.provisioning.apimodel.CreatedApiKey;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keys rotate}. */
@Command(
    name = "rotate",
    description = "Replaces an API key by a new one, which is printed; the old one expires.",
    footer = {
      "",
      "Example:",
      "  ./provisioner keys rotate key_4f1a2b3c4d5e --overlap 24h --reason 'yearly'"
    })
public final class KeysRotateCommand extends BaseCommand {
  @Parameters(paramLabel = "ID", description = "Id of the key.")
  private String id = "";

  @Option(
      names = "--overlap",
      paramLabel = "DURATION",
      defaultValue = "24h",
      description =
          "Time for which the old key remains valid, at most 30d (default: ${DEFAULT-VALUE}).")
  private String overlap = "";

  @Option(
      names = "--expires-in",
      paramLabel = "DURATION",
      description =
          "Lifetime of the new key, such as 12h or 90d, at most 3650d (default: unlimited).")
  private @Nullable String expiresIn;

  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public KeysRotateCommand(CommandContext context) {
    super(context);
  }

  private Map<String, String> query() {
    return expiresIn == null
        ? Map.of("overlap", overlap)
        : Map.of("overlap", overlap, "expires_in", expiresIn);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api().withReason(reason.text())) {
      ApiReply<CreatedApiKey> created =
          api.post("/keys/" + ApiClient.encode(id) + "/rotate", query(), null, CreatedApiKey.class);
      if (output.isJson()) {
        context.printJson(created.json());
      } else {
        out().println(created.value().secret());
        context
            .terminal()
            .err()
            .println(
                "Created "
                    + created.value().key().keyId()
                    + "; "
                    + id
                    + " expires in "
                    + overlap
                    + ". Store the key now: it cannot be shown again.");
      }
      return ExitCode.DONE;
    }
  }
}
