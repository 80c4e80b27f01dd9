package io.beta9.provisioning.devstack.cloud;

import io.beta9.provisioning.apimodel.account.AccountView;
import io.beta9.provisioning.apimodel.account.RegisterAccountRequest;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiSettings;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What a customer does before the first environment, in the simulated cloud. */
public final class DemoCustomer {
  private DemoCustomer() {}

  /** Registers and verifies {@link DemoCloud#ACCOUNT}. */
  public static AccountView registerAccount(ApiSettings settings, DemoCloud cloud) {
    return registerAccount(settings, cloud, DemoCloud.ACCOUNT);
  }

  /**
   * Registers an account, creates its role with the trust policy in the response, and verifies it.
   * Repeating it has no further effect.
   *
   * @param number the account's number, twelve digits
   * @throws IllegalStateException if the role is not verified
   */
  public static AccountView registerAccount(ApiSettings settings, DemoCloud cloud, String number) {
    try (ApiClient api = new ApiClient(settings)) {
      AccountView added =
          api.post(
                  "/accounts",
                  Map.of(),
                  new RegisterAccountRequest(null, number, null),
                  AccountView.class)
              .value();
      cloud.trust(added.roleArn(), JsonMapper.shared().writeValueAsString(added.trustPolicy()));
      return verify(api, added);
    }
  }

  /**
   * Verifies the role of a registered account.
   *
   * @throws IllegalStateException if the role is not verified
   */
  public static AccountView verify(ApiClient api, AccountView account) {
    AccountView verified =
        api.post("/accounts/" + account.id() + "/verify", Map.of(), null, AccountView.class)
            .value();
    if (!verified.state().equals("verified")) {
      throw new IllegalStateException(
          "account "
              + verified.accountId()
              + " is "
              + verified.state()
              + ": "
              + verified.errorMessage());
    }
    return verified;
  }
}
