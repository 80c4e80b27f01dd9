package io.beta9.provisioning.cli.account;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.account.AccountView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.CommandException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Parameters;

/** The registered account of a command. */
public final class AccountArgument {
  static final String LEGACY = "legacy";
  private static final int ALL = 100_000;

  @Parameters(
      index = "0",
      paramLabel = "ACCOUNT",
      description = "Number of the account, such as 123456789012, or id (acc_...).")
  private String numberOrId = "";

  /**
   * Returns the id. A number means the account that the tenant has registered or, if there is none,
   * its only legacy one.
   *
   * @throws CommandException if there is none, or there are several
   */
  String id(ApiClient api) {
    if (numberOrId.startsWith("acc_")) {
      return numberOrId;
    }
    List<AccountView> found =
        all(api).stream()
            .map(ApiReply::value)
            .filter(account -> account.accountId().equals(numberOrId))
            .toList();
    List<AccountView> registered =
        found.stream().filter(account -> !account.state().equals(LEGACY)).toList();
    List<AccountView> candidates = registered.isEmpty() ? found : registered;
    if (candidates.size() > 1) {
      throw new CommandException(
          ExitCode.WRONG_USE,
          "account " + numberOrId + " has several roles; use an id",
          candidates.stream().map(account -> account.id() + "  " + account.roleArn()).toList());
    }
    return candidates.stream()
        .findFirst()
        .map(AccountView::id)
        .orElseThrow(
            () ->
                new CommandException(
                    ExitCode.NOT_FOUND,
                    "account '" + numberOrId + "' is not registered",
                    List.of("'./provisioner accounts add " + numberOrId + "' registers it.")));
  }

  static List<ApiReply<AccountView>> all(ApiClient api) {
    return all(api, Map.of());
  }

  static List<ApiReply<AccountView>> all(ApiClient api, Map<String, String> query) {
    return api.list("/accounts", query, ALL, AccountView.class);
  }

  static String path(String id, String suffix) {
    return "/accounts/" + ApiClient.encode(id) + suffix;
  }
}
