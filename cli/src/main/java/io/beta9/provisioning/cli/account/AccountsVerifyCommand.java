package io.beta9.provisioning.cli.account;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.account.AccountView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code accounts verify}. */
@Command(
    name = "verify",
    description = "Verifies that the role can be assumed with the external id, and not without it.",
    footer = {
      "",
      "Changes of a role take effect in AWS after some seconds; a role that cannot be assumed is",
      "tried again for --wait. The exit code is 0 only if the account is verified.",
      "",
      "Example:",
      "  ./provisioner accounts verify 123456789012"
    })
public final class AccountsVerifyCommand extends BaseCommand {
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final String FAILED = "failed";
  private static final String VERIFIED = "verified";

  @Mixin private AccountArgument account = new AccountArgument();

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "Time for which a failed verification is repeated (default: 60).")
  private int waitSeconds = 60;

  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public AccountsVerifyCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api().withReason(reason.text())) {
      String path = AccountArgument.path(account.id(api), "/verify");
      ApiReply<AccountView> verified = api.post(path, Map.of(), null, AccountView.class);
      Duration waited = Duration.ZERO;
      while (verified.value().state().equals(FAILED)
          && waited.compareTo(Duration.ofSeconds(waitSeconds)) < 0) {
        if (waited.isZero()) {
          context.terminal().err().println("The role cannot be assumed yet; trying again ...");
        }
        context.sleeper().sleep(PAUSE);
        waited = waited.plus(PAUSE);
        verified = api.post(path, Map.of(), null, AccountView.class);
      }
      if (output.isJson()) {
        context.printJson(verified.json());
      } else {
        new AccountPrinter(out()).print(verified);
      }
      return verified.value().state().equals(VERIFIED) ? ExitCode.DONE : ExitCode.FAILED;
    }
  }
}
