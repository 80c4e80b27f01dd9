package io.beta9.provisioning.cli.keys;

import io.beta9.provisioning.apimodel.ApiKeyView;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.Json;
import io.beta9.provisioning.cli.command.AllTenantsOption;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.terminal.Table;
import io.beta9.provisioning.cli.terminal.TimestampFormat;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code keys list}. */
@Command(
    name = "list",
    aliases = "ls",
    description = "Lists the API keys, without their secrets.",
    footer = {"", "Example:", "  ./provisioner keys list"})
public final class KeysListCommand extends BaseCommand {
  private static final int ALL = 100_000;

  @Mixin private AllTenantsOption allTenants = new AllTenantsOption();
  @Mixin private OutputOption output = new OutputOption();

  public KeysListCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      List<ApiReply<ApiKeyView>> keys =
          api.list("/keys", allTenants.query(), ALL, ApiKeyView.class);
      if (output.isJson()) {
        context.printJson(Json.items(keys.stream().map(ApiReply::json).toList()));
        return ExitCode.DONE;
      }
      Table table =
          new Table("ID", "TENANT", "NAME", "PREFIX", "ROLE", "STATE", "EXPIRES", "LAST USED");
      for (ApiReply<ApiKeyView> reply : keys) {
        ApiKeyView key = reply.value();
        table.row(
            key.keyId(),
            key.tenant(),
            key.name(),
            key.prefix() == null ? "-" : key.prefix(),
            key.role(),
            state(key),
            key.expiresAt() == null ? "never" : TimestampFormat.iso(key.expiresAt()),
            key.lastUsedAt() == null ? "never" : TimestampFormat.iso(key.lastUsedAt()));
      }
      table.print(out());
      return ExitCode.DONE;
    }
  }

  private static String state(ApiKeyView key) {
    if (key.revokedAt() != null) {
      return "revoked";
    }
    return key.expiresAt() == null || key.expiresAt().isAfter(Instant.now()) ? "active" : "expired";
  }
}
