package io.beta9.provisioning.cli.login;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.environment.EnvironmentSummary;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiSettings;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.profile.ApiAccess;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code login}. */
@Command(
    name = "login",
    description = {
      "Stores the URL and the credentials of an API in a profile, which only you can read.",
      "Asks for an API key, without printing it. With --issuer, you approve the login in a browser,"
          + " also on another device, and the token is renewed when it expires."
    },
    footer = {
      "",
      "Examples:",
      "  ./provisioner login --url https://provisioning.example",
      "  ./provisioner login --profile staging --url https://staging.example < key.txt",
      "  ./provisioner login --url https://provisioning.example --issuer"
          + " https://id.example/realms/ops --client-id provisioner"
    })
public final class LoginCommand extends BaseCommand {
  private static final int MAX_KEY_LENGTH = 16_384;

  @Option(names = "--url", paramLabel = "URL", required = true, description = "URL of the API.")
  private String url = "";

  @ArgGroup(exclusive = false)
  private @Nullable ProviderOptions provider;

  /** The OpenID provider. */
  static final class ProviderOptions {
    @Option(
        names = "--issuer",
        paramLabel = "URL",
        required = true,
        description = "OpenID provider that issues the tokens (https).")
    private String issuer = "";

    @Option(
        names = "--client-id",
        paramLabel = "ID",
        required = true,
        description = "Public client of the provider, with the device authorization grant.")
    private String clientId = "";
  }

  public LoginCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    ApiSettings target = ApiSettings.of(url, "");
    ApiAccess access = context.access();
    String profile = context.selection().name();
    if (provider != null) {
      access.signIn(
          profile,
          target.url(),
          provider.issuer,
          provider.clientId,
          instruction -> context.terminal().err().println(instruction));
    } else {
      ApiSettings withKey = ApiSettings.of(url, key());
      verify(withKey);
      access.saveKey(profile, withKey);
    }
    context
        .terminal()
        .err()
        .println(
            "Logged in to "
                + target.url()
                + "; the profile '"
                + access.nameOrDefault(profile)
                + "' is in "
                + access.file()
                + ".");
    return ExitCode.DONE;
  }

  /** Only a key that the API accepts is stored. */
  private void verify(ApiSettings settings) {
    try (ApiClient api = context.api(settings)) {
      api.list("/environments", Map.of(), 1, EnvironmentSummary.class);
    }
  }

  private String key() {
    Console console = System.console();
    String key =
        context.terminal().in() == System.in && console != null && console.isTerminal()
            ? prompt(console)
            : firstLine();
    if (key.isEmpty() || key.length() > MAX_KEY_LENGTH || !key.matches("[!-~]+")) {
      throw new CommandException(ExitCode.WRONG_USE, "no valid API key was given");
    }
    return key;
  }

  private static String prompt(Console console) {
    char[] typed = console.readPassword("API key: ");
    return typed == null ? "" : new String(typed).strip();
  }

  private String firstLine() {
    try {
      String line =
          new BufferedReader(new InputStreamReader(context.terminal().in(), StandardCharsets.UTF_8))
              .readLine();
      return line == null ? "" : line.strip();
    } catch (IOException e) {
      return "";
    }
  }
}
