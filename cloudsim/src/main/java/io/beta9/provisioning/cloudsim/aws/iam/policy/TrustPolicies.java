package io.beta9.provisioning.cloudsim.aws.iam.policy;

import io.beta9.provisioning.cloudsim.aws.iam.core.IamErrors;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamState;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The check that IAM makes of a trust policy when it is given one. */
public final class TrustPolicies {
  private static final Pattern ROLE_OR_USER =
      Pattern.compile("arn:aws:iam::(\\d{12}):(role|user)/(?:.*/)?([^/]+)");

  private TrustPolicies() {}

  /** Refuses a document that is malformed or names a principal that the account does not have. */
  public static void check(StateStore store, String account, @Nullable String document) {
    if (document == null) {
      throw IamErrors.invalid(
          "1 validation error detected: Value null at 'assumeRolePolicyDocument' failed to satisfy"
              + " constraint: Member must not be null");
    }
    for (Statement statement : PolicyDocument.parseTrustPolicy(document).statements()) {
      if (statement.principals() == null) {
        continue;
      }
      for (String principal : statement.principals().getOrDefault("AWS", List.of())) {
        if (!exists(store, account, principal)) {
          throw IamErrors.malformed("Invalid principal in policy: \"AWS\":\"" + principal + "\"");
        }
      }
    }
  }

  /** Other accounts' principals are taken on trust: only their own account knows them. */
  private static boolean exists(StateStore store, String account, String principal) {
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
