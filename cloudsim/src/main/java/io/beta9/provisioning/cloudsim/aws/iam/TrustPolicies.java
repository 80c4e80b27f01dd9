package io.beta9.provisioning.cloudsim.aws.iam;

import io.beta9.provisioning.cloudsim.Store;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The check that IAM makes of a trust policy when it is given one. */
final class TrustPolicies {
  private static final Pattern ROLE_OR_USER =
      Pattern.compile("arn:aws:iam::(\\d{12}):(role|user)/(?:.*/)?([^/]+)");

  private TrustPolicies() {}

  /** Refuses a document that is malformed or names a principal that the account does not have. */
  static void check(Store store, String account, @Nullable String document) {
    if (document == null) {
      throw IamFaults.invalid(
          "1 validation error detected: Value null at 'assumeRolePolicyDocument' failed to satisfy"
              + " constraint: Member must not be null");
    }
    for (Statement statement : PolicyDocument.trust(document).statements()) {
      if (statement.principals() == null) {
        continue;
      }
      for (String principal : statement.principals().getOrDefault("AWS", List.of())) {
        if (!known(store, account, principal)) {
          throw IamFaults.malformed("Invalid principal in policy: \"AWS\":\"" + principal + "\"");
        }
      }
    }
  }

  /** Other accounts' principals are taken on trust: only their own account knows them. */
  private static boolean known(Store store, String account, String principal) {
    Matcher matcher = ROLE_OR_USER.matcher(principal);
    if (!matcher.matches() || !matcher.group(1).equals(account)) {
      return true;
    }
    IamState state = IamState.of(store, account);
    String name = matcher.group(3);
    return matcher.group(2).equals("role")
        ? state.roles.containsKey(name)
        : state.users.containsKey(name);
  }
}
