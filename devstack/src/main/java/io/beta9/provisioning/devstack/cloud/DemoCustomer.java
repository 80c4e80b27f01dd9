package io.beta9.provisioning.devstack.cloud;

import io.beta9.provisioning.apimodel.account.AccountView;
import io.beta9.provisioning.apimodel.account.RegisterAccountRequest;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiSettings;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/** What a customer does before the first environment, in the simulated cloud. */
public final class DemoCustomer {
  private static final JsonMapper JSON = JsonMapper.shared();

  private DemoCustomer() {}

  /** Registers and verifies {@link DemoCloud#ACCOUNT}. */
  public static AccountView registerAccount(ApiSettings settings, DemoCloud cloud) {
    return registerAccount(settings, cloud, DemoCloud.ACCOUNT);
  }

  /**
   * Registers an account, creates its role with the trust policy and the permission policies in the
   * response, and verifies it. Repeating it has no further effect.
   *
   * @param number the account's number, twelve digits
   * @throws IllegalStateException if the role is not verified
   */
  public static AccountView registerAccount(ApiSettings settings, DemoCloud cloud, String number) {
    return registerAccount(settings, cloud, new RegisterAccountRequest(null, number, null, null));
  }

  /**
   * Registers an account, creates its role and its permissions boundary as the response specifies,
   * and verifies it. Repeating it has no further effect.
   *
   * @throws IllegalStateException if the role is not verified
   */
  public static AccountView registerAccount(
      ApiSettings settings, DemoCloud cloud, RegisterAccountRequest request) {
    try (ApiClient api = new ApiClient(settings)) {
      AccountView added = api.post("/accounts", Map.of(), request, AccountView.class).value();
      AccountView.RolePolicy boundary = added.boundaryPolicy();
      if (boundary != null) {
        cloud.createPolicy(
            added.accountId(), boundary.name(), JSON.writeValueAsString(boundary.document()));
      }
      cloud.createRole(
          added.roleArn(), JSON.writeValueAsString(added.trustPolicy()), permissionPolicies(added));
      return verify(api, added);
    }
  }

  private static Map<String, String> permissionPolicies(AccountView account) {
    Map<String, String> documents = new TreeMap<>();
    for (AccountView.RolePolicy policy :
        Objects.requireNonNull(account.permissionPolicies(), "no permission policies")) {
      documents.put(policy.name(), JSON.writeValueAsString(policy.document()));
    }
    return documents;
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
